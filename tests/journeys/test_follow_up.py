"""After sending: a document asked for by mail and sent from a phone, messages both ways, in a real browser."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Browser, expect

from app.extensions import utc_now
from tests.app.conftest import PASSWORD
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context, joined
from tests.journeys.driver import Person
from tests.journeys.test_office import send_one


def enter_office(walker: Person, email: str) -> None:
    """Log an agent in, who sets up the second factor."""
    page = walker.page
    page.goto(walker.site.address + "/connexion")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    page.wait_for_selector("#code")
    page.fill("#code", pyotp.TOTP(page.inner_text(".guichet-key").replace(" ", "")).at(utc_now()))
    page.click("main button:has-text('Continuer')")
    page.wait_for_selector(".guichet-codes")


def ask(agent: Person, number: str) -> None:
    """Ask for a document, first without saying why."""
    page = agent.page
    page.goto(agent.site.address + "/bureau")
    page.fill("#mots", number)
    page.click("button:has-text('Chercher')")
    page.click(f"a:has-text('{number}')")
    page.click("summary:has-text('Demander un document')")
    agent.look("office, asking for a document")
    page.select_option("#document", "/domicile")
    page.click("button:has-text('Demander et prévenir')")
    page.wait_for_selector(".govuk-error-summary")
    agent.look("office, asking without a reason")
    page.fill("#raison", "La photo est floue : on ne lit pas la date.")
    page.click("button:has-text('Demander et prévenir')")
    page.wait_for_selector(".govuk-notification-banner")
    agent.look("office, a document asked for")


def send_by_link(phone: Person, email: str) -> None:
    """Open the link of the mail on a phone that is not logged in and runs no script, and send the document."""
    page = phone.page
    page.goto(phone.link_of_mail("/piece/", email))
    phone.look("the page of one document")
    page.click("button:has-text('Envoyer ce document')")
    page.wait_for_selector(".govuk-error-summary")
    phone.look("the page of one document, without a file")
    page.set_input_files("#piece", phone.site.files / "ID.pdf")
    phone.look("the page of one document, chosen")
    page.click("button:has-text('Envoyer ce document')")
    page.wait_for_selector("h1:has-text('bien arrivé')")
    phone.look("the document arrived")
    page.goto(phone.site.address + "/piece/inconnu")
    phone.look("a dead link for a document")


def see_what_is_missing(walker: Person, email: str) -> None:
    """See on a phone, logged in, that a document is missing."""
    page = walker.page
    walker.log_in(email)
    page.goto(walker.site.address + "/demandes")
    walker.look("requests, a document missing")
    page.click("a:has-text('Envoyer avant le')")
    page.click(".guichet-missing-piece button")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("documents, one missing and none chosen")
    page.click(".guichet-tabs a:has-text('Détails')")
    walker.look("details, a document missing")


def answer(agent: Person) -> None:
    """See what came, and write to the person, first nothing."""
    page = agent.page
    page.goto(agent.site.address + "/bureau?a-voir=oui")
    agent.look("office, what waits")
    page.click("th a")
    assert "Remplacé" in page.inner_text("main")
    agent.look("office, a document that came")
    page.click("button:has-text('J’ai vu')")
    page.wait_for_selector(".govuk-notification-banner")
    agent.look("office, all seen")
    page.click("button:has-text('Envoyer le message')")
    page.wait_for_selector(".govuk-error-summary")
    agent.look("office, an empty message")
    page.fill("#message", "Merci, tout est là.")
    page.click("button:has-text('Envoyer le message')")
    page.wait_for_selector(".govuk-notification-banner")


def follow(walker: Person) -> None:
    """Read the message on a phone, answer it, add a document, look at every tab."""
    page = walker.page
    page.goto(walker.site.address + "/demandes")
    walker.look("requests, with a new message")
    page.click("a:has-text('nouveau message')")
    walker.look("messages")
    page.wait_for_selector("form[data-read]", state="hidden")
    page.click("button:has-text('Envoyer le message')")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("messages, an empty one")
    page.fill("#message", "Merci à vous.")
    page.click("button:has-text('Envoyer le message')")
    page.wait_for_selector(".govuk-notification-banner")
    walker.look("messages, sent")
    page.click(".guichet-tabs a:has-text('Pièces jointes')")
    files = page.locator("[data-list] .guichet-filed")
    known = files.count()
    page.set_input_files("#charger", walker.site.files / "ID.pdf")
    expect(files).to_have_count(known + 1)
    walker.look("documents of a request")
    page.click(".guichet-tabs a:has-text('Détails')")
    walker.look("details of a request")
    page.click("a:has-text('Annuler ma demande')")
    walker.look("giving a request up")


def test_a_document_is_asked_for_and_sent_from_a_phone_and_messages_go_both_ways(
    browser: Browser, site: Site, judge: Judge
) -> None:
    email = joined(site)
    number = send_one(browser, site, judge, email)
    scripts = (True, False, True)
    windows = [context(browser, js, size) for js, size in zip(scripts, (DESKTOP, PHONE, PHONE), strict=True)]
    agent, phone, walker = (Person(one.new_page(), site, judge, js) for one, js in zip(windows, scripts, strict=True))
    enter_office(agent, joined(site, {}, role="agent"))
    ask(agent, number)
    see_what_is_missing(walker, email)
    send_by_link(phone, email)
    answer(agent)
    follow(walker)
    agent.page.reload()
    assert "Merci à vous." in agent.page.inner_text("main")
    assert agent.errors == phone.errors == walker.errors == []
    for one in windows:
        one.close()
