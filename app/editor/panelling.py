"""One panel of the editor on one place of a definition: drawn from the document, posted, written back."""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from flask import current_app, url_for
from werkzeug.datastructures import MultiDict

import forms
from app.catalogue.library import Library, figure_url
from app.editor import list_versions
from app.editor.working import Work
from app.extensions import db
from app.rendering import Renderer, summary_links
from forms import authoring

KEPT = 64
SAMPLES, CHOICES, TITLE = "samples", "choices", "title"
"""The properties of the panel of questions that hold answers to try, the choices, the question itself."""
Sources = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel ready to serve: its procedure and what draws it."""

    name: str
    procedure: forms.Procedure
    renderer: Renderer


def panel(name: str, work: Work, place: str = "") -> Panel:
    """Give a panel with the choices that this definition offers at a place."""
    library = work.library
    document = library.panels[name]
    profile = library.profile().procedure.document
    lists = list_versions.titles(db.session, library)
    offered = authoring.sources(work.document, work.blocks, place, profile=profile, lists=lists)
    wanted = {word: offered[word] for word in sorted(authoring.asked_sources(document))}
    for word in sorted(authoring.asked_links(document)):
        wanted[word] = [{"const": url_for(f"editor.{word}", slug=work.draft.slug, ou=place)}]
    key = json.dumps([name, wanted], ensure_ascii=False, default=str)
    return _panel(key, name, document, wanted, library)


@cached(LRUCache(maxsize=KEPT), key=lambda key, *_: key, lock=Lock())
def _panel(_key: str, name: str, document: dict[str, Any], sources: Sources, library: Library) -> Panel:
    made = authoring.panel(document, sources, library.blocks)
    return Panel(name, made, Renderer(current_app.jinja_env, partial(figure_url, name), made.language))


def tabs(work: Work, place: str, today: date) -> list[forms.Page]:
    """Give the tabs of the panel of a question, for a page that stands beside them."""
    return Sheet(work, panel("question", work, place), place, "", today).tabs


class Sheet:
    """One page of a panel on one place: as the document has it, or just posted.

    `seen` is the document that was shown to who posts, when somebody changed it since: what they left as it was shown
    is not theirs to write.
    """

    def __init__(
        self,
        work: Work,
        made: Panel,
        place: str,
        page_id: str,
        today: date,
        posted: MultiDict[str, str] | None = None,
        seen: dict[str, Any] | None = None,
    ) -> None:
        self.work, self.panel, self.place, self.today = work, made, place, today
        shown_to = work.document if seen is None else seen
        self.before = authoring.read_panel(made.procedure, shown_to, work.blocks, place)
        shown = [one.page.id for one in made.procedure.journey(self.before, today=today).stages]
        self.tabs = [page for page in made.procedure.pages if page.id in shown]
        self.page_id = page_id if page_id in shown else shown[0]
        self.answers = self.before
        self.form: forms.PageForm | None = None
        self.posted = posted
        if posted is not None:
            self.start = authoring.adopted(made.procedure, self.before, posted.getlist("row"))
            self.form = made.procedure.form(self.page_id, self.start, posted, today=today)
            self.answers = made.procedure.accept(self.page_id, self.start, self.form, today=today)
            self.turned = self._turn(posted.get("action", ""))

    def _turn(self, action: str) -> str:
        """Add, remove or move a row as a button says; give the verb."""
        verb, _, rest = action.partition(" ")
        pointer, _, row_id = rest.partition(" ")
        made, procedure = self.answers, self.panel.procedure
        try:
            if verb == "add":
                self.answers = procedure.add_row(made, pointer, secrets.token_hex(6))
            elif verb == "remove":
                self.answers = procedure.remove_row(made, pointer, row_id)
            elif verb in ("up", "down"):
                ids = procedure.row_ids(made, pointer)
                to = ids.index(row_id) + (1 if verb == "down" else -1)
                self.answers = procedure.move_row(made, pointer, row_id, max(to, 0))
        except (LookupError, ValueError):
            return ""
        return verb if verb in ("add", "remove", "up", "down") else ""

    @property
    def right(self) -> bool:
        """Say whether what was posted may be written."""
        return self.form is not None and not self._problems()

    def _problems(self) -> list[forms.Problem]:
        """Give what is wrong with what was changed: what the definition had before is kept, whatever a panel knows."""
        found = self.panel.procedure.problems(self.answers, today=self.today)
        return [one for one in found if one.page == self.page_id and not self._as_before(one)]

    def _as_before(self, problem: forms.Problem) -> bool:
        """Say whether a problem is about one value alone that nobody has touched, or that was missing and still is."""
        old, new = (authoring.value_at(one, problem.pointer) for one in (self.before, self.answers))
        if old is forms.ABSENT:
            return problem.keyword == "required" and problem.pointer == f"/{TITLE}" and new is forms.ABSENT
        return problem.keyword != "check" and old == new

    @property
    def blank_rows(self) -> bool:
        """Say whether the page has rows that are not written yet, and would be gone from a page drawn afresh."""
        procedure = self.panel.procedure
        repeats = [one.pointer for one in procedure.compiled.nodes.values() if isinstance(one, forms.Repeat)]
        return any(not row for one in repeats if "*" not in one for row in procedure.documents_at(self.answers, one))

    def saved(self) -> authoring.Saved:
        """Write what changed into the document."""
        made = self.work
        return authoring.write_panel(
            self.panel.procedure,
            self.page_id,
            made.document,
            made.blocks,
            self.place,
            self.before,
            self.answers,
            answered=made.answered,
        )

    @property
    def samples(self) -> str:
        """The answers to try that were typed, one a line; they are never kept."""
        typed = self.answers.values.get(SAMPLES)
        return typed if self.posted is not None and isinstance(typed, str) else ""

    def tried(self, document: dict[str, Any], place: str) -> Sequence[authoring.Tried]:
        """Give the verdict on each answer to try, for a question as a document now has it."""
        if not self.samples.strip():
            return ()
        made = self.work
        node = authoring.effective_node(document, made.blocks, place)
        return authoring.try_samples(node, self.samples.splitlines(), made.library.lists, today=self.today)

    def pasted(self, text: str, after: bool) -> None:
        """Take choices pasted from a spreadsheet, instead of those there are or after them. Raises PastedError."""
        rows = authoring.pasted(text)
        known = self.before.values.get(CHOICES) if after else None
        kept = list(known) if isinstance(known, list) else []
        ids = [*self.before.rows.get(f"/{CHOICES}", ())[: len(kept)], *(secrets.token_hex(6) for _ in rows)]
        values = {**self.before.values, CHOICES: [*kept, *rows]}
        self.answers = replace(self.before, values=values, rows={**self.before.rows, f"/{CHOICES}": tuple(ids)})

    def values(self, told: bool, extra: Sequence[forms.Problem] = ()) -> dict[str, Any]:
        """Give what the template needs to draw the page, its problems told or not, and those of writing it."""
        without = self.form.appeared if self.form else ()
        view = self.panel.procedure.page(
            self.page_id, self.answers, today=self.today, show_problems=told, without=without, extra=extra
        )
        return {
            "view": view,
            "items": self.panel.renderer.page(view),
            "rules": json.dumps(view.rules) if view.rules else "",
            "wrong": summary_links(view),
            "tabs": self.tabs,
            "shown": {one.pointer[1:] for one in view.items if isinstance(one, forms.RepeatView) and one.visible},
            "panel_id": f"panneau-{self.page_id}-{zlib.crc32(self.place.encode('utf-8', 'surrogatepass'))}",
        }
