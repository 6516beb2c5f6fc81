"""The four procedures in a real browser, from start to receipt, with JavaScript and without."""

from __future__ import annotations

import re
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
    if slug == "amethyste-renouvellement":
        recap_of_the_guide(walker)
    walker.page.click("button:has-text('Envoyer ma demande')")
    assert walker.page.inner_text("h1") == "Votre demande a été envoyée avec succès."
    walker.look(f"{slug}: receipt")
    assert re.search(r"DEM-[0-9]{10}", walker.page.inner_text("main"))
    walker.page.check("#note-5")
    walker.page.click("button:has-text('Terminer')")
    walker.look(f"{slug}: requests")
    walker.page.click("tbody a")
    walker.look(f"{slug}: one request")
    assert walker.errors == []
    window.close()


ROWS = {
    "Zonage": "Zones 1 à 5",
    "Votre statut": "RE - Retraité.e",
    "Nombre de parts fiscales": "1,0",
    "Revenu Fiscal de Référence": "8\u202f650\u00a0€",
    "Aidant – Personne qui vous aide dans la démarche": "Mme LEGENTIL Eliane",
    "Courriel aidant": "eliane.legendil@partenaire.fr",
    "Souhaitez-vous payer votre participation par prélèvement automatique\u00a0?": "Oui",
    "N° IBAN": "FR76 1254 8029 9812 3456 7890 161",
    "BIC": "AXABFRPPXXX",
    "Nom du titulaire du compte": "DUROND Josette",
    "J’accepte le paiement de ma participation au forfait Améthyste par prélèvement automatique": "Oui",
    "Pièce d’identité": "ID.pdf",
    "RIB (relevé d’identité bancaire)": "ID.pdf",
}


def recap_of_the_guide(walker: Person) -> None:
    """Find the rows of the guide on the recap, then correct the Navigo number in its place."""
    rows = walker.page.locator(".govuk-summary-list__row")
    shown = {}
    for row in rows.all():
        shown[row.locator("dt").inner_text()] = row.locator("dd").first.inner_text()
    assert {label: shown.get(label, "").partition(" (")[0] for label in ROWS} == ROWS
    assert walker.page.input_value("#navigo") == "45878855"
    assert "moins de 10 chiffres" in walker.page.inner_text("#navigo-warning")
    walker.page.fill("#navigo", "12")
    walker.page.click("button:has-text('Envoyer ma demande')")
    walker.look("recap, with an error")
    walker.page.fill("#navigo", "4587 8855 12 K")


def values_on(procedure: forms.Procedure, page_id: str, values: dict[str, Any]) -> bool:
    """Say whether a page that may stay blank has something to give."""
    page = next(one for one in procedure.pages if one.id == page_id)
    return any(question.pointer.split("/")[1] in values for question in page.questions())
