"""The steps of the last chapters: settings, trying, publishing, going back, working together, JSON."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator

from tests.guide.filling import middle, open_line
from tests.guide.opening import SLUG, WRITING
from tests.guide.walker import Walker


def tab(*labels: str) -> Callable[[Walker], Locator]:
    """Give the step that opens tabs of the settings, and shows the last."""

    def step(walker: Walker) -> Locator:
        for label in labels:
            walker.press(label, within=".guichet-volets")
        return middle(walker)

    return step


def presentation(walker: Walker) -> Locator:
    """Open the settings, and name the procedure."""
    walker.go(WRITING)
    walker.press("Réglages, textes et courriels")
    walker.press("Service", within=".guichet-volets")
    walker.press("Présentation", within=".guichet-volets")
    walker.fill("Nom dans les listes", "Aide au permis")
    walker.fill("La démarche en une phrase", "Le Département paie une partie de votre permis de conduire.")
    return middle(walker)


def statuses(walker: Walker) -> Locator:
    """Say the steps of a request, and its mail."""
    walker.press("Courriels", within=".guichet-volets")
    walker.fill("Texte de l’accusé de réception", "Nous vous répondons en deux mois.")
    walker.press("Statuts", within=".guichet-volets")
    walker.press("Ajouter un statut")
    walker.fill("Libellé", "Reçue")
    return middle(walker)


def terms(walker: Walker) -> Locator:
    """Write the terms."""
    walker.press("Profil et aidant", within=".guichet-volets")
    walker.press("Conditions d’utilisation", within=".guichet-volets")
    walker.fill("Libellé de la case à cocher", "J’accepte les conditions d’utilisation")
    return middle(walker)


def rehearsal(walker: Walker) -> Locator:
    """Walk through the procedure as an applicant, on a telephone."""
    walker.go(WRITING)
    walker.press("Vérifier")
    walker.press("Répétition")
    walker.press("Suivant")
    walker.press("Aller à une autre page")
    walker.press("Aller à une autre page")
    walker.phone()
    return walker.page.locator("main")


def kept(walker: Walker) -> Locator:
    """Keep the answers as a test."""
    walker.press("Garder ces réponses comme essai")
    walker.fill("Nom de l’essai", "Une personne sans permis")
    walker.press("Garder comme essai")
    walker.go(f"{WRITING}")
    walker.press("Essais")
    return walker.page.locator("main")


def shared(walker: Walker) -> Locator:
    """Make a link for colleagues."""
    walker.go(WRITING)
    walker.press("Partager")
    walker.press("Créer un lien pour 7 jours")
    return walker.page.locator("main")


def release(walker: Walker) -> Locator:
    """Come to publish."""
    walker.go(WRITING)
    walker.press("Publier…")
    walker.at("Vérifier et publier")
    walker.fill("Note", "Première version.")
    return walker.page.locator("main")


def changes(walker: Walker) -> Locator:
    """Publish, change a word, and see what changes."""
    walker.press("Publier la version 1", named=False)
    walker.go(f"/edition/{SLUG}")
    walker.press("Modifier la démarche")
    open_line(walker, "Votre nom")
    walker.fill("Question", "Votre nom de famille", named=False)
    walker.press("Publier…", named=False)
    return walker.page.locator("main")


def history(walker: Walker) -> Locator:
    """See what was done to the draft."""
    walker.go(f"/edition/{SLUG}")
    walker.press("Voir l’historique des modifications")
    return walker.page.locator("main")


def abandoned(walker: Walker) -> Locator:
    """Come to give the draft up."""
    walker.go(f"/edition/{SLUG}")
    walker.press("Abandonner le brouillon")
    walker.at("Abandonner le brouillon ?")
    return walker.page.locator("main")


def versions(walker: Walker) -> Locator:
    """Publish a second version, then see the first."""
    walker.go(f"{WRITING}/publier")
    walker.fill("Note", "Le nom de famille est demandé.", named=False)
    walker.press("Publier la version 2", named=False)
    walker.go(f"/edition/{SLUG}")
    return walker.page.locator("main table")


def closed(walker: Walker) -> Locator:
    """Close the procedure; the next step opens it again."""
    walker.press("Fermer la démarche", within="form")
    return walker.page.locator("main")


def meanwhile(walker: Walker) -> Locator:
    """Change what somebody else has just changed."""
    walker.press("Rouvrir la démarche", within="form", named=False)
    walker.press("Modifier la démarche", named=False)
    open_line(walker, "Votre nom de famille")
    other = walker.page.context.new_page()
    other.goto(walker.page.url)
    other.fill("#title", "Votre nom d’usage")
    with other.expect_response(lambda answer: answer.request.method == "POST" and "question" in answer.url):
        other.press("#title", "Tab")
    other.close()
    walker.fill("Question", "Votre nom de naissance", named=False)
    return middle(walker)


def text(walker: Walker) -> Locator:
    """Look at the JSON."""
    walker.press("Abandonner ma modification", named=False)
    walker.press("JSON")
    return walker.page.locator("#editeur")


def advanced(walker: Walker) -> Locator:
    """Look at the last tab of a question."""
    walker.go(WRITING)
    open_line(walker, "Votre nom d’usage")
    walker.press("Avancé", within=".guichet-volets")
    return middle(walker)


STEPS = {
    "presentation": presentation,
    "dates": tab("Dates"),
    "delais": tab("Délais"),
    "statuts": statuses,
    "conditions-utilisation": terms,
    "exemples": tab("Exemples"),
    "repetition": rehearsal,
    "essais": kept,
    "partager": shared,
    "publier": release,
    "changements": changes,
    "historique": history,
    "abandonner": abandoned,
    "versions": versions,
    "fermer": closed,
    "entre-temps": meanwhile,
    "json": text,
    "avance": advanced,
}
