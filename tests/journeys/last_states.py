"""The states of the editor at the end of its ways: text overtaken, rehearsal sent, list renewed, drafts concerned."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE, context, joined
from tests.journeys.driver import NEXT, Person
from tests.journeys.editing import Editor

SHORT = "courte"
"""A procedure of one question, made from blank: its rehearsal ends soon."""


def overtaken(made: Editor, other: Editor) -> None:
    """The text that a colleague overtook, with the script and without."""
    made.go("/json")
    made.page.wait_for_selector(".cm-content")
    other.go("/json")
    text = other.page.input_value("#texte")
    made.page.click(".cm-content")
    made.page.keyboard.press("Control+a")
    made.page.keyboard.insert_text(text.replace("Mon titre", "Votre titre"))
    other.page.fill("#texte", text.replace("Mon titre", "Leur titre"))
    other.page.click("#volet button:has-text('Enregistrer')")
    made.press("Enregistrer")
    expect(made.page.locator("main [role=alert] h2")).to_contain_text("modifiée entre-temps")
    made.look("JSON that a colleague overtook")
    other.go("/json")
    text = other.page.input_value("#texte")
    made.go("/question?ou=/aidant")
    made.page.fill("#title", "Mon titre")
    made.press("Enregistrer")
    other.page.fill("#texte", text.replace("Leur titre", "Son titre"))
    other.page.click("#volet button:has-text('Enregistrer')")
    expect(other.page.locator("main [role=alert] h2")).to_contain_text("modifiée entre-temps")
    other.look("JSON that a colleague overtook, without JavaScript")


def sent(made: Editor) -> None:
    """A rehearsal to its end, and what is kept of it as a test."""
    page = made.page
    page.goto(f"{made.person.site.address}/edition/nouvelle?depuis=vide")
    page.fill("#titre", "Courte")
    page.fill("#adresse", SHORT)
    page.click("button:has-text('Commencer la démarche')")
    page.wait_for_url("**/brouillon")
    page.goto(f"{made.person.site.address}/edition/{SHORT}/brouillon/repetition")
    page.click("main .guichet-buttons button")
    page.fill("[id='nom']", "Ève NOËL")
    page.click(NEXT)
    page.click("main button:has-text('Envoyer')")
    expect(page.locator("h1")).to_contain_text("la demande serait envoyée")
    made.look("rehearsal: sent")


def renewed(made: Editor) -> None:
    """A new version of a list: asked for, refused, shown with what it changes, kept."""
    page = made.page
    page.click("a:has-text('Nouvelle version')")
    made.look("a list, a new version")
    page.click("button:has-text('Lire le tableau')")
    made.refused("a list, a new version with errors")
    page.fill("#texte", "1;Un\n2;Deux, corrigé\n3;Trois")
    page.click("button:has-text('Lire le tableau')")
    page.click("summary:has-text('Lignes ajoutées')")
    made.look("a list, what a new version changes")
    page.fill("#note", "n" * 501)
    page.click("button:has-text('Enregistrer la version')")
    made.refused("a list, a new version with a long note")
    page.fill("#note", "Trois est ajouté.")
    page.click("button:has-text('Enregistrer la version')")
    made.look("a list of two versions")


def concerned(made: Editor, browser: Browser) -> None:
    """A publication that concerns drafts: who, the choices that miss, what is confirmed."""
    site, page = made.person.site, made.page
    applicant = Person(context(browser, True, PHONE).new_page(), site, made.person.judge, js=True)
    applicant.log_in(joined(site))
    applicant.begin(made.slug)
    applicant.page.fill("#navigo", "9876543210")
    applicant.page.click(NEXT)
    applicant.page.fill("#carte", "X")
    applicant.page.click(NEXT)
    applicant.page.context.close()
    made.go("/publier", "publish, with drafts concerned")
    page.fill("#note", "Sans la carte.")
    page.click("button:has-text('Publier la version')")
    made.refused("publish, without what becomes of drafts")
    for one in page.locator("input[value=refuser]").all():
        one.check()
    page.click("button:has-text('Publier la version')")
    made.refused("publish, refused while drafts are concerned")
    for one in page.locator("input[value=redemander]").all():
        one.check()
    page.click("button:has-text('Publier la version')")
    page.wait_for_selector(".govuk-notification-banner")
    made.look("published under drafts")
    page.click("button:has-text('Fermer la démarche')")
    made.look("closed under drafts")
