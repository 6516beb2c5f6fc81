"""The first procedure made from nothing on the screens of the editor, published, then changed under an open draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

import forms
from app.uploads.drawings import redrawn
from tests.journeys.conftest import PHONE, ROOT, Judge, Site, context, joined, served
from tests.journeys.driver import NEXT, Person
from tests.journeys.rebuilding import Copyist, differences
from tests.journeys.test_publishing import editor

WIDE = {"width": 1440, "height": 1000}
NAME, SLUG = "amethyste-renouvellement", "refait"
ADDED = "Le code de votre carte"


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal of its own: what is published here must not change the other journeys."""
    folder = tmp_path_factory.mktemp("rebuild")
    with served(folder, f"sqlite:///{folder / 'guichet.sqlite3'}") as made:
        yield made


def comparable(document: dict[str, Any], address: str) -> dict[str, Any]:
    """Give all of a definition but its `$id`, with the drawing itself where the name of its file stands.

    The `$id` is the address of the procedure: two of them in one portal differ. A drawing that was sent is kept by its
    content, under a name of its own.
    """
    properties = {key: dict(node) for key, node in document["properties"].items()}
    for node in properties.values():
        if "x-figure" in node:
            node["x-figure"] = {**node["x-figure"], "file": f"{address}/figures/{node['x-figure']['file']}"}
    return {key: value for key, value in document.items() if key != "$id"} | {"properties": properties}


def drawing(person: Person, address: str) -> str:
    """Give what the portal shows at the address of a drawing, as it would be written anew."""
    return redrawn(person.page.request.get(f"{person.site.address}/demarches/{address}").body()).text


def publish(person: Person, note: str) -> str:
    """Publish what the screen of the editor has in hand; give what was said before."""
    page = person.page
    page.click(".guichet-editor__publish")
    said = page.inner_text("main").replace("\u00a0", " ")
    page.fill("#note", note)
    page.click("button:has-text('Publier la version')")
    page.wait_for_selector(".govuk-notification-banner")
    return said


def test_the_first_procedure_is_rebuilt_by_hand_then_a_question_added_under_an_open_draft(
    browser: Browser, apart: Site, judge: Judge
) -> None:
    paper = forms.read((ROOT / "schemas" / "procedures" / f"{NAME}.json").read_text("utf-8"))
    admin = editor(browser, apart, judge, js=True, size=WIDE, kept=False)
    copyist = Copyist(admin, paper, SLUG)
    copyist.everything()
    made = copyist.json()
    found = list(differences(comparable(made, SLUG), comparable(paper, NAME)))
    drawings = [pair for pair in found if "/figures/" in str(pair[1])]
    assert [one for one in found if one not in drawings] == []
    assert [drawing(admin, one) == drawing(admin, other) for _, one, other in drawings] == [True] * 4

    publish(admin, "La démarche ouvre.")
    applicant = Person(context(browser, True, PHONE).new_page(), apart, judge, js=True)
    applicant.log_in(joined(apart))
    applicant.begin(SLUG)
    applicant.page.fill("#navigo", "4587885512")
    applicant.page.click(NEXT)
    applicant.page.wait_for_url("**/pages/statut")

    admin.page.click("button:has-text('Modifier la démarche')")
    copyist.ask(0, ADDED, "text")
    assert "1 brouillon est concerné" in publish(admin, "Le code de la carte est demandé.")

    applicant.page.reload()
    assert "Le formulaire a changé" in applicant.page.inner_text("h1")
    assert ADDED in applicant.page.inner_text("main")
    applicant.page.click("button:has-text('Reprendre ma demande')")
    applicant.page.wait_for_selector("text=Ce qui a changé sur cette page")
    assert applicant.page.input_value("#navigo") == "4587885512"
    applicant.page.get_by_label(ADDED).fill("B12")
    applicant.page.click(NEXT)
    applicant.page.wait_for_url("**/pages/statut")
    assert admin.errors == applicant.errors == []
    for one in (admin, applicant):
        one.page.context.close()


def test_what_is_not_kept_keeps_one_there_and_a_key_may_be_typed_slowly(
    browser: Browser, apart: Site, judge: Judge
) -> None:
    admin = editor(browser, apart, judge, js=True, size=WIDE, kept=False)
    page, question = admin.page, "#plan [data-pointer] a"
    Copyist(admin, {"$id": "/essai", "title": "Essai"}, "essai").begin()
    page.click("#plan .guichet-tree__link--page")
    page.wait_for_url("**/page?page=0")
    page.fill("#title", "")
    page.click(question)
    page.wait_for_selector(".govuk-error-summary")
    assert "page?page=0" in page.url, "a refused page stays"
    page.click(question)
    page.wait_for_url("**/question?ou=**")
    assert page.input_value("#title") == "Votre nom"

    page.click("#plan a:has-text('Contrôles')")
    page.click("a:has-text('Ajouter une règle')")
    page.select_option("#c0-question", "/nom")
    page.wait_for_selector("text=Ce n’est pas encore enregistré")
    page.click(question)
    page.wait_for_function("() => document.activeElement.innerText === 'Enregistrer'")
    assert page.url.endswith("/regle"), "a rule that is kept nowhere stays"
    page.click(question)
    page.wait_for_url("**/question?ou=**")

    page.click(".guichet-volets a:text-is('Avancé')")
    page.fill("#key", "nomDe")
    page.wait_for_selector("#plan [data-pointer='/nomDe']")
    page.locator("#key").press_sequentially("Famille")
    page.click("#volet .guichet-buttons button:text-is('Enregistrer')")
    page.wait_for_url("**ou=/nomDeFamille**")
    assert (page.input_value("#key"), admin.errors) == ("nomDeFamille", [])
    admin.page.context.close()
