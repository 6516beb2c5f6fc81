"""The four procedures in a real browser, from start to receipt, with JavaScript and without."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

import forms
from tests.conftest import SLUGS, load_file
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context
from tests.journeys.driver import Person
from tests.people import complete


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_request_goes_from_start_to_receipt(
    browser: Browser, site: Site, judge: Judge, person: str, slug: str, js: bool
) -> None:
    """Every page is looked at clean, then with its errors, on a phone or on a desktop."""
    window = context(browser, js, PHONE if js else DESKTOP)
    walker = Person(window.new_page(), site, judge, js)
    walker.log_in(person)
    walker.begin(slug)
    procedure, values = load_file(slug), complete(slug)
    for _ in range(len(procedure.pages) + 1):
        page_id = walker.page_id()
        if page_id == "recapitulatif":
            break
        walker.look(f"{slug}: {page_id}")
        here = walker.page.url
        walker.next()
        if walker.page_id() == page_id:
            walker.look(f"{slug}: {page_id}, with errors")
            walker.fill_page(procedure, values, date.today())
            walker.next()
        elif values_on(procedure, page_id, values):
            walker.page.goto(here)
            walker.fill_page(procedure, values, date.today())
            walker.next()
        said = walker.page.locator(".govuk-error-message").all_inner_texts()
        assert walker.page_id() != page_id, (page_id, said)
    walker.look(f"{slug}: recap")
    walker.page.click("button:has-text('Envoyer ma demande')")
    assert walker.page.inner_text("h1") == "Votre demande a été envoyée avec succès."
    walker.look(f"{slug}: receipt")
    assert walker.errors == []
    window.close()


def values_on(procedure: forms.Procedure, page_id: str, values: dict[str, Any]) -> bool:
    """Say whether a page that may stay blank has something to give."""
    page = next(one for one in procedure.pages if one.id == page_id)
    return any(question.pointer.split("/")[1] in values for question in page.questions())
