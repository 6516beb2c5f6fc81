"""The buttons beside a panel, without JavaScript: what was typed and not saved is saved with them, or still there."""

from __future__ import annotations

import io
import json
import zlib
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.editor import drafting
from app.extensions import db
from forms import authoring
from tests.app.conftest import CheckingClient, Clock
from tests.app.pressing import Shown, again, shown
from tests.app.test_editor_screen import act, change, document
from tests.app.test_rehearsal import PATH, SLUG, text_of, write

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BAR, TREE, MIDDLE = "guichet-editor__bar", "plan", "volet"
NAVIGO, ZONAGE = f"{PATH}/question?ou=/navigo", f"{PATH}/question?ou=/zonage"
STATUT = f"{PATH}/question?ou=/statut&volet=reponse"
WORDS = "Tapé sans enregistrer"
TITLE = {"title": WORDS}
HELD = "n’a pas encore été suivi"
RULE = f"{PATH}/regles/regle?regle=/x-checks/0"
TEXTS = f"{PATH}/langues/en?page=navigo"
PLACES: dict[str, tuple[str, dict[str, str | bool]]] = {
    "a question": (ZONAGE, TITLE),
    "another tab of a question": (f"{PATH}/question?ou=/zonage&volet=avance", {"$comment": WORDS}),
    "a page": (f"{PATH}/page?page=1", TITLE),
    "settings": (f"{PATH}/reglages", TITLE),
    "a condition": (f"{PATH}/condition?ou=/sepa", {"comment": WORDS}),
    "a rule": (RULE, {"message": WORDS}),
    "a language": (TEXTS, {"texte /properties/navigo/title": WORDS}),
    "a question to be added": (f"{PATH}/ajouter?page=1", {"titre": WORDS, "genre": "text"}),
    "an image": (f"{PATH}/images?ou=/aidant", {"alt": WORDS, "image": "navigo.svg"}),
    "JSON": (f"{PATH}/json", {"texte": json.dumps({"title": WORDS, "type": "object", "properties": {}})}),
    "a place in JSON": (
        f"{PATH}/json/endroit?a=/properties/navigo",
        {"texte": json.dumps({"title": WORDS, "type": "string"})},
    ),
}
FAR: dict[str, dict[str, str | bool]] = {"Déplacer": {"vers": "2"}}
"""What is chosen for a button, so that it does something."""
OF_QUESTION = ("a question", "another tab of a question", "a condition", "an image")
BUTTONS = [
    *((place, "Annuler", BAR) for place in PLACES),
    *((place, "Rétablir", BAR) for place in PLACES),
    *((place, "Ajouter une page", TREE) for place in PLACES),
    *((place, name, MIDDLE) for place in OF_QUESTION for name in ("Monter", "Descendre", "Copier", "Supprimer")),
    *((place, "Déplacer", MIDDLE) for place in OF_QUESTION),
    *(("a page", name, MIDDLE) for name in ("Monter", "Descendre", "Copier", "Supprimer")),
]


@pytest.fixture
def begun(editor: CheckingClient) -> CheckingClient:
    """Somebody who writes a definition, with something to undo and something to do again."""
    for action in ("page-ajouter", "page-ajouter", "annuler"):
        assert act(editor, action).status_code == 303
    return editor


def history(app: Flask) -> list[tuple[str, str]]:
    """Give every state of the definition up to the present one, in words and as text, the first one first."""
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        states = [one for one in reversed(drafting.states(db.session, draft)) if one.position <= draft.position]
        return [(one.words, zlib.decompress(one.packed).decode()) for one in states]


def deeds(app: Flask, since: int = 0) -> list[str]:
    """Say what was done, in words, after so many states."""
    return [words for words, _ in history(app)][since:]


def typed(client: CheckingClient, path: str, values: dict[str, str | bool]) -> Shown:
    """Open a page and write into it."""
    page = shown(client, path)
    page.write(values)
    return page


def pages(app: Flask) -> list[list[str]]:
    return [page["fields"] for page in document(app)["x-pages"]]


def press(client: CheckingClient, path: str, words: str, within: str = MIDDLE, **values: str | bool) -> TestResponse:
    return typed(client, path, values).press(client, words, within)


@pytest.mark.parametrize(("place", "button", "within"), BUTTONS, ids=[f"{one[0]}: {one[1]}" for one in BUTTONS])
def test_no_button_loses_what_was_typed_beside_it(
    app: Flask, begun: CheckingClient, place: str, button: str, within: str
) -> None:
    path, values = PLACES[place]
    before = len(history(app))
    answer = typed(begun, path, {**values, **FAR.get(button, {})}).press(begun, button, within)
    assert answer.status_code == 303
    assert begun.get(answer.headers["Location"]).status_code == 200
    if button == "Annuler":
        assert WORDS not in history(app)[-1][1]
        assert act(begun, "retablir").status_code == 303
    saved = history(app)[before:]
    assert saved, "it is in the history"
    assert WORDS in saved[0][1]
    assert len(saved) == (1 if button in ("Annuler", "Rétablir") else 2), "an entry of its own, then the button's"


