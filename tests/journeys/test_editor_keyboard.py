"""A procedure is made from nothing to its publication with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.journeys.conftest import DESKTOP, Judge, Site
from tests.journeys.keyboard import Keys
from tests.journeys.test_editor import apart
from tests.journeys.test_publishing import editor

__all__ = ["apart"]


def test_a_procedure_is_made_with_the_keyboard_alone(browser: Browser, apart: Site, judge: Judge) -> None:
    walker = editor(browser, apart, judge, js=True, size=DESKTOP)
    walker.page.goto(apart.address + "/edition")
    keys = Keys(walker)
    begins(keys)
    writes(keys)
    chooses(keys)
    adds_a_page(keys)
    moves(keys)
    decides(keys)
    reads_the_json(keys)
    rehearses(keys)
    publishes(keys)
    assert walker.errors == []
    walker.page.context.close()


def begins(keys: Keys) -> None:
    """From the list to the screen of a new procedure."""
    keys.follow("Nouvelle démarche")
    keys.follow("Partir de rien")
    keys.fill("Titre de la démarche", "Un jardin partagé")
    keys.follow("Commencer la démarche")
    keys.follow("Commencer par la première page")


def writes(keys: Keys) -> None:
    """The words of a page and of its question; what is refused is told, and leads to its field."""
    keys.follow("Aller à ce que vous modifiez")
    keys.keeps(place="panel")
    keys.fill("Titre", "Votre projet")
    keys.press("Tab")
    keys.keeps()
    keys.follow("Votre nom", place="plan", back=True)
    keys.fill("Question", "Nom du jardin")
    keys.follow("Enregistrer", place="panel")
    keys.keeps("Enregistrer")
    keys.follow("Réponse", place="panel", back=True)
    keys.fill("Nombre de signes au plus", "dix")
    keys.follow("Enregistrer", place="panel")
    keys.keeps("Il y a un problème")
    keys.press("Tab", "Enter")
    keys.keeps("Nombre de signes au plus")
    assert keys.page.input_value("#maxLength") == "dix"
    keys.write("60")
    keys.follow("Enregistrer", place="panel")
    keys.keeps("Enregistrer")
    keys.to("Nom du jardin", place="plan", back=True)


def chooses(keys: Keys) -> None:
    """A question with choices, the last of which is a row more."""
    keys.follow("Ajouter une question à la page Votre projet")
    keys.fill("La question, comme", "Qui jardine ?")
    keys.to("Texte court")
    keys.genre("Choix d’une réponse")
    keys.follow("Ajouter", place="panel")
    keys.keeps()
    keys.follow("Réponse", place="panel")
    for name in ("Une association", "Des voisins"):
        keys.fill("Libellé", name)
    keys.follow("Ajouter une réponse")
    keys.keeps("Libellé")
    keys.write("Une école")
    keys.follow("Enregistrer", place="panel")
    keys.keeps("Enregistrer")


def adds_a_page(keys: Keys) -> None:
    """A second page, with a date."""
    keys.follow("Ajouter une page", back=True)
    keys.keeps()
    keys.fill("Titre de la page", "Votre association")
    keys.follow("Enregistrer", place="panel")
    keys.follow("Ajouter une question", place="panel", back=True)
    keys.fill("La question, comme", "Date de création")
    keys.to("Texte court")
    keys.genre("Date")
    keys.follow("Ajouter", place="panel")
    keys.keeps()


def moves(keys: Keys) -> None:
    """The new question goes up, and back, with Alt and the arrows; the keyboard stays on it."""
    keys.to("Date de création", place="plan", back=True)
    for way, page in (("Up", 0), ("Down", 1)):
        keys.press(f"Alt+Arrow{way}")
        keys.keeps("Date de création", place="plan")
        assert keys.page.locator(f"#plan [data-items='{page}'] li:has-text('Date de création')").count() == 1


def decides(keys: Keys) -> None:
    """The date is asked of associations."""
    keys.press("Enter")
    keys.keeps("Date de création")
    keys.follow("Condition", place="panel")
    keys.choose("Question regardée", "Qui")
    keys.choose("Condition", "est")
    keys.choose("Réponse", "Une association")
    keys.follow("Enregistrer", place="panel")
    keys.keeps("Enregistrer")
    assert "Une association" in keys.page.inner_text("#volet .govuk-inset-text")


def reads_the_json(keys: Keys) -> None:
    """The editor of code is left with Escape, then Tab."""
    keys.follow("la modifier en JSON", back=True)
    keys.to("Cette partie, en JSON")
    keys.page.keyboard.press("Escape")
    keys.follow("Enregistrer")
    keys.page.wait_for_selector("h1:has-text('Quand se montre')")


def rehearses(keys: Keys) -> None:
    """The checks, then a rehearsal of the first page."""
    keys.follow("Vérifier")
    keys.follow("Répétition")
    keys.follow("Suivant")


def publishes(keys: Keys) -> None:
    """Published, once it has its note."""
    keys.follow("Revenir à l’édition", back=True)
    keys.follow("Publier…")
    keys.follow("Publier la version 1")
    keys.keeps("Il y a un problème")
    keys.press("Tab", "Enter")
    keys.keeps("Note")
    keys.write("La première version.")
    keys.follow("Publier la version 1")
    assert "La version 1 est publiée" in keys.page.inner_text("main")
