"""A panel of the editor with a line for each question it looks at, made anew whenever the lines change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from flask import current_app
from werkzeug.datastructures import MultiDict

import forms
from app.catalogue.library import Library, figure_url
from app.editor.panelling import Panel
from app.rendering import Renderer, first_input
from forms import authoring

KEPT = 48
SAVE, ADD, REMOVE = "save", "add", "remove"
Line = Mapping[str, Any]
Make = Callable[[Sequence[Line]], authoring.Asked]


class Lined:
    """A panel in hand: its lines, its answers as the document has them or as they were just posted.

    `make` gives the panel for some lines. Each line posts, as `drawn-<number>`, the question it was drawn for: when
    another one was chosen meanwhile, its other fields are of no use any more.
    """

    def __init__(
        self,
        name: str,
        library: Library,
        make: Make,
        first: Mapping[str, Any],
        today: date,
        posted: MultiDict[str, str] | None = None,
        lines: bool = True,
    ) -> None:
        self._lined = lines
        self._name, self._library, self._make, self._today = name, library, make, today
        self.changed = self.emptied = False
        self._appeared: tuple[str, ...] = ()
        self.action = posted.get("action", "") if posted is not None else ""
        self.values: dict[str, Any] = dict(first)
        self._first = None if posted is None else authoring.answers_in(first)
        if posted is None:
            self.values |= {"c0": {}} if lines and "c0" not in self.values else {}
        else:
            self._read(posted)
        self.panel = self._panel(authoring.answers_in(self.values))
        self.answers = forms.Answers(values=self.values)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines, in order; none once the last one was taken away."""
        return [] if self.emptied else authoring.answers_in(self.values)

    @property
    def told(self) -> bool:
        """Say whether the person has asked to save what is on the screen."""
        return self.action.partition(" ")[0] in (SAVE, REMOVE) and not self.changed

    @property
    def ready(self) -> bool:
        """Say whether what is there can be written."""
        return self.emptied or (self.action != ADD and not self.changed and not self._problems())

    def draw(self, told: bool, extra: Sequence[forms.Problem] = ()) -> dict[str, Any]:
        """Give what the template needs to draw the panel, its problems told or not."""
        view = self.panel.procedure.page(
            self._page_id, self.answers, today=self._today, show_problems=told, without=self._appeared, extra=extra
        )
        known = {one.name: one for one in view.questions()}
        wrong = [(f"#{_input(known, one)}", one.message) for one in view.problems]
        return {
            "view": view,
            "items": self.panel.renderer.page(view),
            "rules": json.dumps(view.rules) if view.rules else "",
            "wrong": wrong,
            "drawn": [shape(one) for one in authoring.answers_in(self.values)],
            "full": len(self.lines) >= authoring.MOST_LINES,
            "waits": self._first is not None and _filled(self.lines) != _filled(self._first),
        }

    @property
    def _page_id(self) -> str:
        return self.panel.procedure.pages[0].id

    def _problems(self) -> tuple[forms.Problem, ...]:
        return self.panel.procedure.problems(self.answers, today=self._today)

    def _read(self, posted: MultiDict[str, str]) -> None:
        """Read a post by the panel of the questions that it chooses, then do what its button says."""
        chosen, kept = self._chosen(posted)
        self.panel = self._panel(chosen)
        form = self.panel.procedure.form(self._page_id, forms.Answers(), kept, today=self._today)
        form.validate()
        self._appeared = form.appeared
        accepted = self.panel.procedure.accept(self._page_id, forms.Answers(), form, today=self._today)
        read = {f"c{number}": accepted.values.get(f"c{number}", {}) for number in range(len(chosen))}
        lines = list(read.values())
        verb, _, rest = self.action.partition(" ")
        if verb == ADD and len(lines) < authoring.MOST_LINES:
            lines.append({})
        elif verb == REMOVE and rest.isdecimal() and int(rest) < len(lines):
            del lines[int(rest)]
        self.emptied = self._lined and not lines
        lines = lines or ([{}] if self._lined else [])
        others = {key: value for key, value in accepted.values.items() if key not in read}
        self.values = {"joiner": "and", **{f"c{number}": line for number, line in enumerate(lines)}, **others}

    def _chosen(self, posted: MultiDict[str, str]) -> tuple[list[Line], MultiDict[str, str]]:
        """Give what each line chooses as posted, and the post without what no longer belongs to it."""
        chosen: list[Line] = []
        gone: list[str] = []
        for number in range(authoring.MOST_LINES):
            begin = f"c{number}-"
            if f"{begin}question" not in posted:
                break
            line = {name.removeprefix(begin): text for name, text in posted.items() if name.startswith(begin)}
            stays = _stays(line, posted.get(f"drawn-{number}", ""))
            left = [name for name in line if name not in stays] if stays else []
            self.changed = self.changed or bool(stays and line["question"])
            gone += [begin + name for name in left]
            chosen.append({name: text for name, text in line.items() if name not in left})
        kept = MultiDict((key, value) for key, value in posted.items(multi=True) if key not in gone)
        return chosen, kept

    def _panel(self, lines: Sequence[Line]) -> Panel:
        asked = self._make(lines)
        used = json.dumps(asked.document, default=str)
        lists = {name: rows for name, rows in asked.lists.items() if f'"{name}"' in used}
        # a version of a list never changes: its name says it all
        own = {name: rows for name, rows in lists.items() if not isinstance(rows, forms.Options)}
        key = json.dumps([used, own], default=str)
        return _loaded(key, self._name, asked.document, lists, self._library)


@cached(LRUCache(maxsize=KEPT), key=lambda key, *_: key, lock=Lock())
def _loaded(_key: str, name: str, document: dict[str, Any], lists: Mapping[str, Any], library: Library) -> Panel:
    made = forms.load(document, blocks=library.blocks, lists=lists)
    return Panel(name, made, Renderer(current_app.jinja_env, partial(figure_url, name), made.language))


def shape(line: Line) -> str:
    """Say what the fields of a line depend on: its question, and what of it counts."""
    return f"{line.get('question', '')} {line.get('measure', '')}".strip()


def _stays(line: Line, drawn: str) -> tuple[str, ...]:
    """Give what a line keeps when it was drawn for another question or measure; nothing when it was not."""
    if shape(line) == drawn:
        return ()
    return ("question", "measure") if drawn.partition(" ")[0] == line["question"] else ("question",)


def _filled(lines: Sequence[Line]) -> list[Line]:
    """Give the lines that say something: those of a page drawn by a post are kept nowhere yet."""
    return [one for one in lines if one.get("question")]


def problem(panel: Lined, name: str, words: str) -> forms.Problem:
    """Say that something could not be written, at one of the fields of a panel."""
    pointer = "/" + name.replace("-", "/")
    return forms.Problem(pointer, "written", words, panel.panel.procedure.pages[0].id, name)


def _input(known: Mapping[str, forms.QuestionView], one: forms.Problem) -> str:
    """Give the id that a line of the summary leads to."""
    view = known.get(one.name)
    return first_input(view.question, one.name) if view else one.name
