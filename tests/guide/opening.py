"""The steps of the chapters that begin: where procedures are, how one is made, its pages and questions."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.guide.walker import Walker

SLUG = "aide-au-permis-de-conduire"
TITLE = "Aide au permis de conduire"
WRITING = f"/edition/{SLUG}/brouillon"


def procedures(walker: Walker) -> Locator:
    """Find the procedures from the menu."""
    walker.go("/")
    walker.press("Édition")
    walker.at("Les démarches")
    return walker.page.locator("main")


def states(walker: Walker) -> Locator:
    """Have a procedure in each state; no step after this one needs these."""
    page = walker.page
    walker.go("/edition/nouvelle?depuis=vide")
    walker.fill("Titre de la démarche", "Carte de transport", named=False)
    walker.press("Commencer la démarche", named=False)
    for row, deed in ((3, "Modifier la démarche"), (0, "Fermer la démarche")):
        walker.go("/edition")
        with page.expect_navigation():
            page.locator("td:text-is('Publiée')").nth(row).locator("xpath=../th//a").click()
        walker.press(deed, within="form", named=False)
    walker.go("/edition")
    return page.locator("table")


def ways(walker: Walker) -> Locator:
    """Ask for a new procedure."""
    walker.go("/edition")
    walker.press("Nouvelle démarche")
    return walker.page.locator("main")


def blank(walker: Walker) -> Locator:
    """Begin from nothing, up to the last button."""
    walker.go("/edition/nouvelle")
    walker.press("Partir de rien")
    walker.fill("Titre de la démarche", TITLE)
    return walker.page.locator("main")


def copies(walker: Walker) -> Locator:
    """Press the last button of the passage before; then look at what can be copied, and at the gallery."""
    walker.press("Commencer la démarche")
    assert walker.page.url.endswith(WRITING)
    walker.go("/edition/nouvelle")
    walker.press("Choisir dans la galerie")
    walker.go("/edition/nouvelle")
    walker.press("Copier une démarche")
    return walker.page.locator("main")


def file(walker: Walker) -> Locator:
    """Look at how a file is opened."""
    walker.go("/edition/nouvelle")
    walker.press("Ouvrir un fichier")
    return walker.page.locator("main form")


def screen(walker: Walker) -> None:
    """Open the screen of the editor."""
    walker.go(WRITING)
    walker.press("1. Vous", named=False)


def page(walker: Walker) -> Locator:
    """Change the words of a page, and add another."""
    walker.fill("Titre de la page", "Votre permis de conduire")
    walker.fill("Texte sous le titre", "Prenez votre pièce d’identité et votre permis, si vous l’avez déjà.")
    walker.press("Ajouter une page")
    walker.fill("Titre de la page", "Votre famille")
    walker.press("1. Votre permis de conduire", named=False)
    return walker.page.locator("#volet")


def adding(walker: Walker) -> Locator:
    """Say what to add to a page."""
    walker.press("Ajouter une question", within="#plan")
    walker.fill("La question, comme l’usager la lira", "Votre date de naissance")
    walker.press("Date")
    return walker.page.locator("#volet")


def question(walker: Walker) -> Locator:
    """Add it, then change it."""
    walker.press("Ajouter", named=False)
    walker.at("Votre date de naissance")
    for tab in ("Réponse", "Aide", "Messages", "Récapitulatif", "Avancé", "Question"):
        walker.press(tab, within=".guichet-volets")
    walker.fill("Nom de la réponse dans les messages", "votre date de naissance")
    walker.press("Réponse obligatoire")
    return walker.page.locator("#volet")


def as_seen(walker: Walker) -> Locator:
    """See the page as the applicant does, with its errors."""
    walker.press("Ordinateur")
    walker.press("Téléphone")
    walker.press("Montrer les erreurs")
    walker.page.frame_locator("#apercu-page").locator(".govuk-error-summary").wait_for()
    return walker.page.locator("#apercu")


def moving(walker: Walker) -> Locator:
    """Move a question by its buttons, by the keyboard and by the mouse; copy it."""
    plan = walker.page.locator("#plan [data-items='0']")
    walker.press("Montrer les erreurs", named=False)
    walker.press("Monter", within="#volet")
    order(walker, "Votre date de naissance", "Votre nom")
    plan.get_by_role("link", name="Votre date de naissance").focus()
    walker.page.keyboard.press("Alt+ArrowDown")
    walker.settle()
    order(walker, "Votre nom", "Votre date de naissance")
    dragged(walker, "Votre date de naissance", "Votre nom")
    order(walker, "Votre date de naissance", "Votre nom")
    walker.press("Descendre", within="#volet")
    walker.press("Copier", within="#volet")
    order(walker, "Votre nom", "Votre date de naissance", "Votre date de naissance (copie)")
    walker.press("Déplacer vers une autre page")
    return walker.page.locator("#volet")


def undoing(walker: Walker) -> Locator:
    """Delete a question, undo, do again."""
    walker.press("Supprimer", within="#volet", named=False)
    order(walker, "Votre nom", "Votre date de naissance")
    walker.press("Annuler")
    order(walker, "Votre nom", "Votre date de naissance", "Votre date de naissance (copie)")
    walker.press("Rétablir")
    order(walker, "Votre nom", "Votre date de naissance")
    return walker.page.locator(".guichet-editor__bar")


def order(walker: Walker, *titles: str) -> None:
    """Fail unless the first page has these questions in this order."""
    lines = walker.page.locator("#plan [data-items='0'] > li > a").all_inner_texts()
    shown = [line.split(" *")[0].replace("*", "").split("\n")[0].strip() for line in lines]
    assert shown == list(titles), f"{walker.told}: {shown}"


def dragged(walker: Walker, title: str, onto: str) -> None:
    """Drag a line of the first page onto another."""
    lines = walker.page.locator("#plan [data-items='0'] > li")
    boxes = [lines.filter(has_text=words).first.bounding_box() for words in (title, onto)]
    (first, second) = [(box["x"] + 30, box["y"] + box["height"] / 2) for box in boxes if box]
    mouse = walker.page.mouse
    mouse.move(*first)
    mouse.down()
    mouse.move(first[0], first[1] - 5)
    mouse.move(second[0], second[1] - 4, steps=6)
    mouse.move(second[0], second[1] - 8)
    mouse.up()
    walker.settle()


STEPS = {
    "demarches": procedures,
    "etats": states,
    "nouvelle-demarche": ways,
    "partir-de-rien": blank,
    "copier": copies,
    "fichier": file,
    "ecran": screen,
    "page": page,
    "ajouter": adding,
    "question": question,
    "page-vue": as_seen,
    "deplacer": moving,
    "annuler": undoing,
}
