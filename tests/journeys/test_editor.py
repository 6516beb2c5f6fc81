"""Every state of the editor is judged: by axe wide, for scrolling sideways narrow, by the Nu checker at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import DESKTOP, Judge, Site, context, served
from tests.journeys.driver import NEXT, Person
from tests.journeys.editing import PANEL, Editor, rich
from tests.journeys.last_states import concerned, overtaken, renewed, sent
from tests.journeys.test_publishing import editor

SLUG = "carte"
SAVE = "#volet .guichet-buttons button:has-text('Enregistrer')"
TABS = {
    "question?ou=/navigo": ("Réponse", "Aide", "Messages", "Récapitulatif", "Avancé"),
    "question?ou=/statut": ("Réponse",),
    "question?ou=/rib": ("Réponse",),
    "question?ou=/enfants": ("Réponse",),
    "page?page=1": ("Avancé",),
    "reglages": (
        *("Service", "Dates", "Délais", "Statuts", "Courriels", "Conditions d’utilisation"),
        *("Profil et aidant", "Exemples"),
    ),
}


@pytest.fixture
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal of its own: what is published here must not change the other journeys."""
    folder = tmp_path_factory.mktemp("editor")
    with served(folder, f"sqlite:///{folder / 'guichet.sqlite3'}") as made:
        yield made


def test_every_state_of_the_editor_is_clean(browser: Browser, apart: Site, judge: Judge) -> None:
    walker = editor(browser, apart, judge, js=True, size=DESKTOP)
    made = Editor(walker, SLUG)
    made.without_live_page()
    # half a sentence is left behind on purpose
    made.page.on("dialog", lambda dialog: dialog.accept())
    begun(made)
    panels(made)
    deeds(made)
    conditions(made)
    rules(made)
    sides(made)
    as_json(made)
    lived(made)
    rehearsed(made)
    sent(made)
    shared(made, browser)
    together(made, browser)
    lists(made)
    released(made)
    concerned(made, browser)
    assert walker.errors == []
    walker.page.context.close()


def begun(made: Editor) -> None:
    """The list, and the ways to begin, with their errors."""
    page = made.page
    page.goto(made.person.site.address + "/edition")
    made.look("the list")
    page.click("a:has-text('Nouvelle démarche')")
    made.look("new: the ways")
    for way in ("vide", "copie", "galerie", "fichier"):
        page.goto(f"{made.person.site.address}/edition/nouvelle?depuis={way}")
        if way in ("vide", "fichier"):
            page.click("button:has-text('Commencer la démarche')")
        made.look(f"new: {way}")
    page.fill("#texte", rich())
    page.fill("#titre", "Carte de transport")
    page.fill("#adresse", SLUG)
    page.click("button:has-text('Commencer la démarche')")
    page.wait_for_url("**/brouillon")
    made.look("the screen, begun")
    page.goto(f"{made.person.site.address}/edition/{SLUG}")
    made.look("a procedure that is not published")


def panels(made: Editor) -> None:
    """Every tab of every panel; errors, a row more, samples, lines pasted."""
    page = made.page
    for place, tabs in TABS.items():
        made.go(f"/{place}", place, PANEL)
        for title in tabs:
            made.tab(title)
    made.go("/question?ou=/statut&volet=reponse")
    made.press("Ajouter")
    made.look("a row more", PANEL)
    made.go("/question?ou=/parts&volet=reponse")
    page.fill("#minimum", "vingt")
    page.click(SAVE)
    made.refused("a panel with errors")
    made.go("/question?ou=/navigo&volet=reponse")
    page.fill("#samples", "0123456789\nabc")
    page.click(SAVE)
    page.wait_for_selector(".guichet-tried")
    made.look("samples tried", PANEL)
    made.go("/question?ou=/statut&volet=reponse")
    page.click(".guichet-paste summary")
    page.fill("#lignes", "a\tb\tc\td\te")
    made.press("Reprendre ces lignes")
    made.refused("lines pasted, with errors")
    made.go("/ajouter?page=1", "add a question", PANEL)
    made.press("Ajouter")
    made.refused("add a question, with errors")


def deeds(made: Editor) -> None:
    """What buttons do is told."""
    page = made.page
    made.go("/question?ou=/aidant")
    made.press("Copier")
    made.look("copied")
    made.press("Monter")
    made.look("moved")
    page.click("summary:has-text('Déplacer vers')")
    made.look("to be moved elsewhere")
    made.go("/question?ou=/navigo")
    made.press("Supprimer")
    page.wait_for_selector(".govuk-notification-banner")
    made.look("deleted, and what went with it")
    made.press("Annuler", ".guichet-editor__bar")
    made.press("Ajouter une page", "#plan")
    made.look("a page added")
    made.press("Annuler", ".guichet-editor__bar")
    made.go("/verification", "checked", PANEL)


