"""An agent at the office, from the second factor to a decision, in a real browser."""

from __future__ import annotations

from datetime import date

import pyotp
import pytest
from playwright.sync_api import Browser

from app.extensions import utc_now
from tests.app.conftest import PASSWORD
from tests.conftest import load_file
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context, joined
from tests.journeys.driver import Person
from tests.people import complete

SLUG = "cheque-reussite"


def send_one(browser: Browser, site: Site, judge: Judge, email: str = "") -> str:
    """Send a request, from a new account or from that of an address; give its number."""
    window = context(browser, js=True)
    walker = Person(window.new_page(), site, judge, js=True)
    walker.log_in(email or joined(site))
    walker.begin(SLUG)
    procedure = load_file(SLUG)
    while walker.page_id() != "recapitulatif":
        walker.fill_page(procedure, complete(SLUG), date.today())
        walker.next()
    walker.page.click("button:has-text('Envoyer ma demande')")
    number = walker.page.inner_text(".guichet-number")
    window.close()
    return number


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_an_agent_sets_up_the_second_factor_and_decides(browser: Browser, site: Site, judge: Judge, js: bool) -> None:
    number = send_one(browser, site, judge)
    window = context(browser, js, DESKTOP if js else PHONE)
    walker = Person(window.new_page(), site, judge, js)
    page = walker.page
    page.goto(site.address + "/connexion")
    page.fill("#email", joined(site, {}, role="agent"))
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    page.wait_for_selector("#code")
    walker.look("second factor, to set up")
    seed = page.inner_text(".guichet-key").replace(" ", "")
    page.click("main button:has-text('Continuer')")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("second factor, with an error")
    page.fill("#code", pyotp.TOTP(seed).at(utc_now()))
    page.click("main button:has-text('Continuer')")
    page.wait_for_selector(".guichet-codes")
    walker.look("recovery codes")
    page.goto(site.address + "/bureau")
    walker.look("office")
    page.fill("#mots", number)
    page.click("button:has-text('Chercher')")
    page.click(f"a:has-text('{number}')")
    walker.look("office, one request")
    page.select_option("#statut", "refusee")
    page.click("button:has-text('Enregistrer et prévenir')")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("office, a refusal without its reason")
    page.fill("#reponse", "Il manque un justificatif.")
    page.click("button:has-text('Enregistrer et prévenir')")
    page.wait_for_selector(".govuk-notification-banner")
    walker.look("office, decided")
    assert walker.errors == []
    window.close()
