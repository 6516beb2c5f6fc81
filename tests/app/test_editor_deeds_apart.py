"""The buttons beside a panel that are about one thing alone, and those that come too late."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask

from forms import authoring
from tests.app.conftest import CheckingClient, Clock
from tests.app.pressing import again
from tests.app.test_editor_deeds import (
    MIDDLE,
    NAVIGO,
    STATUT,
    TEXTS,
    TITLE,
    TREE,
    WORDS,
    begun,
    deeds,
    pages,
    press,
    typed,
)
from tests.app.test_editor_screen import act, change, document
from tests.app.test_rehearsal import PATH, SLUG, text_of, write

__all__ = ["begun"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_pasted_lines_are_taken_with_what_was_typed_beside_them(app: Flask, editor: CheckingClient) -> None:
    page = typed(editor, STATUT, {"choices-0-title": WORDS, "lignes": "Z\tEncore un", "ou-les-mettre": True})
    assert page.press(editor, "Reprendre ces lignes").status_code == 303
    made = [one["title"] for one in document(app)["properties"]["statut"]["oneOf"]]
    assert (made[0], made[-1], len(made)) == (WORDS, "Encore un", 6)
    assert len(deeds(app, 1)) == 2
    act(editor, "annuler")
    assert [one["title"] for one in document(app)["properties"]["statut"]["oneOf"]] == [WORDS, *made[1:-1]]


def test_lines_that_cannot_be_choices_come_again_with_what_was_typed_beside_them(
    app: Flask, editor: CheckingClient
) -> None:
    values = {"choices-0-title": WORDS, "lignes": "A\tUn\nA\tDeux"}
    answer = typed(editor, STATUT, values).press(editor, "Reprendre ces lignes")
    page = again(answer)
    assert answer.status_code == 422
    assert "Ligne 2" in page.words()
    assert {name: page.value(name) for name in values} == values
    assert document(app) == json.loads(text_of())
    assert deeds(app, 1) == []


@pytest.mark.parametrize("button", ["Enregistrer", "Monter", "Annuler", "Ajouter une page"])
def test_lines_that_were_not_taken_yet_stay(app: Flask, begun: CheckingClient, button: str) -> None:
    values = {"choices-0-title": WORDS, "lignes": "A\tUn"}
    answer = typed(begun, STATUT, values).press(begun, button)
    assert answer.status_code == (200 if button == "Enregistrer" else 422)
    assert {name: again(answer).value(name) for name in values} == values
    kept = [one["title"] for one in document(app)["properties"]["statut"]["oneOf"]]
    assert (WORDS in kept) is (button == "Enregistrer")


def test_a_late_button_tells_what_was_typed_too_and_both_are_applied(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    page = typed(editor, f"{PATH}/question?ou=/statut", {"title": WORDS})
    assert change(colleague, f"{PATH}/question?ou=/statut", description="D’une collègue").status_code == 303
    late = page.press(editor, "Descendre", MIDDLE)
    told = again(late)
    assert late.status_code == 409
    sent = told.words().split("Ce que vous avez envoyé")[1]
    assert WORDS in sent
    assert "Descendre" in sent
    assert pages(app)[1] == ["/statut", "/zonage"]
    assert told.press(editor, "Appliquer quand même").status_code == 303
    assert pages(app)[1] == ["/zonage", "/statut"]
    made = document(app)["properties"]["statut"]
    assert (made["title"], made["description"]) == (WORDS, "D’une collègue")


def test_a_late_button_is_about_the_page_that_was_chosen(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    page = typed(editor, NAVIGO, {"title": WORDS, "vers": "5"})
    assert act(colleague, "page-supprimer", page="3").status_code == 303
    late = page.press(editor, "Déplacer")
    assert late.status_code == 409
    assert again(late).press(editor, "Appliquer quand même").status_code == 303
    assert pages(app)[4][-1] == "/navigo"
    assert document(app)["properties"]["navigo"]["title"] == WORDS


def test_a_late_page_whose_page_was_deleted_is_given_back(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    page = typed(editor, f"{PATH}/page?page=5", {"title": WORDS})
    assert act(colleague, "page-supprimer", page="5").status_code == 303
    late = page.press(editor, "Monter", MIDDLE)
    assert late.status_code == 409
    assert WORDS in again(late).words()
    assert "Appliquer quand même" not in again(late).words()


def test_nothing_can_be_pressed_beside_what_came_too_late(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    page = typed(editor, NAVIGO, TITLE)
    assert change(colleague, NAVIGO, title="D’une collègue").status_code == 303
    late = again(page.press(editor, "Copier", MIDDLE))
    left = late.page.get_element_by_id("editeur").iter("button")
    assert [one.text_content() for one in left if one.get("type") == "submit"] == [
        "Appliquer quand même ma modification"
    ]


@pytest.mark.parametrize("path", [f"{PATH}/json", f"{PATH}/json/endroit?a=/properties/navigo"])
def test_a_late_button_beside_json_that_nobody_wrote_into_gives_the_text_of_today(
    app: Flask, editor: CheckingClient, colleague: CheckingClient, path: str
) -> None:
    page = typed(editor, path, {})
    assert change(colleague, NAVIGO, title="D’une collègue").status_code == 303
    late = page.press(editor, "Ajouter une page", TREE)
    fresh = again(late)
    assert late.status_code == 409
    assert "D’une collègue" in fresh.value("texte")
    assert "n’a pas encore été suivi : appuyez de nouveau dessus" in fresh.words()
    assert "Enregistrer quand même" not in fresh.words()
    assert fresh.press(editor, "Ajouter une page", TREE).status_code == 303
    assert document(app)["properties"]["navigo"]["title"] == "D’une collègue"
    assert deeds(app)[-1] == "Page ajoutée"


def test_a_late_button_beside_json_waits_for_what_was_written(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    page = typed(editor, f"{PATH}/json", {"texte": json.dumps({"title": WORDS, "type": "object", "properties": {}})})
    assert change(colleague, NAVIGO, title="D’une collègue").status_code == 303
    late = again(page.press(editor, "Ajouter une page", TREE))
    assert json.loads(late.value("texte"))["title"] == WORDS
    assert "n’a pas encore été suivi : enregistrez ou abandonnez d’abord votre texte" in late.words()


def test_lost_translations_are_taken_out_after_what_was_typed(app: Flask, clock: Clock, editor: CheckingClient) -> None:
    made: dict[str, Any] = json.loads(text_of())
    made["x-i18n"]["en"]["/properties/rien/title"] = "Lost"
    write(app, clock, SLUG, authoring.write_text(made))
    name = "texte /properties/navigo/title"
    answer = press(editor, TEXTS, "Retirer ces traductions", **{name: WORDS})
    assert answer.status_code == 303
    assert "page=navigo" in answer.headers["Location"]
    known = document(app)["x-i18n"]["en"]
    assert known["/properties/navigo/title"] == WORDS
    assert "/properties/rien/title" not in known
    assert deeds(app, 1) == ["Textes en anglais", "Traductions perdues retirées (anglais)"]


def test_the_picture_of_a_question_goes_with_what_was_typed_beside_it(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/images?ou=/navigo"
    assert press(editor, path, "Ne plus montrer cette image", alt=WORDS).status_code == 303
    assert "x-figure" not in document(app)["properties"]["navigo"]
    act(editor, "annuler")
    assert document(app)["properties"]["navigo"]["x-figure"]["alt"] == WORDS


def test_an_image_that_nobody_shows_is_deleted_and_what_was_typed_stays(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/images?ou=/aidant"
    svg = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>')
    given = {"alt": "", "fichier": (svg, "rond.svg"), "revision": "1"}
    assert editor.post(path, data=given).status_code == 422
    page = typed(editor, path, {"alt": WORDS, "image": "navigo.svg"})
    answer = page.press(editor, "Supprimer rond", "guichet-pictures")
    assert answer.status_code == 303
    told = editor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "L’image est supprimée" in told
    assert "rond-" not in told
    assert document(app)["properties"]["aidant"]["x-figure"] == {"file": "navigo.svg", "alt": WORDS}


def test_answers_to_try_stay_beside_what_a_button_did(app: Flask, editor: CheckingClient) -> None:
    answer = press(editor, f"{NAVIGO}&volet=reponse", "Descendre", samples="12")
    assert answer.status_code == 200
    assert again(answer).value("samples") == "12"
    assert pages(app)[1][0] == "/navigo"


def test_a_new_rule_that_is_whole_is_kept_by_a_button(app: Flask, editor: CheckingClient) -> None:
    page = typed(editor, f"{PATH}/regles/regle", {"c0-question": "/parts"})
    for more in (
        {"c0-measure": "answer"},
        {"c0-operator": "le"},
        {"c0-against": "value"},
        {"c0-number": "9", "effect": "error", "message": WORDS},
    ):
        page = again(page.press(editor, "Enregistrer"))
        page.write(more)
    assert page.press(editor, "Ajouter une page", TREE).status_code == 303
    assert document(app)["x-checks"][1]["message"] == WORDS
    assert deeds(app, 1)[-1] == "Page ajoutée"


@pytest.mark.parametrize("name", ["inconnu", "page-ajouter x", "\\", "annuler annuler"])
def test_a_button_that_is_none_saves_and_says_so(app: Flask, editor: CheckingClient, name: str) -> None:
    page = typed(editor, NAVIGO, TITLE)
    for one in page.page.xpath("//button[@value='monter']"):
        one.set("value", name)
    answer = page.press(editor, "Monter", MIDDLE)
    assert answer.status_code == 303
    assert "Ce bouton n’existe plus" in editor.get(answer.headers["Location"]).get_data(as_text=True)
    assert document(app)["properties"]["navigo"]["title"] == WORDS


@pytest.mark.parametrize("genre", ["", "inconnu", "text"])
def test_a_late_button_beside_a_question_that_nobody_wrote_is_told_whatever_its_kind(
    editor: CheckingClient, genre: str
) -> None:
    posted = {"revision": "999", "titre": "", "genre": genre, "puis": "page-ajouter"}
    assert editor.post(f"{PATH}/ajouter?page=0", data=posted).status_code == 409