@pytest.mark.parametrize(("place", "button", "within"), BUTTONS, ids=[f"{one[0]}: {one[1]}" for one in BUTTONS])
def test_a_button_beside_what_nobody_touched_saves_nothing(
    app: Flask, begun: CheckingClient, place: str, button: str, within: str
) -> None:
    before = deeds(app)
    assert press(begun, PLACES[place][0], button, within, **FAR.get(button, {})).status_code == 303
    after = deeds(app)
    if button == "Annuler":
        assert after == before[:-1]
    elif button == "Rétablir":
        assert after == [*before, "Page ajoutée"]
    else:
        assert after[:-1] == before


@pytest.mark.parametrize(
    "path", ["condition?ou=/revenu", "condition?ou=/navigo", "regles/regle", "regles/total?ou=/vide", "ajouter?page=0"]
)
def test_a_panel_where_nothing_is_written_yet_keeps_no_button_from_its_work(
    app: Flask, clock: Clock, editor: CheckingClient, path: str
) -> None:
    made: dict[str, Any] = json.loads(text_of())
    made["properties"]["vide"] = {"title": "Vide", "type": "number", "readOnly": True, "x-compute": {"+": []}}
    made["x-pages"][2]["fields"].append("/vide")
    write(app, clock, SLUG, authoring.write_text(made))
    assert press(editor, f"{PATH}/{path}", "Ajouter une page", TREE).status_code == 303
    assert deeds(app, 1) == ["Page ajoutée"]


@pytest.mark.parametrize("place", [one for one in PLACES if "JSON" not in one])
def test_enter_in_a_field_saves_and_presses_no_button_beside_it(begun: CheckingClient, place: str) -> None:
    page = shown(begun, PLACES[place][0])
    form = page.page.get_element_by_id(MIDDLE).find(".//form")
    words = page.default(form.get("id"))
    assert words.startswith(("Enregistrer", "Ajouter", "Montrer cette image"))
    assert words != "Ajouter une page"


def test_what_a_button_did_is_undone_before_what_was_typed(app: Flask, editor: CheckingClient) -> None:
    first = pages(app)
    assert press(editor, NAVIGO, "Copier", title=WORDS).status_code == 303
    assert len(pages(app)[0]) == 2
    copy = next(one for one in pages(app)[0] if one != "/navigo")
    assert document(app)["properties"][copy[1:]]["title"].startswith(WORDS), "it is done to what was saved"
    assert deeds(app, 1) == ["« Numéro de Passe Navigo » modifiée", f"« {WORDS} » copiée"]
    act(editor, "annuler")
    assert (pages(app), document(app)["properties"]["navigo"]["title"]) == (first, WORDS)
    act(editor, "annuler")
    assert document(app) == json.loads(text_of())


def test_undoing_with_something_typed_undoes_that_and_stays(app: Flask, begun: CheckingClient) -> None:
    answer = press(begun, NAVIGO, "Annuler", BAR, title=WORDS)
    assert answer.headers["Location"] == NAVIGO
    assert len(pages(app)) == 7, "the page that was added is still there"
    assert document(app)["properties"]["navigo"]["title"] != WORDS
    assert press(begun, NAVIGO, "Rétablir", BAR).headers["Location"] == NAVIGO
    assert document(app)["properties"]["navigo"]["title"] == WORDS


def test_a_question_whose_name_was_just_changed_is_moved_under_the_new_one(app: Flask, begun: CheckingClient) -> None:
    path = f"{PATH}/question?ou=/statut&volet=avance"
    answer = press(begun, path, "Descendre", key="situation")
    assert answer.status_code == 303
    assert pages(app)[1] == ["/zonage", "/situation"]
    assert "/situation" in answer.headers["Location"].replace("%2F", "/")
    assert begun.get(answer.headers["Location"]).status_code == 200
    back = press(begun, path.replace("statut", "situation"), "Annuler", BAR, key="etat")
    assert begun.get(back.headers["Location"]).status_code == 200
    assert pages(app)[1] == ["/zonage", "/situation"]


def test_a_page_that_is_moved_is_the_one_that_was_written(app: Flask, editor: CheckingClient) -> None:
    answer = press(editor, f"{PATH}/page?page=1", "Descendre", title=WORDS)
    assert document(app)["x-pages"][2]["title"] == WORDS
    assert "page=2" in answer.headers["Location"]


