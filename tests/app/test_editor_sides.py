"""Images of questions and texts in other languages, in the editor of a definition."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from PIL import Image

import forms
from app.editor import drafting
from app.extensions import db
from forms import authoring
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import SLUG, publish
from tests.app.test_editor_screen import change, fields
from tests.app.test_rehearsal import text_of, write
from tests.app.test_rights import staff

HERE = f"/edition/{SLUG}/brouillon"
IMAGES = f"{HERE}/images?ou=/aidant"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script><circle r="4"/></svg>'
OPENS = {"jour": "1", "mois": "9", "annee": "2026"}
EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="data:image/png;base64,AA"/></svg>'


@pytest.fixture
def editor(app: Flask, clock: Clock) -> CheckingClient:
    """Somebody who writes procedures, with the definition of one at hand."""
    made = staff(app, "editor", clock)
    made.get("/edition")
    assert made.post(f"{HERE}/commencer", data={}).status_code == 303
    return made


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").replace("\u202f", " ")


def document(app: Flask) -> dict[str, Any]:
    with app.app_context():
        found = drafting.find(db.session, SLUG)
        assert found is not None
        made: dict[str, Any] = json.loads(found.text)
        return made


def posted(client: CheckingClient, path: str, data: dict[str, Any]) -> tuple[int, str]:
    page = client.get(path).get_data(as_text=True)
    revision = re.search(r'name="revision" value="(\d+)"', page)
    answer = client.post(path, data={"revision": revision.group(1) if revision else "", **data})
    return answer.status_code, plain(answer.get_data(as_text=True))


def photo(side: int, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(made, kind)
    return made.getvalue()


def test_an_image_is_redrawn_chosen_for_a_question_shown_and_kept(editor: CheckingClient, app: Flask) -> None:
    for given, sentence in (
        ({"alt": "x"}, "Choisissez une image"),
        ({"alt": "", "image": "navigo.svg"}, "Écrivez ce que l’image apprend"),
        ({"alt": "x" * 501, "image": "navigo.svg"}, "500 signes au plus"),
        ({"alt": "x", "image": "../../secret.svg"}, "Choisissez une image"),
        ({"alt": "x", "fichier": (io.BytesIO(b"<svg/>"), "a.svg")}, "n’est pas un dessin SVG"),
        ({"alt": "x", "fichier": (io.BytesIO(EMPTY), "a.svg")}, "rien ne s’en verrait, car il est fait de parties"),
        ({"alt": "x", "fichier": (io.BytesIO(b"%PDF-1.4"), "a.pdf")}, "n’est ni un dessin SVG, ni une image"),
        ({"alt": "x", "fichier": (io.BytesIO(SVG + b" " * 500_000), "a.svg")}, "trop lourd"),
    ):
        status, words = posted(editor, IMAGES, given)
        assert (status, sentence in words) == (422, True), (sentence, words)
    assert "x-figure" not in document(app)["properties"]["aidant"]

    given = {"alt": "Un rond", "fichier": (io.BytesIO(SVG), "Un Rond é.svg")}
    assert posted(editor, IMAGES, {**given, "action": "choisir"})[0] == 303
    told = plain(editor.get(IMAGES).get_data(as_text=True))
    assert "Le dessin « Un Rond é.svg » est pris sans ce qui bouge ou réagit :" in told
    figure = document(app)["properties"]["aidant"]["x-figure"]
    assert re.fullmatch(r"un-rond-e-[0-9a-f]{10}\.svg", figure["file"])
    assert figure["alt"] == "Un rond"
    shown = app.test_client().get(f"/demarches/{SLUG}/figures/{figure['file']}")
    assert (shown.mimetype, b"script" in shown.data, b"circle" in shown.data) == ("image/svg+xml", False, True)
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for size, kind, ending in ((60, "PNG", "png"), (500, "PNG", "jpg"), (60, "JPEG", "jpg")):
        file = (io.BytesIO(photo(size, kind)), f"photo.{kind.lower()}")
        assert posted(editor, IMAGES, {"alt": "Un rond", "fichier": file})[0] == 303
        name = document(app)["properties"]["aidant"]["x-figure"]["file"]
        assert name.endswith(ending)
        assert 0 < len(app.test_client().get(f"/demarches/{SLUG}/figures/{name}").data) <= 500_000

    kept = {"action": "supprimer", "image": figure["file"]}
    assert posted(editor, IMAGES, kept)[0] == 303
    assert "Un état précédent" in plain(editor.get(IMAGES).get_data(as_text=True))
    assert posted(editor, IMAGES, {"puis": "retirer"})[0] == 303
    assert "x-figure" not in document(app)["properties"]["aidant"]
    assert posted(editor, IMAGES, {"alt": "Le passe", "image": "navigo.svg", "revision": "1"})[0] == 409
    assert editor.get(f"{HERE}/images?ou=/rien").status_code == 404
    assert IMAGES in editor.get(f"{HERE}/question?ou=/aidant").get_data(as_text=True)
    assert '<option value="/aidant">' in editor.get(f"{HERE}/images").get_data(as_text=True)
    listed = plain(editor.get(f"{HERE}/images").get_data(as_text=True))
    assert "navigo.svg" in listed
    assert "iban.svg" in listed
    assert "Ce fichier n’est pas là" not in listed, "the drawing of a shared block is there for every procedure"


def test_a_figure_of_a_published_version_stays_and_a_copy_has_its_own(editor: CheckingClient, app: Flask) -> None:
    given = {"alt": "Un rond", "fichier": (io.BytesIO(SVG), "rond.svg")}
    assert posted(editor, IMAGES, given)[0] == 303
    name = document(app)["properties"]["aidant"]["x-figure"]["file"]
    publish(app, json.dumps(document(app)))
    editor.get("/edition/nouvelle")
    asked = {"depuis": "copie", "de": SLUG, "etat": "publiee", "titre": "Copie", "adresse": "copie"}
    assert editor.post("/edition/nouvelle", data=asked).status_code == 303
    for file in (name, "navigo.svg", "iban.svg"):
        assert app.test_client().get(f"/demarches/copie/figures/{file}").status_code == 200, file
    assert app.test_client().get("/demarches/copie/figures/rien.svg").status_code == 404


def test_texts_are_translated_page_by_page_and_counted(editor: CheckingClient, app: Flask) -> None:
    page = plain(editor.get(f"{HERE}/langues").get_data(as_text=True))
    assert re.search(r"Anglais\s*(\d+) textes sur \1", page)
    assert posted(editor, f"{HERE}/langues", {"langue": "xx"})[0] == 422
    assert posted(editor, f"{HERE}/langues", {"langue": "es", "action": "ajouter"})[0] == 303
    assert "0 texte traduit sur" in plain(editor.get(f"{HERE}/langues/es").get_data(as_text=True))
    title = "/properties/navigo/title"
    iban = "/$defs/https:~1~1demarches.example~1blocks~1sepa~12/properties/iban/title"
    for section, pointer in (("navigo", title), ("paiement", iban)):
        given = {f"texte {pointer}": "Número", "action": "suivante"}
        assert posted(editor, f"{HERE}/langues/es?page={section}", given)[0] == 303
    assert document(app)["x-i18n"]["es"] == {title: "Número", iban: "Número"}
    left = editor.get(f"{HERE}/langues/es?page=navigo&manquants=oui").get_data(as_text=True)
    assert title not in left
    assert "/properties/navigo/x-help" in left
    assert 'value="Número"' in editor.get(f"{HERE}/langues/es?page=navigo").get_data(as_text=True)
    stale = posted(editor, f"{HERE}/langues/es?page=navigo", {f"texte {title}": "Autre", "revision": "1"})
    assert (stale[0], document(app)["x-i18n"]["es"][title]) == (409, "Número")
    sent = stale[1].split("Ce que vous avez envoyé", 1)[1].split("</details>")[0]
    assert "Libellé" in sent
    assert "Autre" in sent
    assert "/properties" not in sent
    assert posted(editor, f"{HERE}/langues", {"langue": "es", "action": "retirer"})[0] == 303
    assert list(document(app)["x-i18n"]) == ["en"]
    assert editor.get(f"{HERE}/langues/es").status_code == 404


def test_a_text_changed_after_its_translation_is_to_be_read_again_until_it_is_published(
    app: Flask, editor: CheckingClient, clock: Clock
) -> None:
    def checked() -> str:
        return plain(editor.get(f"{HERE}/verification").get_data(as_text=True))

    title = "/properties/navigo/title"
    published = forms.read(text_of())
    published["x-i18n"]["en"][title] = "Your Navigo number"
    publish(app, authoring.write_text(published))
    write(app, clock, text=authoring.write_text(published))
    assert "À relire" not in editor.get(f"{HERE}/langues/en?page=navigo").get_data(as_text=True)
    assert "est restée la même" not in checked()
    published["properties"]["navigo"]["title"] = "Numéro de votre nouvelle carte"
    write(app, clock, text=authoring.write_text(published))
    assert "sa traduction en anglais est restée la même : libellé." in checked()
    page = editor.get(f"{HERE}/langues/en?manquants=oui").get_data(as_text=True)
    assert "1 traduction est à relire" in plain(page)
    assert "À relire : le français disait" in plain(page)
    assert "1 à relire" in plain(editor.get(f"{HERE}/langues").get_data(as_text=True))
    release = plain(editor.get(f"{HERE}/publier").get_data(as_text=True))
    assert "sa traduction en anglais est restée la même" in release
    assert "Rien n’empêche de publier" in release
    assert posted(editor, f"{HERE}/langues/en?page=navigo", {f"texte {title}": "Number of your new card"})[0] == 303
    assert "est restée la même" not in checked()
    assert "À relire" not in editor.get(f"{HERE}/langues/en?page=navigo").get_data(as_text=True)


def test_texts_that_a_colleague_translated_meanwhile_stay(editor: CheckingClient, app: Flask) -> None:
    path, title, hint = f"{HERE}/langues/en?page=navigo", "/properties/navigo/title", "/properties/navigo/description"
    page = editor.get(path).get_data(as_text=True)
    shown = re.search(r'name="revision" value="(\d+)"', page)
    assert shown
    before = document(app)["x-i18n"]["en"]
    mine = {f"texte {title}": "My pass", f"texte {hint}": before[hint]}
    assert posted(editor, path, {f"texte {hint}": "Their hint"})[0] == 303
    assert posted(editor, path, {**mine, "revision": shown.group(1)})[0] == 409
    assert posted(editor, path, {**mine, "vu": shown.group(1)})[0] == 303
    after = document(app)["x-i18n"]["en"]
    assert (after[title], after[hint]) == ("My pass", "Their hint")


def test_what_comes_too_late_is_shown_in_the_words_of_the_screen(
    app: Flask, editor: CheckingClient, clock: Clock
) -> None:
    def late(path: str, **given: str) -> str:
        answer = editor.post(path, data={**given, "revision": "1"})
        words = plain(answer.get_data(as_text=True))
        assert answer.status_code == 409, words
        return " ".join(words.split("Ce que vous avez envoyé", 1)[1].split())

    broken = forms.read(text_of())
    broken["properties"]["navigo"]["minimun"] = 3
    write(app, clock, text=authoring.write_text(broken))
    assert change(editor, f"{HERE}/question?ou=/aidant", title="Votre aidant").status_code == 303
    answers = f"{HERE}/question?ou=/statut&volet=reponse"
    said = late(answers, **{**fields(editor, answers), "choices-1-title": "La deuxième"})
    assert "Réponses proposées – Libellé (2) La deuxième" in said
    said = late(f"{HERE}/reglages?volet=dates", **{f"x-procedure-opens-{box}": one for box, one in OPENS.items()})
    assert "Premier jour 1 9 2026" in said
    assert "Supprimer « Numéro de Passe Navigo »" in late(f"{HERE}/actions", action="supprimer", ou="/navigo")
    said = late(f"{HERE}/ajouter?page=0", titre="Votre ville", genre="text")
    assert "Question Votre ville" in said
    assert "Type de réponse Texte court" in said
    assert "Ce que montre l’image Le passe" in late(IMAGES, alt="Le passe", image="navigo.svg")
    page = plain(editor.post(IMAGES, data={"alt": "Le passe", "image": "navigo.svg", "revision": "1"}).get_data(True))
    said = "« Aidant – Personne qui vous aide dans la démarche » modifiée"
    assert said in page, "what is broken has no changes in words"
