"""The buttons beside a panel, pressed with something typed and not saved: without scripts on a telephone, and with."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, Judge, Site
from tests.journeys.editing import PANEL, Editor, rich
from tests.journeys.test_editor_faults import SAVES, late, posts
from tests.journeys.test_editor_leaving import SLUG, apart, made
from tests.journeys.test_publishing import editor

__all__ = ["apart", "made"]
DOWN = ".guichet-deeds-bar button:has-text('Descendre')"
UNDO, REDO = (f".guichet-editor__undo button:has-text('{one}')" for one in ("Annuler", "Rétablir"))


def begin(made: Editor) -> None:
    page = made.page
    page.goto(f"{made.person.site.address}/edition/nouvelle?depuis=fichier")
    page.fill("#texte", rich())
    page.fill("#titre", "Carte de transport")
    page.fill("#adresse", SLUG)
    page.click("button:has-text('Commencer la démarche')")


def line(page: Page, pointer: str) -> str:
    """Give what follows a line of the tree."""
    found: str = page.locator(f"#plan [data-pointer='{pointer}'] + li").get_attribute("data-pointer") or ""
    return found


def test_nothing_typed_is_lost_without_scripts(browser: Browser, apart: Site, judge: Judge) -> None:
    walker = editor(browser, apart, judge, js=False, size=PHONE)
    made, page = Editor(walker, SLUG), walker.page
    begin(made)
    made.go("/question?ou=/aidant")
    page.fill("#title", "Qui vous aide ?")
    page.click(DOWN)
    assert page.input_value("#title") == "Qui vous aide ?"
    assert page.locator("#plan [data-pointer='/courrielAidant'] + li").get_attribute("data-pointer") == "/aidant"
    page.fill("#title", "Une aide ?")
    page.press("#title", "Enter")
    assert page.input_value("#title") == "Une aide ?"
    assert line(page, "/courrielAidant") == "/aidant", "Enter saves, and undoes nothing"
    page.fill("#title", "Annulé")
    page.click(UNDO)
    assert page.input_value("#title") == "Une aide ?"
    page.click(REDO)
    assert page.input_value("#title") == "Annulé"
    page.fill("#title", "")
    page.fill("#description", "Écrit à moitié")
    page.click(".guichet-deeds-bar button:has-text('Copier')")
    made.refused("a button that waits for its panel")
    expect(page.locator(PANEL)).to_contain_text("n’a pas encore été suivi")
    assert page.input_value("#description") == "Écrit à moitié"
    made.go("/question?ou=/statut&volet=reponse")
    page.fill("#choices-0-title", "Retraite")
    page.click(".guichet-paste summary")
    page.fill("#lignes", "Z\tUn dernier")
    page.check("#ou-les-mettre")
    page.click("button:has-text('Reprendre ces lignes')")
    titles = page.locator("[id^=choices-][id$=-title]").evaluate_all("all => all.map(one => one.value)")
    assert (titles[0], titles[-1]) == ("Retraite", "Un dernier")
    assert walker.errors == []
    page.context.close()


def test_with_scripts_a_button_saves_first_and_keeps_the_keyboard(made: Editor) -> None:
    page = made.page
    made.go("/question?ou=/aidant")
    page.fill("#title", "Qui vous aide ?")
    page.focus(DOWN)
    page.keyboard.press("Enter")
    made.settle()
    assert page.evaluate("document.activeElement.innerText").startswith("Descendre")
    assert line(page, "/courrielAidant") == "/aidant"
    assert page.locator("#plan a:has-text('Qui vous aide ?')").count() == 1
    page.route(SAVES, posts(late))
    page.fill("#title", "Écrit en")
    page.click(DOWN)
    page.fill("#title", "Écrit en deux fois")
    page.wait_for_timeout(300)
    made.settle()
    page.unroute(SAVES)
    page.reload()
    assert page.input_value("#title") == "Écrit en deux fois"
    page.fill("#title", "")
    page.click(DOWN)
    made.refused("a button that waits, with scripts")
    expect(page.locator(PANEL)).to_contain_text("n’a pas encore été suivi")


def test_with_scripts_a_question_takes_its_new_name_along(made: Editor) -> None:
    page = made.page
    made.go("/question?ou=/aidant&volet=avance")
    page.fill("#key", "personne")
    page.click(DOWN)
    made.settle()
    assert line(page, "/courrielAidant") == "/personne"
    assert "personne" in page.url
    assert page.input_value("#key") == "personne"
    page.click(UNDO)
    made.settle()
    assert line(page, "/personne") == "/courrielAidant"
    assert page.query_selector("#volet .govuk-error-summary") is None


def test_with_scripts_a_double_click_copies_once_and_moves_twice(made: Editor) -> None:
    page = made.page
    made.go("/question?ou=/aidant")
    page.fill("#title", "Une aide")
    page.dblclick(".guichet-deeds-bar button:has-text('Copier')")
    made.settle()
    copies = page.locator("#plan a:has-text('Une aide (copie)')")
    assert copies.count() == 1
    page.dblclick(".guichet-deeds-bar button:has-text('Monter')")
    made.settle()
    assert line(page, "/aidant") == "/courrielAidant", "the copy has gone up twice, past what it is a copy of"


def test_with_scripts_what_is_pasted_waits_for_its_button(made: Editor) -> None:
    page = made.page
    made.go("/question?ou=/statut&volet=reponse")
    page.click(".guichet-paste summary")
    page.fill("#lignes", "Z\tUn dernier")
    page.fill("#choices-0-title", "Retraite")
    page.wait_for_timeout(1100)
    made.settle()
    assert page.input_value("#lignes").strip() == "Z\tUn dernier"
    page.click(".guichet-editor__undo button >> nth=0")
    made.settle()
    expect(page.locator("#lignes-erreur-1")).to_contain_text("Reprenez ces lignes, ou effacez-les")
    made.press("Reprendre ces lignes")
    titles = page.locator("[id^=choices-][id$=-title]").evaluate_all("all => all.map(one => one.value)")
    assert titles == ["Un dernier"]