def test_a_question_goes_to_the_page_that_was_chosen(app: Flask, editor: CheckingClient) -> None:
    assert press(editor, NAVIGO, "Déplacer", title=WORDS, vers="3").status_code == 303
    assert pages(app)[3][-1] == "/navigo"
    assert document(app)["properties"]["navigo"]["title"] == WORDS


@pytest.mark.parametrize(
    ("path", "values", "button", "within"),
    [
        *((NAVIGO, {"title": "", "description": WORDS}, one, MIDDLE) for one in ("Monter", "Copier", "Déplacer")),
        *((f"{PATH}/page?page=1", {"title": "", "description": WORDS}, one, MIDDLE) for one in ("Monter", "Copier")),
        (NAVIGO, {"title": "", "description": WORDS}, "Annuler", BAR),
        (NAVIGO, {"title": "", "description": WORDS}, "Ajouter une page", TREE),
        (f"{PATH}/reglages", {"title": "", "description": WORDS}, "Rétablir", BAR),
        (RULE, {"c0-operator": "", "message": WORDS}, "Annuler", BAR),
        (f"{PATH}/condition?ou=/sepa", {"c0-value": "", "comment": WORDS}, "Descendre", MIDDLE),
        (f"{PATH}/condition?ou=/revenu", {"c0-question": "/statut", "comment": WORDS}, "Descendre", MIDDLE),
        (f"{PATH}/ajouter?page=1", {"titre": WORDS}, "Ajouter une page", TREE),
        (f"{PATH}/images?ou=/aidant", {"alt": WORDS}, "Monter", MIDDLE),
        (f"{PATH}/json", {"texte": f'{{"title": "{WORDS}'}, "Annuler", BAR),
        (f"{PATH}/json/endroit?a=/properties/navigo", {"texte": f'{{"title": "{WORDS}'}, "Annuler", BAR),
    ],
)
def test_what_cannot_be_saved_comes_again_and_the_button_waits(
    app: Flask, begun: CheckingClient, path: str, values: dict[str, str | bool], button: str, within: str
) -> None:
    before, text = history(app), document(app)
    answer = typed(begun, path, values).press(begun, button, within)
    assert answer.status_code == 422
    assert (history(app), document(app)) == (before, text), "nothing is done"
    page = again(answer)
    assert f"Le bouton « {button}" in page.words().replace("\u00a0", " ")
    assert HELD in page.words()
    for name, value in values.items():
        assert page.value(name).strip() == value


def test_a_button_that_waited_is_followed_once_that_is_mended(app: Flask, editor: CheckingClient) -> None:
    page = again(press(editor, f"{PATH}/question?ou=/statut", "Descendre", title="", description=WORDS))
    page.write({"title": "Mon statut"})
    assert page.press(editor, "Descendre", MIDDLE).status_code == 303
    made = document(app)
    assert (made["properties"]["statut"]["title"], made["properties"]["statut"]["description"]) == ("Mon statut", WORDS)
    assert pages(app)[1] == ["/zonage", "/statut"]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (NAVIGO, {"title": ""}),
        (f"{PATH}/page?page=0", {"title": ""}),
        (f"{PATH}/condition?ou=/navigo", {}),
        (f"{PATH}/images?ou=/navigo", {"alt": ""}),
    ],
)
def test_what_is_deleted_need_not_be_right(
    app: Flask, begun: CheckingClient, path: str, values: dict[str, str | bool]
) -> None:
    before = len(history(app))
    assert typed(begun, path, values).press(begun, "Supprimer", MIDDLE).status_code == 303
    assert [one.endswith("supprimée") for one in deeds(app, before)] == [True]
    act(begun, "annuler")
    assert "navigo" in document(app)["properties"]


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


@pytest.mark.parametrize(("place", "button", "within"), BUTTONS, ids=[f"{one[0]}: {one[1]}" for one in BUTTONS])
def test_an_old_page_comes_again_with_what_was_typed_and_nothing_is_done(
    app: Flask, begun: CheckingClient, place: str, button: str, within: str
) -> None:
    path, values = PLACES[place]
    before = history(app)
    page = typed(begun, path, values)
    for token in page.page.xpath("//input[@name='csrf_token']"):
        token.set("value", "vieux")
    begun.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    answer = page.press(begun, button, within)
    assert answer.status_code == 403
    assert history(app) == before
    assert HELD in again(answer).words()
    assert {name: again(answer).value(name) for name in values} == values
    assert again(answer).press(begun, button, within).status_code == 303, "it is done when pressed again"


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
