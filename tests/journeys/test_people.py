"""A person who arrives with nothing: account, password, login, help; and every page of the shell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.app.conftest import PASSWORD
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context
from tests.journeys.driver import Person

SHELL = ("/", "/mes-informations", "/demarches", "/demandes", "/demandes/a-finaliser", "/aide", "/accessibilite")
SHELL += ("/mentions-legales", "/donnees-personnelles", "/dev/courriels", "/rien")


def sign_up(page: Page, walker: Person, address: str) -> None:
    """Sign up, follow the link of the mail, choose a password, log in."""
    page.goto(walker.site.address + "/inscription")
    walker.look("sign-up")
    page.click("button:has-text('Valider')")
    walker.look("sign-up, with errors")
    for name, text in (("first_name", "Ève"), ("last_name", "NOËL"), ("email", address)):
        page.fill(f"#{name}", text)
    page.click("button:has-text('Valider')")
    walker.look("mail sent")
    page.goto(walker.site.address + "/dev/courriels")
    found = re.search(r"/mot-de-passe/activation/\S+", page.inner_text("main"))
    assert found
    page.goto(walker.site.address + found.group(0))
    walker.look("choose a password")
    page.fill("#password", "court")
    page.fill("#confirmation", "autre")
    page.click("button[type=submit]:has-text('Créer mon mot de passe')")
    walker.look("choose a password, with errors")
    page.fill("#password", PASSWORD)
    page.fill("#confirmation", PASSWORD)
    page.click("button[type=submit]:has-text('Créer mon mot de passe')")
    page.wait_for_url("**/connexion")
    walker.look("login")
    page.goto(walker.site.address + found.group(0))
    walker.look("a link that is dead")
    walker.log_in(address)


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_a_person_signs_up_and_sees_every_page_of_the_shell(
    browser: Browser, site: Site, judge: Judge, js: bool
) -> None:
    window = context(browser, js, DESKTOP if js else PHONE)
    walker = Person(window.new_page(), site, judge, js)
    sign_up(walker.page, walker, f"eve.{js}@example.org".lower())
    for path in SHELL:
        walker.page.goto(site.address + path)
        walker.look(path)
    walker.page.click("button:has-text('Se déconnecter')")
    walker.page.wait_for_url("**/connexion")
    walker.page.goto(site.address + "/mot-de-passe/oublie")
    walker.look("forgotten")
    assert [one for one in walker.errors if "404" not in one] == []
    window.close()


def test_a_short_walk_on_postgresql(browser: Browser, postgres_site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    walker = Person(window.new_page(), postgres_site, judge, js=True)
    sign_up(walker.page, walker, "eve@example.org")
    walker.begin("amethyste-renouvellement")
    walker.page.fill("#navigo", "4587 8855")
    walker.page.click("button[value=save]:visible")
    walker.page.wait_for_url("**/demandes/a-finaliser")
    walker.look("drafts")
    walker.page.click(".guichet-buttons >> text=Reprendre")
    assert walker.page.input_value("#navigo") == "45878855"
    assert walker.errors == []
    window.close()


def test_the_help_opens_by_keyboard_and_the_focus_is_seen(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    page = window.new_page()
    page.goto(site.address + "/connexion")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "A"
    window.close()
