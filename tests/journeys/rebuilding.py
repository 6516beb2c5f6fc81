"""An admin at the screen of the editor who copies a definition from paper: all is typed, chosen or ticked by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment
from playwright.sync_api import Page

import forms
from app.catalogue.library import Library
from app.extensions import PARIS, utc_now
from forms import ABSENT, authoring, option_text
from tests.journeys.conftest import ROOT
from tests.journeys.driver import Person
from tests.people import posted

LIVE = "#volet form[data-live]"
CONTROLS = """form => [...form.elements].filter(one => one.name && form.contains(one)).map(one => ({
  name: one.name, kind: one.type, value: one.value, checked: !!one.checked}))"""
IDLE = """() => !document.body.dataset.busy
  && !document.querySelector('#editeur form[data-unsaved]:not([data-waits])')"""
SETTLED = "() => !document.body.dataset.busy && !document.querySelector('#editeur form[data-unsaved]')"
AT = """title => !document.body.dataset.busy && (!document.querySelector('.guichet-volets')
  || document.querySelector('.guichet-volets a[aria-current]')?.innerText === title)"""
OTHER = "title => document.querySelector('#volet h1')?.innerText !== title"
TICK = 30
OWN = {"csrf_token", "revision", "shown", "row", "action", "genre"}
"""What no paper says; the genre was chosen when the question was added."""
PASTED = 4
"""From how many choices on they are pasted rather than added one by one."""
LOOKED = ("question", "reponse", "avance")
"""The tabs on which a new question may already say something."""


class Copyist:
    """Somebody who has a definition on paper, `target`, and makes it on the screen of the editor."""

    def __init__(self, person: Person, target: dict[str, Any], slug: str) -> None:
        self.person, self.target, self.slug = person, target, slug
        self.page: Page = person.page
        self.today = utc_now().astimezone(PARIS).date()
        self.library = Library(ROOT / "schemas", Environment(autoescape=True))
        self.blocks = self.library.blocks
        self.drawings = ROOT / "schemas" / "procedures" / str(target["$id"]).rpartition("/")[2]

    @property
    def _draft(self) -> str:
        return f"{self.person.site.address}/edition/{self.slug}/brouillon"

    def everything(self) -> None:
        """Make all that the paper says."""
        for made in (self.begin, self.pages, self.settings, self.figures, self.conditions, self.rules, self.languages):
            made()

    def json(self) -> dict[str, Any]:
        """Read what was made, as the page of its JSON shows it."""
        self.page.click(".guichet-editor__ways a:text-is('JSON')")
        self.page.wait_for_url("**/json*")
        return forms.read(self.page.locator("#texte").input_value())

    def begin(self) -> None:
        """Begin a procedure from nothing."""
        self.page.goto(f"{self.person.site.address}/edition/nouvelle")
        self.page.click("a:has-text('Partir de rien')")
        self.page.fill("#titre", self.target["title"])
        self.page.fill("#adresse", self.slug)
        self.page.click("button:has-text('Commencer la démarche')")
        self.page.wait_for_url("**/brouillon")

    def pages(self) -> None:
        """Make the pages with their questions; the first of each is there already."""
        for index, page in enumerate(authoring.tree(self.target, self.blocks)):
            if index:
                self.page.click("#plan button:has-text('Ajouter une page')")
            else:
                self.page.click("#plan .guichet-tree__link--page")
            self.page.wait_for_url(f"**/page?page={index}")
            self._panel("page", page.id)
            for place, item in enumerate(page.items):
                if index or place:
                    self._add(index, item)
                else:
                    self._open("#plan [data-pointer] a")
                self._question(item)

    def _question(self, item: authoring.TreeItem) -> None:
        """Fill the panels of a question, and of those of a shared block that are said otherwise here."""
        self._panel("question", item.pointer)
        for child in item.children:
            if authoring.own(self.target, child.pointer):
                self._open(f"#plan [data-pointer='{child.pointer}'] > a")
                self._panel("question", child.pointer)

    def ask(self, page: int, title: str, genre: str) -> None:
        """Add a question that must be answered to a page."""
        self._new(page, title, genre)
        self.page.get_by_label("Réponse obligatoire").check()
        self.saved()

    def _open(self, link: str) -> None:
        """Follow a link of the plan, and wait for what it leads to."""
        title = self.page.inner_text("#volet h1")
        self.page.click(link)
        self.page.wait_for_function(OTHER, arg=title, polling=TICK)

    def _add(self, index: int, item: authoring.TreeItem) -> None:
        """Add a question to a page, of the genre that the paper shows."""
        own, node = (
            authoring.own(self.target, item.pointer),
            authoring.effective(self.target, self.blocks, item.pointer),
        )
        genre = "integer" if node.get("type") == "integer" else authoring.genre_of(node, own)
        self._new(index, item.title, genre)

    def _new(self, page: int, title: str, genre: str) -> None:
        self.page.click(f"#plan [data-page='{page}'] .guichet-tree__add")
        self.page.fill("#titre", title)
        self.page.check(f"input[name=genre][value='{genre}']")
        self.page.click("#ajouter button[type=submit]")
        self.page.wait_for_selector(f"#volet h1:text-is('{title}')")

    def figures(self) -> None:
        """Send the drawing of each question that has one, with its words."""
        for one in authoring.figures(self.target, self.blocks):
            if not (authoring.own(self.target, one.pointer) or {}).get("x-figure"):
                continue
            self._open(f"#plan [data-pointer='{one.pointer}'] > a")
            self._tab("Image")
            self.page.set_input_files("#fichier", self.drawings / one.file)
            self.page.fill("#alt", one.alt)
            self.page.click("button:has-text('Montrer cette image')")
            self.page.wait_for_selector("#volet figure img")

    def conditions(self) -> None:
        """Say when each question is shown that is not always."""
        for sentence in authoring.sentences(self.target, self.blocks):
            for number, shown in enumerate(sentence.targets):
                self._open(f"#plan [data-pointer='{shown.pointer}'] > a")
                self._tab("Condition")
                offered = authoring.candidates(self.target, self.blocks, shown.pointer, self.library.lists)
                self._lines(authoring.lines_of(sentence, offered), "Ajouter une condition")
                if shown.required:
                    self.page.check("#required")
                if not number and sentence.comment:
                    self.page.fill("#comment", sentence.comment)
                self.saved()

    def _lines(self, lines: Sequence[Mapping[str, Any]], add: str) -> None:
        """Add a line a question that is looked at: which, how it is compared, with what."""
        for number, line in enumerate(lines):
            if not self.page.locator(f"{LIVE} [name='c{number}-question']").count():
                self.page.click(f"button:has-text('{add}')")
            for field, value in line.items():
                self._give(f"c{number}-{field}", value)
                self.page.wait_for_function(IDLE, polling=TICK)

    def _give(self, name: str, value: Any) -> None:
        """Give one answer, by whatever the screen asks it with."""
        where = self.page.locator(f"{LIVE} [name='{name}']")
        where.first.wait_for(state="attached")
        kind = where.first.evaluate("one => one.type")
        if kind == "select-one":
            where.select_option(option_text(value))
        elif kind in ("radio", "checkbox") and not isinstance(value, bool):
            for one in value if isinstance(value, list) else [value]:
                self.page.check(f"{LIVE} [name='{name}'][value='{option_text(one)}']")
        elif kind == "checkbox":
            where.set_checked(value)
        else:
            where.fill(option_text(value))

    def rules(self) -> None:
        """Write every check: what must be, what happens else."""
        offered = authoring.readable(self.target, self.blocks, self.library.lists)
        for rule in authoring.rules(self.target, self.blocks):
            self._open("#plan a:has-text('Contrôles')")
            self._open("#volet a:has-text('Ajouter une règle')")
            values = authoring.rule_values(rule, offered)
            assert values is not None, "no sentence says it"
            lines = [values.pop(name) for name in [*values] if name.startswith("c") and name[1:].isdecimal()]
            self._lines(lines, "Ajouter une demande")
            for name, value in values.items():
                if name != "joiner" or len(lines) > 1:
                    self._give(name, value)
            self.saved()
            self.page.wait_for_url("**/regles")

    def languages(self) -> None:
        """Write every text of each other language beside the French one."""
        for code, texts in self.target["x-i18n"].items():
            self.page.click(".guichet-editor__ways a:has-text('Langues')")
            self.page.select_option("#langue", code)
            self.page.click("#volet button:text-is('Ajouter')")
            self.page.wait_for_selector("#textes")
            for section in authoring.text_sections(self.target, self.blocks, code):
                self.page.wait_for_selector(f"#textes:text-is('{section.title}')")
                boxes = self.page.locator("#volet form [lang][name]")
                for name in boxes.evaluate_all("all => all.map(one => one.name)"):
                    if (text := texts.get(name.partition(" ")[2])) is not None:
                        self.page.fill(f"[name='{name}']", text)
                self.page.click("button:has-text('puis page suivante')")
            self.page.wait_for_function(SETTLED, polling=TICK)

    def settings(self) -> None:
        """Fill what holds for the whole procedure."""
        self.page.click("#plan a:has-text('Réglages')")
        self.page.wait_for_url("**/reglages")
        self._panel("procedure", "", every=True)

    def _panel(self, name: str, place: str, every: bool = False) -> None:
        """Fill a panel, tab after tab, from the paper."""
        loaded = self._loaded(name, place)
        answers = authoring.read_panel(loaded, self.target, self.blocks, place)
        stages = loaded.journey(answers, today=self.today).stages
        for number, stage in enumerate(stages):
            view = loaded.page(stage.page.id, answers, today=self.today, show_problems=False)
            wanted = posted(view)
            if not (every or stage.page.id in LOOKED or set(wanted) - OWN):
                continue
            if number:
                self._tab(stage.page.title)
            self._choices(wanted)
            self.person.add_rows(view.items)
            self._fill(wanted)
        self.saved()

    def _loaded(self, name: str, place: str) -> forms.Procedure:
        profile = forms.read(self.library.profile_text)
        given = authoring.sources(self.target, self.blocks, place, profile=profile, lists=self.library.lists)
        template = self.library.panels[name]
        return authoring.panel(template, {one: given[one] for one in authoring.asked_sources(template)}, self.blocks)

    def _tab(self, title: str) -> None:
        """Leave a tab for another; what was typed is saved on the way."""
        self.page.click(f".guichet-volets a:text-is('{title}')")
        self.page.wait_for_function(AT, arg=title, polling=TICK)

    def saved(self) -> None:
        """Press « Enregistrer » and wait until all is kept."""
        self.page.click(f"{LIVE} .guichet-buttons button:has-text('Enregistrer')")
        self.page.wait_for_function(SETTLED, polling=TICK)
        wrong = self.page.query_selector("#volet .govuk-error-summary")
        assert wrong is None, wrong.inner_text()

    def _choices(self, wanted: dict[str, list[str]]) -> None:
        """Paste many choices from a spreadsheet."""
        rows = [name for name in wanted if name.startswith("choices-") and name.endswith("-const")]
        if len(rows) < PASTED:
            return
        lines = [f"{wanted[name][0]}\t{wanted[name.removesuffix('const') + 'title'][0]}" for name in rows]
        self.page.click(".guichet-paste summary")
        self.page.fill("#lignes", "\n".join(lines))
        self.page.click("button:has-text('Reprendre ces lignes')")
        self.page.wait_for_selector(f"#choices-{len(rows) - 1}-title")
        self.page.wait_for_function(SETTLED, polling=TICK)

    def _fill(self, wanted: dict[str, list[str]]) -> None:
        """Change what the screen shows otherwise than the paper."""
        form = self.page.locator(LIVE)
        for one in form.evaluate(CONTROLS):
            if one["name"] in OWN or one["kind"] in ("submit", "hidden") or one["name"].startswith("x-figure"):
                continue
            texts = wanted.get(one["name"], [])
            where = form.locator(f"[name='{one['name']}']")
            if one["kind"] == "checkbox" or one["kind"] == "radio":
                tick = one["value"] in texts
                if tick != one["checked"] and (tick or one["kind"] == "checkbox"):
                    where.and_(form.locator(f"[value='{one['value']}']")).set_checked(tick)
            elif one["value"].replace("\r\n", "\n") != (text := texts[0] if texts else ""):
                if one["kind"] == "select-one":
                    where.select_option(text)
                else:
                    where.fill(text)


def differences(made: Any, paper: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Give where two JSON values differ and how, nothing where one has nothing; the order of keys is no difference."""
    if isinstance(made, dict) and isinstance(paper, dict):
        for key in {**paper, **made}:
            yield from differences(made.get(key, ABSENT), paper.get(key, ABSENT), f"{at}/{key}")
    elif isinstance(made, list) and isinstance(paper, list) and len(made) == len(paper):
        for index, (one, other) in enumerate(zip(made, paper, strict=True)):
            yield from differences(one, other, f"{at}/{index}")
    elif type(made) is not type(paper) or made != paper:
        yield at, made, paper
