"""Leaving the editor in the middle of something: what is not kept keeps one there, told; the rest is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import DESKTOP, Judge, Site, served
from tests.journeys.editing import QUIET, Editor, rich
from tests.journeys.test_publishing import editor

SLUG = "carte"
PAUSE = 1100
"""Longer than the script waits before it saves what is being typed."""


@pytest.fixture
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal of its own."""
    folder = tmp_path_factory.mktemp("leaving")
    with served(folder, f"sqlite:///{folder / 'guichet.sqlite3'}") as made:
        yield made


@pytest.fixture
def made(browser: Browser, apart: Site, judge: Judge) -> Iterator[Editor]:
    """Somebody with a definition begun."""
    walker = editor(browser, apart, judge, js=True, size=DESKTOP)
    found = Editor(walker, SLUG)
    found.without_live_page()
    page = found.page
    page.goto(f"{apart.address}/edition/nouvelle?depuis=fichier")
    page.fill("#texte", rich())
    page.fill("#titre", "Carte de transport")
    page.fill("#adresse", SLUG)
    page.click("button:has-text('Commencer la démarche')")
    page.wait_for_url("**/brouillon")
    yield found
    assert walker.errors == []
    page.context.close()


def state(page: Page) -> str:
    return page.inner_text("#enregistre")


def back(page: Page) -> None:
    page.evaluate("history.back()")
    page.wait_for_timeout(200)
    page.wait_for_function(QUIET)


def test_the_button_back_does_not_lose_half_a_sentence(made: Editor) -> None:
    page = made.page
    made.go("/question?ou=/aidant")
    page.click(".guichet-volets a:text-is('Condition')")
    page.wait_for_selector("h1:has-text('Quand se montre')")
    page.select_option("#c0-question", "/parts")
    page.wait_for_selector("text=Ce n’est pas encore enregistré")
    back(page)
    assert page.input_value("#c0-question") == "/parts"
    assert "/condition" in page.url
    assert page.evaluate("document.activeElement.innerText") == "Enregistrer"
    made.look("a condition that is kept nowhere yet", "#volet")
    back(page)
    page.wait_for_selector("#title")
    assert "/question" in page.url, "who was told and goes on leaves it behind"


def test_leaving_the_site_in_the_middle_asks_first(made: Editor) -> None:
    page = made.page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    made.go("/regles")
    page.click("a:has-text('Ajouter une règle')")
    page.wait_for_url("**/regle")
    page.fill("#message", "Trop.")
    page.wait_for_timeout(PAUSE)
    page.wait_for_function(QUIET)
    assert page.input_value("#message") == "Trop."
    page.click(".guichet-editor__ways a:has-text('Vérifier')")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/regle")


def test_an_empty_question_is_not_kept_and_nobody_is_told_while_typing(made: Editor) -> None:
    page = made.page
    made.go("/question?ou=/aidant")
    kept = page.input_value("#title")
    page.fill("#title", "")
    page.wait_for_timeout(PAUSE)
    page.wait_for_function(QUIET)
    assert "Pas encore enregistré" in state(page)
    assert page.query_selector("#volet .govuk-error-summary") is None
    page.fill("#title", "Une aide ?")
    page.wait_for_timeout(PAUSE)
    page.wait_for_function(QUIET)
    assert state(page).startswith("Brouillon enregistré")
    page.fill("#title", "")
    page.keyboard.press("Tab")
    page.wait_for_selector("#volet .govuk-error-summary")
    made.refused("a question without words")
    assert "Pas encore enregistré" in state(page)
    page.fill("#title", kept)
    page.click("#volet .guichet-buttons button:has-text('Enregistrer')")
    page.wait_for_function(QUIET)
    assert page.query_selector("#volet .govuk-error-summary") is None


def test_what_is_typed_with_pauses_into_one_field_is_undone_at_once(made: Editor) -> None:
    page = made.page
    made.go("/question?ou=/aidant&volet=avance")
    page.locator("#key").press("End")
    for more in ("Un", "Deux", "Trois"):
        page.keyboard.type(more)
        page.wait_for_timeout(PAUSE)
        page.wait_for_function(QUIET)
    assert page.query_selector("#plan [data-pointer='/aidantUnDeuxTrois']")
    page.click(".guichet-editor__undo button:has-text('Annuler')")
    page.wait_for_selector("#plan [data-pointer='/aidant']")
    page.wait_for_function(QUIET)
    assert page.locator(".guichet-editor__undo button:has-text('Annuler')").is_disabled()
    page.click(".guichet-editor__undo button:has-text('Rétablir')")
    page.wait_for_selector("#plan [data-pointer='/aidantUnDeuxTrois']")


def test_texts_of_a_language_are_saved_as_one_types_and_on_the_way_out(made: Editor) -> None:
    page = made.page
    made.go("/langues/en?page=navigo")
    boxes: Any = page.locator("#panneau-textes [name='texte /properties/navigo/title']")
    boxes.fill("Pass number")
    page.wait_for_timeout(PAUSE)
    page.wait_for_function(QUIET)
    assert "Brouillon enregistré" in state(page)
    boxes.fill("Number of the pass")
    page.click(".guichet-tree a >> nth=0")
    page.wait_for_function(QUIET)
    made.go("/langues/en?page=navigo")
    assert boxes.input_value() == "Number of the pass"
