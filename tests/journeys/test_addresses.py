"""« Rechercher une adresse » in a real browser, by keyboard, by tap and without script, with a real service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context, joined, served
from tests.journeys.driver import Person

SLUG = "cheque-reussite"
BOX, STATUS, OPTIONS = "#adresse-rechercher", ".guichet-address__status", "#adresse-propositions [role=option]"
SAVART = {
    "numero": "15",
    "voie": "Rue Ernest Savart",
    "codePostal": "93100",
    "commune": "Montreuil",
    "codeInsee": "93048",
}
FAILED = "La recherche d’adresse ne répond pas. Écrivez votre adresse ci-dessous."


@pytest.fixture(scope="module")
def address_site(tmp_path_factory: pytest.TempPathFactory, address_service: str) -> Iterator[Site]:
    """The portal with a real service of addresses."""
    folder = tmp_path_factory.mktemp("address-site")
    url = f"sqlite:///{folder / 'guichet.sqlite3'}"
    with served(folder, url, ADDRESS_SEARCH_URL=address_service) as made:
        yield made


def at_the_address(browser: Browser, site: Site, judge: Judge, js: bool) -> Person:
    window = context(browser, js, PHONE if js else DESKTOP)
    walker = Person(window.new_page(), site, judge, js)
    walker.log_in(joined(site, {}))
    walker.begin(SLUG)
    return walker


def boxes(page: Page) -> dict[str, str]:
    return {key: page.input_value(f"#adresse-{key}") for key in SAVART}


def test_an_address_is_chosen_by_keyboard_and_fills_its_boxes(
    browser: Browser, address_site: Site, judge: Judge
) -> None:
    walker = at_the_address(browser, address_site, judge, js=True)
    page, box = walker.page, walker.page.locator(BOX)
    here = page.url
    expect(page.locator("button[value='search adresse']")).to_be_hidden()
    expect(page.get_by_role("combobox", name="Rechercher une adresse")).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("15 rue ernest sav", delay=20)
    expect(page.locator(OPTIONS)).to_have_text(["15 Rue Ernest Savart 93100 Montreuil"])
    expect(page.locator(STATUS)).to_have_text("1 adresse trouvée.")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "adresse-propositions-0")
    expect(page.locator(OPTIONS)).to_have_attribute("aria-selected", "true")
    walker.look("address list, open")
    box.press("Escape")
    expect(page.locator("#adresse-propositions")).to_be_hidden()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.locator(STATUS)).to_contain_text("15 Rue Ernest Savart 93100 Montreuil")
    assert boxes(page) == SAVART
    walker.look("address chosen")
    page.click("button[value=save]:visible")
    page.wait_for_url("**/demandes/a-finaliser")
    page.goto(here)
    assert boxes(page) == SAVART
    page.fill("#adresse-commune", "Metz")
    assert boxes(page) == {**SAVART, "commune": "Metz", "codeInsee": ""}
    assert walker.errors == []
    page.context.close()


def test_an_address_is_chosen_by_a_tap_and_chosen_again(browser: Browser, address_site: Site, judge: Judge) -> None:
    walker = at_the_address(browser, address_site, judge, js=True)
    page, here = walker.page, walker.page.url
    page.fill(BOX, "rue de paris")
    expect(page.locator(OPTIONS)).to_have_count(6)
    expect(page.locator(STATUS)).to_have_text("6 adresses trouvées.")
    page.locator(OPTIONS, has_text="Pantin").click()
    assert page.input_value("#adresse-codeInsee") == "93055"
    page.fill(BOX, "15 rue ernest savart")
    page.press(BOX, "Enter")
    page.locator(OPTIONS, has_text="15 Rue Ernest Savart").click()
    assert boxes(page) == SAVART
    page.fill(BOX, "xyzxyz")
    expect(page.locator(STATUS)).to_have_text("Aucune adresse ne correspond. Écrivez votre adresse ci-dessous.")
    expect(page.locator("#adresse-propositions")).to_be_hidden()
    assert boxes(page) == SAVART
    page.click("button[value=save]:visible")
    page.wait_for_url("**/demandes/a-finaliser")
    page.goto(here)
    assert boxes(page) == SAVART
    assert walker.errors == []
    page.context.close()


def test_a_search_that_does_not_answer_says_so_and_lets_one_write(
    browser: Browser, address_site: Site, judge: Judge
) -> None:
    walker = at_the_address(browser, address_site, judge, js=True)
    page = walker.page
    page.route("**/adresses?**", lambda route: route.fulfill(status=200, body="<html>"))
    page.fill(BOX, "15 rue ernest savart")
    expect(page.locator(STATUS)).to_have_text(FAILED)
    walker.look("address search without an answer")
    page.fill("#adresse-voie", "rue Primo Levi")
    assert page.input_value("#adresse-voie") == "rue Primo Levi"
    assert walker.errors == []
    page.context.close()


@pytest.mark.parametrize("by_enter", [False, True], ids=["by-its-button", "by-the-enter-key"])
def test_an_address_is_searched_and_chosen_without_script(
    browser: Browser, address_site: Site, judge: Judge, by_enter: bool
) -> None:
    walker = at_the_address(browser, address_site, judge, js=False)
    page = walker.page
    page.fill("#nom", "DUROND")
    page.fill(BOX, "15 rue ernest sav")
    if by_enter:
        page.press(BOX, "Enter")
    else:
        page.click("button[value='search adresse']")
    page.wait_for_selector(".guichet-address__found")
    walker.look("address search without script")
    assert page.input_value(BOX) == "15 rue ernest sav"
    assert page.input_value("#nom") == "DUROND"
    assert page.locator(".govuk-error-message").count() == 0
    page.click("button:has-text('Choisir 15 Rue Ernest Savart 93100 Montreuil')")
    page.wait_for_url("**#adresse-voie-question")
    walker.look("address chosen without script")
    assert boxes(page) == SAVART
    assert page.input_value("#nom") == "DUROND"
    assert walker.errors == []
    page.context.close()


def test_what_was_searched_without_script_is_chosen_with_it(browser: Browser, address_site: Site, judge: Judge) -> None:
    walker = at_the_address(browser, address_site, judge, js=True)
    page = walker.page
    page.fill(BOX, "15 rue ernest sav")
    page.click(".guichet-buttons button[value=next]")
    page.wait_for_selector(".guichet-address__found")
    walker.look("address found by the page, with script")
    page.click("button:has-text('Choisir 15 Rue Ernest Savart 93100 Montreuil')")
    page.wait_for_url("**#adresse-voie-question")
    assert boxes(page) == SAVART
    assert walker.errors == []
    page.context.close()
