"""A request filled in English on a phone, without JavaScript; and what is being typed when its language changes."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Browser, expect

from tests.conftest import load_file
from tests.journeys.conftest import Judge, Site, context, joined
from tests.journeys.driver import NEXT, Person
from tests.people import complete

SLUG = "amethyste-renouvellement"
NEXT_ENGLISH = ".guichet-buttons button:has-text('Next')"


def test_a_request_is_filled_in_english_without_a_script(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=False)
    walker = Person(window.new_page(), site, judge, js=False)
    page = walker.page
    walker.log_in(joined(site))
    page.goto(f"{site.address}/demarches/{SLUG}")
    page.click("text=Read the questions in English")
    walker.look("the door in English")
    page.click(NEXT_ENGLISH)
    walker.look("the terms forgotten, in English")
    page.check("#conditions")
    page.click(NEXT_ENGLISH)
    page.wait_for_url("**/pages/navigo")
    page.click(NEXT)
    expect(page.locator(".govuk-error-summary")).to_contain_text("There is a problem")
    walker.look("a page in English with its errors")
    procedure = load_file(SLUG).in_language("en")
    for _ in procedure.pages:
        walker.fill_page(procedure, complete(SLUG), date.today())
        walker.look(f"in English: {page.url.rpartition('/')[2]}")
        walker.next()
    page.wait_for_url("**/recapitulatif")
    walker.look("the recap in English")
    expect(page.locator("main")).to_contain_text("RE - Retired")
    page.click("button:has-text('Send my request')")
    page.wait_for_url("**/envoyee")
    assert walker.errors == []
    window.close()


def test_what_is_typed_stays_when_the_language_changes(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    walker = Person(window.new_page(), site, judge, js=True)
    page = walker.page
    walker.log_in(joined(site))
    walker.begin(SLUG)
    page.wait_for_url("**/pages/navigo")
    page.fill("#navigo", "4587 88")
    page.click("text=Read the questions in English")
    expect(page.locator("h1")).to_have_text("Write your Navigo pass number below")
    assert page.input_value("#navigo") == "4587 88"
    page.click("text=Lire les questions en français")
    expect(page.locator("h1")).to_contain_text("Passe Navigo")
    assert page.input_value("#navigo") == "4587 88"
    assert walker.errors == []
    window.close()
