"""A mandate read, signed, printed and kept; its IBAN asked for at the office; what people thought. In a browser."""

from __future__ import annotations

import re
from datetime import date

import pyotp
from playwright.sync_api import Browser, Page

from app.extensions import utc_now
from tests.app.conftest import PASSWORD
from tests.app.test_sending import words
from tests.conftest import load_file
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context, joined
from tests.journeys.driver import Person
from tests.people import complete

SLUG = "amethyste-renouvellement"
IBAN = "FR76 1254 8029 9812 3456 7890 161"


def on_paper(page: Page) -> str:
    """Print a page as the browser would, on A4; give its words."""
    return words(page.pdf(format="A4"))


def test_a_mandate_is_signed_printed_and_asked_for(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=True, size=PHONE)
    walker = Person(window.new_page(), site, judge, js=True)
    page = walker.page
    walker.log_in(joined(site))
    walker.begin(SLUG)
    while walker.page_id() != "recapitulatif":
        walker.fill_page(load_file(SLUG), complete(SLUG), date.today())
        walker.next()
    walker.look("recap with a mandate")
    assert IBAN in page.inner_text(".guichet-mandate")
    printed = on_paper(page)
    assert IBAN in printed
    assert "Mes demandes en cours" not in printed
    assert "Modifier" not in printed
    page.click("button:has-text('Envoyer ma demande')")
    page.wait_for_url("**/envoyee")
    walker.look("receipt with papers")
    number = page.inner_text(".guichet-number")
    printed = on_paper(page)
    assert "tribunal administratif" in printed
    assert "noter votre expérience" not in printed
    assert IBAN not in printed
    with page.expect_download() as download:
        page.click("text=Télécharger le mandat de prélèvement")
    assert download.value.suggested_filename == f"mandat-{number}-1.pdf"
    assert IBAN in words(download.value.path().read_bytes())
    page.check("#note-4")
    page.fill("#commentaire", "C’est clair.")
    page.click("button:has-text('Terminer')")
    assert walker.errors == []
    window.close()
    at_the_office(browser, site, judge, number)


def at_the_office(browser: Browser, site: Site, judge: Judge, number: str) -> None:
    """Ask for the IBAN of a request, then read what people thought."""
    window = context(browser, js=False, size=DESKTOP)
    agent = Person(window.new_page(), site, judge, js=False)
    page = agent.page
    page.goto(site.address + "/connexion")
    page.fill("#email", joined(site, {}, role="agent"))
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    seed = page.inner_text(".guichet-key").replace(" ", "")
    page.fill("#code", pyotp.TOTP(seed).at(utc_now()))
    page.click("main button:has-text('Continuer')")
    page.wait_for_selector(".guichet-codes")
    page.goto(f"{site.address}/bureau?mots={number}")
    page.click(f"a:has-text('{number}')")
    agent.look("office, a request with a masked IBAN")
    assert IBAN not in page.inner_text("main")
    page.click("button:has-text('Afficher l’IBAN')")
    agent.look("office, the IBAN shown")
    assert IBAN in page.inner_text("main")
    page.click("text=Masquer de nouveau")
    assert re.search(r"Réponse masquée affichée.: N° IBAN, BIC", page.inner_text("main"))
    page.goto(site.address + "/bureau/avis")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        agent.look("office, ratings")
    assert "C’est clair." in page.inner_text("main")
    assert agent.errors == []
    window.close()