def conditions(made: Editor) -> None:
    """A condition: none, filled, refused, one that words cannot say."""
    made.go("/condition?ou=/navigo", "a condition that cannot be", PANEL)
    made.go("/condition?ou=/aidant", "no condition", PANEL)
    made.press("Ajouter une condition")
    made.press("Enregistrer")
    made.look("a condition with errors", PANEL)
    made.go("/condition?ou=/sepa", "a condition", PANEL)
    made.go("/condition?ou=/carte", "a condition that words cannot say", PANEL)
    page = made.page
    made.go("/condition?ou=/revenu")
    for number, question in enumerate(("/statut", "/parts", "/navigo")):
        if number:
            made.press("Ajouter une condition")
        page.select_option(f"#c{number}-question", question)
        page.wait_for_selector(f"#c{number}-operator")
        made.settle()
    page.check("[name=joiner][value=any-all]")
    page.wait_for_selector("#c2-group")
    made.look("conditions in groups", PANEL)


def rules(made: Editor) -> None:
    """Rules and totals."""
    made.go("/regles", "rules", PANEL)
    made.go("/regles/regle", "a new rule", PANEL)
    made.press("Enregistrer")
    made.look("a rule with errors", PANEL)
    made.go("/regles")
    for place in made.page.locator("#volet a[href*='regles/']").evaluate_all("all => all.map(one => one.href)"):
        made.page.goto(place)
        made.look(f"a rule, {place}", PANEL)
    counted(made)


def counted(made: Editor) -> None:
    """A rule that counts some rows, line in line; a value that depends on a sentence."""
    page = made.page
    made.go("/regles/regle")
    for name, value in {
        "c0-question": "/enfants",
        "c0-measure": "rows",
        "c0-where-question": "/enfants/*/age",
        "c0-where-operator": "lt",
        "c0-operator": "le",
    }.items():
        page.select_option(f"#{name}", value)
        made.settle()
    made.look("a rule that counts some rows", PANEL)
    made.press("Enregistrer")
    made.refused("a rule that counts some rows, with errors")
    made.go("/regles/total?ou=/vu")
    page.select_option("#when-question", "/enfants")
    page.wait_for_selector("#when-measure")
    made.settle()
    made.look("a value that depends on a sentence", PANEL)


def sides(made: Editor) -> None:
    """Languages, pictures."""
    page = made.page
    made.go("/langues", "languages", PANEL)
    made.go("/langues/en", "English", PANEL)
    made.go("/langues/en?manquants=oui", "English, what misses", PANEL)
    made.go("/images", "pictures", PANEL)
    made.go("/images?ou=/navigo", "the picture of a question", PANEL)
    page.click("#volet form[enctype] button")
    made.look("no picture chosen", PANEL)


def as_json(made: Editor) -> None:
    """The text itself: laid over by the editor of code, with problems, not JSON."""
    page = made.page
    made.go("/json?ou=/navigo")
    page.wait_for_selector(".cm-content")
    made.look("JSON")
    made.go("/json/endroit?a=/properties/navigo")
    page.wait_for_selector(".cm-content")
    made.look("a place in JSON")
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"title": 3, "x-mystere": true')
    page.click("button:has-text('Enregistrer')")
    page.wait_for_selector("#volet .govuk-error-summary")
    page.wait_for_selector(".cm-content")
    made.look("not JSON")
    made.go("/json/endroit?a=/x-checks/0")
    page.wait_for_selector(".cm-content")
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"at": "/navigo", "logic": {"mystere": [1]}, "message": "Non."}')
    page.click("button:has-text('Enregistrer')")
    page.wait_for_selector("text=Ce n’est pas enregistré.")
    page.wait_for_selector(".cm-content")
    made.look("a rule in JSON that would block")
    assert page.inner_text("#problemes-nombre").startswith("1")
    made.go("/json/endroit?a=/properties/navigo")
    page.wait_for_selector(".cm-content")
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"title": 3, "type": "date"}')
    page.click("button:has-text('Enregistrer')")
    page.wait_for_selector("#problemes-nombre:not(:text('Rien'))")
    made.look("JSON with problems")
    made.go("", "the screen of a definition with problems")
    made.go("/question?ou=/statut", "a question of a definition with problems")
    made.go("/repetition", "nothing to rehearse")
    made.go("/apercu", "nothing to show")
    made.go("/publier", "publication blocked")
    made.go()
    made.press("Annuler", ".guichet-editor__bar")


def lived(made: Editor) -> None:
    """The live page, alone and with its errors; in its frame, axe looks at it with the screen."""
    made.with_live_page()
    made.go("/apercu?page=foyer", "a live page")
    made.go("/apercu?page=statut&erreurs=1", "a live page with errors")
    made.go("/question?ou=/navigo")
    made.page.click("[data-live-errors]")
    made.page.click("[data-live-width=desktop]")
    made.page.frame_locator("#apercu-page").locator(".govuk-error-summary").wait_for()
    made.look("the live page, wide, with errors")
    made.without_live_page()


