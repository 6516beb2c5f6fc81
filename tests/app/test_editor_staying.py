"""« Annuler » and « Rétablir » leave one where one was, as long as that place still exists."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.app.conftest import CheckingClient
from tests.app.pressing import shown
from tests.app.test_editor_screen import act, change
from tests.app.test_rehearsal import PATH

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def travelled(client: CheckingClient, path: str, words: str = "Annuler") -> str:
    """Press the button of the bar of a page; give where it leads."""
    answer = shown(client, path).press(client, words, "guichet-editor__bar")
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200
    return str(answer.headers["Location"])


def test_undo_and_redo_stay_where_one_is(editor: CheckingClient, app: Flask) -> None:
    change(editor, f"{PATH}/question?ou=/navigo", title="Autre titre")
    for place in (
        f"{PATH}/reglages?volet=courriels",
        f"{PATH}/question?ou=/navigo&volet=aide",
        f"{PATH}/page?page=2",
        f"{PATH}/regles",
        f"{PATH}/regles/regle",
        f"{PATH}/condition?ou=/statut",
        f"{PATH}/langues",
        f"{PATH}/verification",
        f"{PATH}/images?ou=/navigo",
    ):
        if editor.get(place).status_code == 404:
            raise AssertionError(place)
        assert travelled(editor, place) == place
        assert travelled(editor, place, "Rétablir") == place


def test_what_is_there_no_more_is_left(editor: CheckingClient, app: Flask) -> None:
    copy = act(editor, "copier", ou="/navigo").headers["Location"]
    assert travelled(editor, f"{copy}&volet=aide") == f"{PATH}/page?page=0"
    act(editor, "page-ajouter")
    assert travelled(editor, f"{PATH}/page?page=6") == PATH
    editor.get(f"{PATH}/langues")
    for ici in (
        "//evil.example/",
        "/edition/autre/brouillon/regles",
        f"{PATH}/langues/en",
        "/",
        "\\",
        f"{PATH}/actions",
    ):
        answer = act(editor, "retablir", ici=ici)
        assert answer.headers["Location"] in (PATH, f"{PATH}/langues", f"{PATH}/langues/en")


@pytest.mark.parametrize("address", ["http://[", "//[::1", "\\x00", "?" + "a=b&" * 3_000, "/edition/" + "x" * 9_000])
def test_an_address_that_is_none_leads_nowhere_and_breaks_nothing(editor: CheckingClient, address: str) -> None:
    assert act(editor, "annuler", ici=address).status_code == 303
