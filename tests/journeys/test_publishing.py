"""A new version is published while a draft is open: the editor sees whom it concerns, the applicant is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser

from app.extensions import utc_now
from tests.app.conftest import PASSWORD
from tests.app.editions import edited
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context, joined, served
from tests.journeys.driver import NEXT, Person

SLUG = "cheque-reussite"


@pytest.fixture
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal of its own: what is published here must not change the other journeys."""
    folder = tmp_path_factory.mktemp("publishing")
    with served(folder, f"sqlite:///{folder / 'guichet.sqlite3'}") as made:
        yield made


def stricter(document: dict[str, dict[str, dict[str, object]]]) -> None:
    """Ask the class, and shorter first names."""
    document["properties"]["prenom"]["maxLength"] = 3
    document["properties"]["classe"] = {"title": "Classe", "type": "string", "maxLength": 9, "x-noun": "la classe"}
    fields, required = document["x-pages"][0]["fields"], document["required"]  # type: ignore[index]  # a list
    fields.append("/classe")  # type: ignore[attr-defined]
    required.append("classe")  # type: ignore[attr-defined]


def editor(
    browser: Browser, site: Site, judge: Judge, js: bool = False, size: Any = PHONE, kept: bool = True
) -> Person:
    """Log an editor in, second factor included."""
    walker = Person(context(browser, js, size).new_page(), site, judge, js=js, kept=kept)
    page = walker.page
    page.goto(site.address + "/connexion")
    walker.email = joined(site, {}, role="editor")
    page.fill("#email", walker.email)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    page.wait_for_selector("#code")
    page.fill("#code", pyotp.TOTP(page.inner_text(".guichet-key").replace(" ", "")).at(utc_now()))
    page.click("main button:has-text('Continuer')")
    page.wait_for_selector(".guichet-codes")
    walker.codes = page.locator(".guichet-codes .guichet-key").all_inner_texts()
    return walker


def test_a_version_is_published_under_a_draft_and_a_procedure_closed(
    browser: Browser, apart: Site, judge: Judge
) -> None:
    applicant = Person(context(browser, True, PHONE).new_page(), apart, judge, js=True)
    applicant.log_in(joined(apart))
    applicant.begin(SLUG)
    applicant.page.fill("#prenom", "Inès")
    applicant.page.click(NEXT)
    applicant.page.wait_for_selector(".govuk-error-summary")
    form = applicant.page.url

    walker = editor(browser, apart, judge)
    page = walker.page
    page.click("summary:has-text('Menu')")
    page.click(".guichet-nav__menu a:has-text('Édition')")
    walker.look("edition")
    page.click("a:has-text('Chèque')")
    walker.look("edition, a procedure")
    page.click("a:has-text('depuis un fichier')")
    walker.look("edition, a new version")
    page.fill("#texte", "{")
    page.click("button:has-text('Vérifier ce texte')")
    walker.look("edition, what blocks")
    page.fill("#texte", edited(stricter, SLUG))
    page.click("button:has-text('Vérifier ce texte')")
    assert "1 brouillon est concerné." in page.inner_text("main").replace("\u00a0", " ")
    page.click("summary:has-text('JSON')")
    walker.look("edition, what it changes")
    page.click("button:has-text('Publier la version 2')")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("edition, without a note")
    page.fill("#note", "La classe est demandée.")
    for one in page.locator("input[value=redemander]").all():
        one.check()
    page.click("button:has-text('Publier la version 2')")
    page.wait_for_selector(".govuk-notification-banner")
    walker.look("edition, published")
    page.click("th a:has-text('Version 2')")
    page.click("summary:has-text('JSON')")
    page.set_viewport_size(DESKTOP)
    walker.look("edition, a version")

    applicant.page.fill("#nom", "NOËL")
    applicant.page.wait_for_selector("[data-saved]:has-text('Enregistré')")
    applicant.page.goto(form)
    assert "Le formulaire a changé" in applicant.page.inner_text("h1")
    applicant.look("the form has changed")
    applicant.page.click("button:has-text('Reprendre ma demande')")
    applicant.page.wait_for_selector("text=Ce qui a changé sur cette page")
    assert (applicant.page.input_value("#nom"), applicant.page.input_value("#prenom")) == ("NOËL", "Inès")
    applicant.look("a draft that moved")

    page.click("a.govuk-back-link")
    page.click("button:has-text('Fermer la démarche')")
    walker.look("edition, closed")
    applicant.page.reload()
    assert "ne peut plus être envoyée" in applicant.page.inner_text("main")
    applicant.look("a draft of a closed procedure")
    applicant.page.goto(f"{apart.address}/demarches/{SLUG}")
    applicant.look("a closed procedure")
    assert walker.errors == applicant.errors == []
    walker.page.context.close()
    applicant.page.context.close()
