"""The buttons beside a panel, without JavaScript: what was typed and not saved is saved with them, or still there."""

from __future__ import annotations

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
from tests.app.test_editor_screen import act, document
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
    assert f"{HELD} : appuyez" in again(answer).words().replace("\u00a0", " ")
    assert {name: again(answer).value(name) for name in values} == values
    assert again(answer).press(begun, button, within).status_code == 303, "it is done when pressed again"
