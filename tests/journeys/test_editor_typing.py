"""The count of signs under a long text of a panel: it stays when the panel is saved, and goes with what is undone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.editing import Editor
from tests.journeys.test_editor_leaving import PAUSE, apart, made

__all__ = ["apart", "made"]


def test_the_count_of_signs_stays_after_a_save(made: Editor, apart: Site) -> None:
    page = made.page
    made.go("/question?ou=/aidant&volet=avance")
    assert page.inner_text(".govuk-character-count__message:not(.govuk-character-count__status)") == (
        "5\u202f000 signes au plus."
    )
    count = page.locator(".govuk-character-count__status")
    box = page.locator(".govuk-character-count textarea")
    box.fill("Deux mots")
    for _ in range(2):
        page.wait_for_timeout(PAUSE)
        made.settle()
        expect(count).to_have_count(1)
        expect(count).to_have_text("Il vous reste 4\u202f991 signes")
        box.press("End")
        page.keyboard.type(" !")
        expect(count).to_have_text("Il vous reste 4\u202f989 signes")
        page.keyboard.press("Backspace")
        page.keyboard.press("Backspace")
    page.click(".guichet-editor__undo button:has-text('Annuler')")
    made.settle()
    expect(page.locator(".govuk-character-count__status")).to_have_text("Il vous reste 5\u202f000 signes")
    page.click(".guichet-volets a:text-is('Question')")
    page.wait_for_selector(".guichet-volets a[aria-current]:text-is('Question')")
    expect(page.locator(".govuk-character-count__status").first).to_be_visible()
