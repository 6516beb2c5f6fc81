"""Around a definition being written: begun from anything, listed, gone back in, given up, published."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from flask import Flask

from app.editor import choosing, drafting, slugs
from app.editor.models import DefinitionDraft, DefinitionEdit, DefinitionStep
from app.extensions import db
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import SLUG, edited, publish
from tests.app.test_publishing import confirmed_by, editor, plain, shown, versions
from tests.app.walk import begin, send_page
from tests.conftest import ROOT

__all__ = ["editor"]
CHEQUE = "cheque-reussite"
NEW = "/edition/nouvelle"


def draft(app: Flask, slug: str) -> DefinitionDraft | None:
    with app.app_context():
        return drafting.find(db.session, slug)


def made(client: CheckingClient, **typed: Any) -> tuple[int, str]:
    """Ask for a new procedure; give the status, and what is shown or where it leads."""
    client.get(NEW)
    answer = client.post(NEW, data=typed)
    return answer.status_code, answer.headers.get("Location", plain(answer.get_data(as_text=True)))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Aide à l’achat d’un vélo", "aide-a-l-achat-d-un-velo"),
        ("  Œuvre & cœur — 2026 ", "oeuvre-coeur-2026"),
        ("2026", ""),
        ("« ? »", ""),
        ("mot " * 40, "-".join(["mot"] * 15)),
    ],
)
def test_a_name_is_made_from_a_title(title: str, name: str) -> None:
    assert slugs.made_of(title) == name


def test_a_procedure_begins_from_the_gallery_a_copy_or_a_file_and_a_wrong_address_is_refused(
    editor: CheckingClient, app: Flask
) -> None:
    page = editor.get(f"{NEW}?depuis=galerie").get_data(as_text=True)
    assert page.count("depuis=galerie&amp;de=") == 4
    page = editor.get(f"{NEW}?depuis=copie&de={CHEQUE}&etat=publiee").get_data(as_text=True)
    assert 'value="Copie de « Ma demande de Chèque réussite »"' in page
    assert 'value="copie-ma-demande-de-cheque-reussite"' in page
    copy = {"depuis": "copie", "de": CHEQUE, "etat": "publiee", "titre": "Aide à la cantine"}
    for wrong, sentence in (
        ({"adresse": CHEQUE}, f"Une démarche a déjà l’adresse « {CHEQUE} »"),
        ({"adresse": "nouvelle"}, "sert déjà à une page du portail"),
        ({"adresse": "profil"}, "sert déjà à une page du portail"),
        ({"adresse": "Aide cantine"}, "Écrivez l’adresse en petites lettres"),
        ({"adresse": "a" * 81}, "Écrivez 80 signes au plus"),
        ({"titre": "", "adresse": "a"}, "Écrivez le titre"),
        ({"titre": "!"}, "Écrivez l’adresse"),
        ({"de": "inconnue"}, "Choisissez ce dont vous partez"),
    ):
        status, words = made(editor, **{**copy, **wrong})
        assert (status, sentence in words) == (422, True), (wrong, words)
    assert "Écrivez le titre" in made(editor, depuis="vide")[1]
    assert "Choisissez ce dont" in made(editor, titre="Rien", adresse="rien")[1]
    assert made(editor, depuis="vide", titre="Partie de rien")[0] == 303
    assert "Publier la version 1" in shown(editor, "/edition/partie-de-rien/brouillon/publier")
    assert made(editor, **copy)[0] == 303
    found = draft(app, "aide-a-la-cantine")
    assert found is not None
    document = json.loads(found.text)
    assert document["$id"] == "https://demarches.example/procedures/aide-a-la-cantine"
    assert document["title"] == "Aide à la cantine"
    assert "Un brouillon de démarche a déjà l’adresse" in made(editor, **copy)[1]
    page = shown(editor, "/edition")
    assert "Aide à la cantine" in page
    assert "Brouillon" in page
    assert "aucune version publiée" in shown(editor, "/edition/aide-a-la-cantine")
    assert "(brouillon)" in shown(editor, f"{NEW}?depuis=copie")


def test_a_file_is_opened_with_its_faults_and_what_is_no_json_is_refused_with_its_place(
    editor: CheckingClient, app: Flask
) -> None:
    def broken(document: dict[str, Any]) -> None:
        document["properties"]["nom"]["x-widget"] = "inconnu"
        document["x-ext-mine"] = 1

    status, words = made(editor, depuis="fichier", texte='{\n "a": }', titre="", adresse="x")
    assert (status, "Ce n’est pas du JSON : ligne 2, colonne 7" in words, '"a": }' in words) == (422, True, True)
    assert "Choisissez un fichier" in made(editor, depuis="fichier", texte=" ")[1]
    assert "en UTF-8" in made(editor, depuis="fichier", fichier=(io.BytesIO(b"\xff\xfe"), "a.json"))[1]
    text = edited(broken, CHEQUE).replace('"maxLength": 80', '"maxLength": 80.0')
    status, place = made(editor, depuis="fichier", adresse="essai", fichier=(io.BytesIO(text.encode()), "a.json"))
    assert (status, place) == (303, "/edition/essai/brouillon/publier")
    page = shown(editor, place)
    assert "Le fichier est ouvert avec ses défauts" in page
    assert "Cette version ne peut pas être publiée" in page
    assert 'brouillon/question?ou=/nom">' in editor.get(place).get_data(as_text=True), "it leads to its question"
    found = draft(app, "essai")
    assert found is not None
    assert found.text == text + "\n", "nothing that was written by hand is dropped"
    status, place = made(editor, depuis="fichier", adresse="vide", texte="{}")
    assert status == 303
    assert editor.get(place).status_code == 200


def test_a_published_procedure_is_taken_up_with_its_references_and_its_draft_is_published(
    editor: CheckingClient, josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    here = f"/edition/{SLUG}"
    page = begin(josette, SLUG)
    send_page(josette, page, {"navigo": "45878855"})
    editor.get(here)
    assert editor.post(f"{here}/brouillon/commencer", data={}).status_code == 303
    found = draft(app, SLUG)
    assert found is not None
    assert found.text == (ROOT / "schemas" / "procedures" / f"{SLUG}.json").read_text("utf-8")
    assert "il n’y a rien à publier" in shown(editor, f"{here}/brouillon/publier")
    assert "Publiée, modifications en cours" in shown(editor, "/edition")
    assert "Commencées à partir de la version 1" in shown(editor, here)
    editor.post(f"{here}/brouillon/commencer", data={})
    assert "a déjà un brouillon" in shown(editor, here)

    def stricter(document: dict[str, Any]) -> None:
        document["properties"]["navigo"]["pattern"] = "^9[0-9]{9}$"
        document["properties"]["revenu"]["maximum"] = 5000

    written(app, SLUG, edited(stricter))
    page = editor.get(f"{here}/brouillon/publier").get_data(as_text=True)
    assert page.count("Redemander la réponse") == 2
    data = {**confirmed_by(page), "note": "Plus strict"}
    navigo, revenu = [name for name in data if name.startswith("choix-")]
    refused = editor.post(f"{here}/brouillon/publier", data={**data, navigo: "refuser"})
    assert refused.status_code == 422
    assert "Un brouillon est concerné par ce changement" in plain(refused.get_data(as_text=True))
    assert editor.post(f"{here}/brouillon/publier", data={**data, revenu: "refuser"}).status_code == 303
    assert [one[0] for one in versions(app)] == [1, 2]
    with app.app_context():
        left = [db.session.query(one).count() for one in (DefinitionDraft, DefinitionEdit, DefinitionStep)]
        assert left == [0, 0, 0]

    editor.get(here)
    answer = editor.post(f"{here}/brouillon/commencer", data={"depuis": "1"})
    assert answer.headers["Location"] == f"{here}/brouillon/publier"
    page = editor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Voici ce qu’il changerait" in page
    data = {**confirmed_by(page), "note": "Retour"}
    assert editor.post(f"{here}/brouillon/publier", data=data).status_code == 303
    last = versions(app)
    assert (last[2][1], last[2][2]) == (last[0][1], last[0][2]), "the identical text, blocks included"


def written(app: Flask, slug: str, text: str, who: str = "Autre") -> None:
    """Change a definition as its screen does."""
    with app.app_context():
        found = drafting.find(db.session, slug)
        assert found
        account = type("Somebody", (), {"display_name": who})()
        drafting.change(db.session, found, found.revision, text, "Modifiée", account, app.extensions["clock"]())
        db.session.commit()


def test_a_first_publication_opens_the_procedure(editor: CheckingClient, client: CheckingClient, app: Flask) -> None:
    data = {"depuis": "galerie", "de": CHEQUE, "etat": "galerie", "titre": "Cantine", "adresse": "cantine"}
    assert made(editor, **data)[0] == 303
    assert client.get("/demarches/cantine").status_code == 404
    path = "/edition/cantine/brouillon/publier"
    page = editor.get(path).get_data(as_text=True)
    assert "C’est la première version" in page
    assert "Exemples à remplacer" in page
    assert "Publier la version 1" in page
    data = confirmed_by(page)
    assert editor.post(path, data=data).status_code == 422
    assert editor.post(path, data={**data, "note": "Première"}).headers["Location"] == "/edition/cantine"
    assert "Cantine" in shown(client, "/demarches/cantine")
    assert "Version 1 publiée, par editor TEST" in shown(editor, "/edition/cantine")


def test_who_publishes_what_changed_meanwhile_is_told_and_may_go_on(
    editor: CheckingClient, app: Flask, clock: Clock
) -> None:
    here = f"/edition/{CHEQUE}"
    path = f"{here}/brouillon/publier"
    editor.get(here)
    editor.post(f"{here}/brouillon/commencer", data={})
    written(app, CHEQUE, edited(lambda one: one.update(title="Premier titre"), CHEQUE))
    data = {**confirmed_by(editor.get(path).get_data(as_text=True)), "note": "n"}
    written(app, CHEQUE, edited(lambda one: one.update(title="Second titre"), CHEQUE), "Colette")
    answer = editor.post(path, data=data)
    page = plain(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "Colette a modifié le brouillon" in page
    assert '-  "title": "Premier titre"' in html.unescape(page)
    publish(app, edited(lambda one: one.update(title="Troisième titre"), CHEQUE), CHEQUE)
    data = {**confirmed_by(answer.get_data(as_text=True)), "note": "n"}
    answer = editor.post(path, data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "La version 2 a été publiée entre-temps par tests" in plain(page)
    assert "Ce qu’elle a apporté serait remplacé" in plain(page)
    assert "Publier la version" not in page
    assert editor.post(path, data={**data, "base": "2"}).status_code == 409
    assert editor.post(f"{here}/brouillon/reprendre", data={"base": "1"}).status_code == 409
    assert editor.post(f"{here}/brouillon/reprendre", data={"base": "2"}).status_code == 303
    data = {**confirmed_by(editor.get(path).get_data(as_text=True)), "note": "n"}
    assert editor.post(path, data=data).status_code == 303
    assert [one[0] for one in versions(app, CHEQUE)] == [1, 2, 3]


def test_one_goes_back_in_a_draft_gives_it_up_and_of_two_the_second_is_told(
    editor: CheckingClient, app: Flask, clock: Clock
) -> None:
    here = f"/edition/{CHEQUE}/brouillon"
    editor.get(f"/edition/{CHEQUE}")
    editor.post(f"{here}/commencer", data={})
    for title in ("Un", "Deux"):
        written(app, CHEQUE, edited(lambda one, title=title: one.update(title=title), CHEQUE))
    page = editor.get(f"{here}/historique").get_data(as_text=True)
    assert page.count("Revenir à cet état<") == 2
    old = {"revision": "2", "position": "0", "mot": "<b>gardé</b>\nencore"}
    answer = editor.post(f"{here}/historique", data=old)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Autre l’a modifié" in plain(page)
    assert '-  "title": "Un"' in html.unescape(plain(page))
    sent = page.split("Ce que vous avez envoyé", 1)[1].split("</details>")[0]
    assert "Revenir à cet état" in sent
    assert "position" not in sent
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert again["mot"] == "&lt;b&gt;gardé&lt;/b&gt;\nencore"
    assert (again["revision"], again["position"]) == ("3", "0")
    assert editor.post(f"{here}/historique", data=again).status_code == 303
    assert "(annulé)" in shown(editor, f"{here}/historique")
    editor.post(f"{here}/historique", data={"revision": "4", "position": "9"})
    assert "Cet état n’est plus gardé" in shown(editor, f"{here}/historique")
    found = draft(app, CHEQUE)
    assert found is not None
    assert '"title": "Ma demande' in found.text
    assert editor.post(f"{here}/abandonner", data={"revision": "1"}).status_code == 409
    assert "On ne pourra pas les retrouver" in shown(editor, f"{here}/abandonner")
    assert editor.post(f"{here}/abandonner", data={"revision": "4"}).status_code == 303
    assert draft(app, CHEQUE) is None
    assert editor.get(f"{here}/historique").status_code == 404


@pytest.mark.parametrize(
    ("changed", "place", "same"),
    [
        ("/a", "/a", True),
        ("/a", "/a/b", True),
        ("/a", "/ab", False),
        ("/a/b", "/a", False),
        ("/rows/*/b", "/rows/0/b", True),
        ("/rows/*/b", "/rows/1f0c/c", False),
        ("", "/a", True),
    ],
)
def test_a_change_concerns_a_draft_where_it_stands(changed: str, place: str, same: bool) -> None:
    assert choosing.touches(changed, place) is same
