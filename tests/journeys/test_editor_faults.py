"""The screen of the editor when the line, the service, the session or the draft goes: what was typed is still there."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, Route, expect

from tests.app.conftest import PASSWORD
from tests.journeys.conftest import DESKTOP, Judge, Site
from tests.journeys.driver import Person
from tests.journeys.editing import Editor
from tests.journeys.test_editor_leaving import PAUSE, SLUG, apart, made
from tests.journeys.test_publishing import editor

__all__ = ["apart", "made"]
STATE = "#enregistre"
SAVES = re.compile(r"/brouillon/question\?")
KEPT_AS = re.compile("^Brouillon enregistré")


def test_nothing_typed_is_lost_when_the_line_or_the_service_goes(made: Editor) -> None:
    made.go("/question?ou=/aidant")
    offline(made)
    failing(made)
    slow(made)
    made.go("/question?ou=/aidant")
    assert made.page.input_value("#title") == "Écrit en deux fois"


def test_nothing_typed_is_lost_when_a_colleague_or_the_session_goes(
    browser: Browser, made: Editor, apart: Site, judge: Judge
) -> None:
    colleague = editor(browser, apart, judge, js=False, size=DESKTOP, kept=False)
    other = Editor(colleague, SLUG)
    overtaken(made, other)
    logged_out(made)
    abandoned(made, other)
    assert made.page.input_value("#title") == "Écrit trop tard"
    colleague.page.context.close()


def typed(page: Page, text: str) -> None:
    """Write a title, and pause as long as the script waits before it saves."""
    page.fill("#title", text)
    page.wait_for_timeout(PAUSE)


def offline(made: Editor) -> None:
    """Without a line the screen says so; with it again what was typed is saved by itself."""
    page = made.page
    page.context.set_offline(offline=True)
    typed(page, "Écrit dans un tunnel")
    expect(page.locator(STATE)).to_contain_text("la connexion ne répond pas")
    page.click("#plan a:has-text('Courriel aidant')")
    expect(page.locator(STATE)).to_contain_text("Vos modifications sont toujours à l’écran")
    assert page.input_value("#title") == "Écrit dans un tunnel"
    page.context.set_offline(offline=False)
    expect(page.locator(STATE)).to_contain_text(KEPT_AS)
    made.settle()
    page.reload()
    assert page.input_value("#title") == "Écrit dans un tunnel"
    errors = made.person.errors
    errors[:] = [one for one in errors if "ERR_INTERNET_DISCONNECTED" not in one]


def failing(made: Editor) -> None:
    """A service that breaks down is told, and asked again."""
    page = made.page
    page.route(SAVES, posts(lambda route: route.fulfill(status=503, body="")))
    typed(page, "Écrit pendant la panne")
    expect(page.locator(STATE)).to_contain_text("le service ne répond pas")
    page.unroute(SAVES)
    expect(page.locator(STATE)).to_contain_text(KEPT_AS)
    made.settle()
    page.reload()
    assert page.input_value("#title") == "Écrit pendant la panne"
    errors = made.person.errors
    errors[:] = [one for one in errors if "status of 503" not in one]


def slow(made: Editor) -> None:
    """While a save is on its way one types on and goes elsewhere: all is saved, and only the last place is shown."""
    page = made.page
    page.route(SAVES, posts(late))
    typed(page, "Écrit en")
    page.fill("#title", "Écrit en deux fois")
    page.click("#plan a:has-text('Courriel aidant')")
    page.click("#plan a:has-text('Nombre de parts')")
    page.wait_for_selector("#volet h1:has-text('Nombre de parts')")
    made.settle()
    page.unroute(SAVES)
    assert "parts" in page.url
    assert page.locator("#plan a:has-text('Écrit en deux fois')").count() == 1


def late(route: Route) -> None:
    """Let a post wait for more than a moment."""
    route.request.frame.page.wait_for_timeout(700)
    route.continue_()


def posts(handle: Callable[[Route], None]) -> Callable[[Route], None]:
    """Handle what is posted; the rest goes its way."""
    return lambda route: handle(route) if route.request.method == "POST" else route.continue_()


def overtaken(made: Editor, other: Editor) -> None:
    """A colleague saved meanwhile: what is being typed is refused, shown, and applied by a button."""
    page = made.page
    made.go("/question?ou=/aidant")
    other.go("/question?ou=/navigo")
    other.page.fill("#title", "Le passe")
    other.page.click("#volet .guichet-buttons button:has-text('Enregistrer')")
    typed(page, "Écrit en même temps")
    expect(page.locator("#volet h1")).to_contain_text("modifiée entre-temps")
    made.press("Appliquer quand même")
    made.go("/question?ou=/aidant")
    assert page.input_value("#title") == "Écrit en même temps"
    made.go("/question?ou=/navigo")
    assert page.input_value("#title") == "Le passe"


def logged_out(made: Editor) -> None:
    """The session ended: what was typed is kept while one logs in again."""
    page = made.page
    made.go("/question?ou=/aidant")
    page.context.clear_cookies()
    typed(page, "Écrit après la session")
    page.wait_for_selector("#password")
    made.person.look("a session that ended while one typed")
    enter(made.person)
    page.click("main .guichet-buttons button")
    page.wait_for_selector("#volet")
    made.go("/question?ou=/aidant")
    assert page.input_value("#title") == "Écrit après la session"


def enter(person: Person) -> None:
    """Log in again, with a code of the sheet that was shown once."""
    page = person.page
    page.fill("#email", person.email)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    page.fill("#code", person.codes[0])
    page.click("main button:has-text('Continuer')")
    page.wait_for_selector("main .guichet-buttons button")


def abandoned(made: Editor, other: Editor) -> None:
    """The draft is gone: it is said, and what was typed stays on the screen."""
    page = made.page
    made.go("/question?ou=/aidant")
    other.go("/abandonner")
    other.page.click("button:has-text('Abandonner le brouillon')")
    typed(page, "Écrit trop tard")
    expect(page.locator(STATE)).to_contain_text("le brouillon a été publié ou abandonné")
    errors = made.person.errors
    errors[:] = [one for one in errors if "status of 404" not in one]