def rehearsed(made: Editor) -> None:
    """A rehearsal from its entry to its end, a stop on the way, kept as a test, which then fails."""
    page = made.page
    made.go("/repetition", "rehearsal: entry")
    page.click("main .guichet-buttons button")
    made.look("rehearsal: what is known of the person")
    page.click("summary:has-text('Aller à une autre page')")
    page.click("button:has-text('Vos ressources')")
    page.fill("#parts", "10")
    page.click(NEXT.replace("value=next", "value=previous"))
    page.click("summary:has-text('Aller à une autre page')")
    page.click("button:has-text('Le récapitulatif')")
    made.look("rehearsal: stop")
    made.go("/repetition")
    page.click("main .guichet-buttons button")
    page.click(NEXT)
    page.click(NEXT)
    made.refused("rehearsal: a page with errors")
    page.fill("#navigo", "0123456789")
    page.click("summary:has-text('Aller à une autre page')")
    page.click("button:has-text('Le récapitulatif')")
    made.look("rehearsal: recap")
    page.click("summary:has-text('Garder ces réponses')")
    page.click("button:has-text('Garder comme essai')")
    made.look("rehearsal: a test without a name")
    page.fill("[id='repetition.essai']", "Avec un passe")
    page.click("button:has-text('Garder comme essai')")
    made.look("tests: passed")
    page.click("summary:has-text('Renommer')")
    page.fill("main input[name=nom]", "")
    page.click("button:has-text('Renommer')")
    made.refused("tests: without a name")
    made.go("/question?ou=/navigo")
    made.press("Supprimer")
    made.go("/essais", "tests: failed")
    made.go("/question?ou=/parts")
    made.press("Annuler", ".guichet-editor__bar")


def shared(made: Editor, browser: Browser) -> None:
    """A link for colleagues: given, opened, dead."""
    page = made.page
    made.go("/partager", "share")
    page.click("button:has-text('Créer un lien')")
    link = page.input_value("#lien")
    made.look("shared")
    guest = Person(context(browser, True, DESKTOP).new_page(), made.person.site, made.person.judge, js=True)
    guest.page.goto(link)
    guest.look("a shared link")
    guest.page.click("main .guichet-buttons button")
    guest.look("a shared link, a page")
    page.click("button:has-text('Arrêter')")
    made.look("no longer shared")
    guest.page.goto(link)
    guest.look("a dead link")
    assert guest.errors == []
    guest.page.context.close()


def together(made: Editor, browser: Browser) -> None:
    """A colleague is told; what a colleague overtook is kept."""
    colleague = editor(browser, made.person.site, made.person.judge, js=False, size=DESKTOP)
    other = Editor(colleague, SLUG)
    other.go("/question?ou=/aidant")
    made.go("/question?ou=/aidant", "a colleague is here")
    made.page.fill("#title", "Mon titre")
    made.press("Enregistrer")
    other.page.fill("#title", "Son titre")
    other.page.click(SAVE)
    other.look("a save that is stale")
    other.go("/reglages?volet=service", "settings, without JavaScript")
    other.go("/question?ou=/statut&volet=reponse", "a question, without JavaScript")
    other.go("/json", "JSON, without JavaScript")
    overtaken(made, other)
    assert colleague.errors == []
    colleague.page.context.close()


def lists(made: Editor) -> None:
    """Named lists: new, with errors, a sheet to be confirmed, kept."""
    page = made.page
    page.goto(made.person.site.address + "/edition/listes")
    made.look("lists")
    page.click("a:has-text('Nouvelle liste')")
    made.look("a new list")
    page.click("button:has-text('Lire le tableau')")
    made.refused("a new list with errors")
    page.fill("#nom", "Collèges")
    page.fill("#texte", "1;Un\n1;Encore un")
    page.click("button:has-text('Lire le tableau')")
    made.look("a sheet with errors")
    page.goto(made.person.site.address + "/edition/listes/nouvelle")
    page.fill("#nom", "Groupes scolaires")
    page.fill("#texte", "1;Un\n2;Deux")
    page.click("button:has-text('Lire le tableau')")
    made.look("a sheet")
    page.click("button:has-text('Enregistrer la version')")
    made.look("a list")
    renewed(made)


def released(made: Editor) -> None:
    """History, giving up, publication with its errors, published, closed."""
    page = made.page
    made.go("/historique", "history")
    made.go("/abandonner", "give up")
    made.go("/publier", "publish")
    page.click("button:has-text('Publier la version')")
    made.refused("publish, without a note")
    page.fill("#note", "Première version.")
    page.click("button:has-text('Publier la version')")
    page.wait_for_selector(".govuk-notification-banner")
    made.look("published")
    page.click("button:has-text('Modifier la démarche')")
    page.wait_for_url("**/brouillon")
    made.go("/question?ou=/carte")
    made.press("Supprimer")
    made.go("/publier", "publish, with an impact")
