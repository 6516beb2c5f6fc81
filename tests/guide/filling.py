"""The steps of the chapters about answers: their sorts, choices, lists, documents, conditions, words, languages."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.guide.opening import WRITING
from tests.guide.walker import Walker

FIRST, SECOND = "1. Votre permis de conduire", "2. Votre famille"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 160"><rect width="320" height="160"/></svg>'


def middle(walker: Walker) -> Locator:
    """Give the middle of the screen."""
    return walker.page.locator("#volet")


def open_line(walker: Walker, title: str) -> None:
    """Open a page or a question from the tree."""
    walker.press(title, within="#plan", named=False)


def added(walker: Walker, page: str, title: str, genre: str, named: bool = False) -> None:
    """Add a question at the end of a page."""
    open_line(walker, page)
    walker.press("Ajouter une question", within="#volet", named=named)
    walker.fill("La question, comme l’usager la lira", title, named=False)
    walker.press(genre, named=False)


def save(walker: Walker) -> None:
    """Press « Ajouter »."""
    walker.press("Ajouter", within="#volet", named=False)


def genres(walker: Walker) -> Locator:
    """Look at every sort of answer."""
    walker.go(f"{WRITING}/ajouter?page=0")
    return walker.page.locator(".guichet-genres")


def written_format(walker: Walker) -> Locator:
    """Say the format of a number in words, and try it."""
    added(walker, FIRST, "Combien d’heures avez-vous conduit ?", "Nombre entier")
    save(walker)
    walker.press("Réponse", within=".guichet-volets")
    added(walker, FIRST, "Numéro de votre permis", "Texte court")
    save(walker)
    walker.press("Réponse", within=".guichet-volets")
    walker.fill("Format attendu", "12 chiffres")
    walker.fill("Essais", "123456789012\n12345")
    walker.press("Enregistrer")
    return middle(walker)


def lines(walker: Walker) -> Locator:
    """Ask the same questions for each child."""
    added(walker, SECOND, "Vos enfants", "Liste de lignes")
    save(walker)
    walker.press("Réponse", within=".guichet-volets")
    walker.fill("Ce qu’on ajoute", "un enfant")
    added(walker, SECOND, "Son âge", "Nombre entier", named=True)
    walker.fill("Dans", "Vos enfants")
    walker.press("Liste de lignes")
    walker.press("Nombre entier", named=False)
    save(walker)
    return walker.page.locator("#apercu")


def paste(walker: Walker) -> Locator:
    """Paste the choices of a question."""
    added(walker, FIRST, "Comment apprenez-vous à conduire ?", "Choix d’une réponse")
    save(walker)
    walker.press("Réponse", within=".guichet-volets")
    walker.press("Coller des réponses depuis un tableur")
    walker.fill(
        "Les lignes", "ecole\tDans une auto-école\naccompagnee\tEn conduite accompagnée\nseul\tEn candidat libre"
    )
    return walker.page.locator(".guichet-paste")


def pasted(walker: Walker) -> Locator:
    """Take the lines."""
    walker.press("Reprendre ces lignes", named=False)
    return middle(walker)


def new_list(walker: Walker) -> Locator:
    """Make a named list."""
    walker.go("/edition")
    walker.press("Les listes de réponses")
    walker.press("Nouvelle liste")
    walker.fill("Nom de la liste", "Auto-écoles partenaires")
    walker.fill(
        "Ou des lignes collées depuis un tableur",
        "a1;Auto-école du Canal\na2;Auto-école de la Mairie\na3;Conduite pour tous",
    )
    return walker.page.locator("main form")


def read_list(walker: Walker) -> Locator:
    """See what was read."""
    walker.press("Lire le tableau", named=False)
    return walker.page.locator("main")


def taken_list(walker: Walker) -> Locator:
    """Keep it, then take it in a question."""
    walker.press("Enregistrer la version 1", named=False)
    walker.go(WRITING)
    added(walker, FIRST, "Votre auto-école", "Choix dans une longue liste")
    walker.look()
    save(walker)
    walker.press("Réponse", within=".guichet-volets")
    walker.fill("Liste nommée", "Auto-écoles partenaires, version 1")
    return middle(walker)


def document(walker: Walker) -> Locator:
    """Ask for a document."""
    walker.go(WRITING)
    added(walker, SECOND, "Votre pièce d’identité", "Document à joindre")
    save(walker)
    walker.press("Réponse", within=".guichet-volets")
    walker.fill("Durée de validité", "10 ans")
    return middle(walker)


def image(walker: Walker) -> Locator:
    """Show what the document looks like."""
    walker.press("Image", within=".guichet-volets")
    walker.page.set_input_files("#fichier", {"name": "piece.svg", "mimeType": "image/svg+xml", "buffer": DRAWING})
    walker.fill("Ce que montre l’image", "Le numéro est au recto de la carte, en haut à droite.")
    return middle(walker)


def condition(walker: Walker) -> Locator:
    """Show a question to some only."""
    walker.press("Montrer cette image", named=False)
    added(walker, FIRST, "Avez-vous déjà le permis ?", "Oui ou non")
    walker.fill("Place sur la page", "Au début", named=False)
    save(walker)
    open_line(walker, "Numéro de votre permis")
    walker.press("Condition", within=".guichet-volets")
    walker.fill("Question regardée", "Avez-vous déjà le permis ?")
    walker.fill("Condition", "est")
    walker.fill("Réponse", "Oui")
    walker.press("Réponse obligatoire dans ce cas")
    walker.press("Enregistrer")
    return middle(walker)


def two_conditions(walker: Walker) -> Locator:
    """Look at a second question as well."""
    walker.press("Ajouter une condition")
    walker.press("Une seule suffit (ou)")
    walker.press("Toutes doivent être vraies (et)")
    return middle(walker)


def groups(walker: Walker) -> Locator:
    """Put each in its group."""
    walker.press("Par groupes : il en faut une de chaque groupe, comme (A ou B) et C")
    walker.press("Par groupes : un groupe entier suffit, comme (A et B) ou bien C")
    walker.page.locator("#c0-group").wait_for()
    walker.look()
    return middle(walker)


def rule(walker: Walker) -> Locator:
    """Stop who is too young."""
    walker.go(WRITING)
    walker.press("Contrôles, totaux et arrêts")
    walker.press("Ajouter une règle")
    walker.fill("Question regardée", "Votre date de naissance")
    walker.fill("Ce qui compte", "L’âge en années")
    walker.fill("Comparaison", "est au moins")
    walker.press("Une valeur")
    walker.fill("Nombre", "15")
    walker.press("Arrêt : la personne n’a pas droit à cette aide, une page le dit")
    walker.fill("Message", "Cette aide est donnée à partir de 15 ans. Revenez à cet âge.")
    return middle(walker)


def rules(walker: Walker) -> Locator:
    """Keep it, and read it."""
    walker.press("Enregistrer", within="#volet", named=False)
    return middle(walker)


def counted(walker: Walker) -> Locator:
    """Count the young children."""
    walker.press("Ajouter une règle")
    walker.fill("Question regardée", "Vos enfants")
    walker.fill("Ce qui compte", "Le nombre de certaines lignes seulement")
    walker.fill("Comparaison", "est au plus")
    walker.press("Une valeur", named=False)
    walker.fill("Nombre", "2", named=False)
    walker.fill("Question de la ligne", "Son âge")
    walker.fill("Comparaison", "est plus petit que")
    walker.fill("Nombre", "3", named=False)
    walker.fill("Message", "L’aide est donnée pour deux jeunes enfants au plus.", named=False)
    return middle(walker)


def total(walker: Walker) -> Locator:
    """Count the children."""
    walker.go(WRITING)
    added(walker, SECOND, "Nombre d’enfants", "Valeur calculée")
    walker.look()
    save(walker)
    walker.press("Contrôles, totaux et arrêts")
    walker.press("Modifier le calcul")
    walker.fill("Ce que vaut cette question", "Le nombre de lignes ou de documents")
    walker.fill("Lignes ou documents à compter", "Vos enfants", named=False)
    walker.press("Enregistrer", within="#volet", named=False)
    return middle(walker)


def wordy(walker: Walker) -> Locator:
    """Have a hard text found."""
    walker.go(WRITING)
    open_line(walker, "Votre date de naissance")
    walker.fill(
        "Indication",
        "Préalablement à la transmission de votre sollicitation, il conviendra de procéder à la vérification "
        "systématique de l’ensemble des informations communiquées antérieurement à l’administration départementale.",
        named=False,
    )
    walker.press("Vérifier")
    return middle(walker)


def translated(walker: Walker) -> Locator:
    """Write the texts of a second language."""
    walker.go(WRITING)
    walker.press("Langues")
    walker.fill("Ajouter une langue", "Anglais")
    walker.press("Ajouter", within="#volet")
    walker.look()
    return middle(walker)


STEPS = {
    "genres": genres,
    "format": written_format,
    "lignes": lines,
    "coller": paste,
    "choix-repris": pasted,
    "liste-nouvelle": new_list,
    "liste-lue": read_list,
    "liste-prise": taken_list,
    "document": document,
    "image": image,
    "condition": condition,
    "deux-conditions": two_conditions,
    "groupes": groups,
    "regle": rule,
    "regles": rules,
    "compter": counted,
    "total": total,
    "a-ameliorer": wordy,
    "traduire": translated,
}
