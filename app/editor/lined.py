"""A panel of the editor with a line for each question it looks at, made anew whenever the lines change."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from flask import current_app
from werkzeug.datastructures import MultiDict

import forms
from app.catalogue.library import Library, figure_url
from app.editor import sent
from app.editor.panelling import Panel
from app.numbers import natural
from app.rendering import Renderer, summary_links
from forms import authoring

KEPT = 48
SAVE, ADD, REMOVE = "save", "add", "remove"
MOST_DEPTH = 3
"""How deep lines stand in lines: a line, the rows that it counts."""
DECIDING = ("question", "measure", "plus")
"""What the other fields of a line depend on, each also on those before it; `plus` only decides on which rows count."""
Line = Mapping[str, Any]
Make = Callable[[Mapping[str, Any]], authoring.Asked]
Preset = Callable[[Mapping[str, Any]], dict[str, Any]]


class Lined:
    """A panel in hand: its lines, its answers as the document has them or as they were just posted.

    `make` gives the panel for some answers, `preset` chooses what is nearly always meant. Each line posts, as
    `drawn-<number>`, what it was drawn for: when something else was chosen meanwhile, its other fields are of no use
    any more. A line may hold another one, about the rows that it counts.
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
        preset: Preset = dict,
    ) -> None:
        self._lined, self._preset = lines, preset
        self._name, self._library, self._make, self._today = name, library, make, today
        self.changed = self.emptied = False
        self._appeared: tuple[str, ...] = ()
        self.action = ""
        if posted is not None:
            # a button beside the panel saves it first
            self.action = SAVE if sent.pressed() else posted.get("action", "")
        self.values: dict[str, Any] = dict(first)
        self._first = None if posted is None else dict(first)
        if posted is None:
            self.values |= {"c0": {}} if lines and "c0" not in self.values else {}
        else:
            self._read(posted)
        chosen = self._preset(self.values)
        # what is chosen beforehand is seen before it is kept
        self.changed = self.changed or (posted is not None and chosen != self.values)
        self.values = chosen
        self.panel = self._panel(self.values)
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

    @property
    def waits(self) -> bool:
        """Say whether something was written into the panel that is kept nowhere yet."""
        return self._first is not None and _said(self.values) != _said(self._preset(self._first))

    @property
    def passed(self) -> bool:
        """Say whether the button that was pressed beside the panel is followed without keeping what the panel says.

        Nobody wrote into it, or it is not right and what it is about is deleted.
        """
        return bool(sent.pressed()) and (not self.waits or (sent.deletes() and not self.ready))

    def draw(self, told: bool, extra: Sequence[forms.Problem] = ()) -> dict[str, Any]:
        """Give what the template needs to draw the panel, its problems told or not."""
        view = self.panel.procedure.page(
            self._page_id, self.answers, today=self._today, show_problems=told, without=self._appeared, extra=extra
        )
        known = {one.name: one for one in view.questions()}
        return {
            "view": view,
            "items": self.panel.renderer.page(view),
            "rules": json.dumps(view.rules) if view.rules else "",
            "wrong": summary_links(view),
            "drawn": {_drawn(path): shape(asked(path, line, known)) for path, line in lines_at(self.values)},
            "count": len(authoring.answers_in(self.values)),
            "full": len(self.lines) >= authoring.MOST_LINES,
            "waits": self.waits,
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
        if not self._lined:
            self.values = dict(accepted.values)
            return
        count = len(authoring.answers_in(chosen))
        read = {f"c{number}": accepted.values.get(f"c{number}", {}) for number in range(count)}
        lines = list(read.values())
        verb, _, rest = self.action.partition(" ")
        if verb == ADD and len(lines) < authoring.MOST_LINES:
            lines.append({})
        elif verb == REMOVE and (index := natural(rest)) is not None and index < len(lines):
            del lines[index]
        self.emptied = not lines
        lines = lines or [{}]
        others = {key: value for key, value in accepted.values.items() if key not in read}
        self.values = {"joiner": "and", **{f"c{number}": line for number, line in enumerate(lines)}, **others}

    def _chosen(self, posted: MultiDict[str, str]) -> tuple[dict[str, Any], MultiDict[str, str]]:
        """Give what is chosen as posted, line in line, and the post without what no longer belongs to its line."""
        gone: set[str] = set()
        for path, line in lines_at(_nested(posted, gone)):
            begin = f"{path}-"
            stays = _stays(line, posted.get(f"drawn-{_drawn(path)}", ""))
            left = {name for name in posted if name.startswith(begin) and not stays(name.removeprefix(begin))}
            self.changed = self.changed or (stays is not _every and bool(line.get("question")))
            gone |= left
        kept = MultiDict((key, value) for key, value in posted.items(multi=True) if key not in gone)
        return _nested(posted, gone), kept

    def _panel(self, values: Mapping[str, Any]) -> Panel:
        asked = self._make(values)
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
    return " ".join(str(line.get(one, "")) for one in DECIDING).rstrip()


def asked(path: str, line: Line, known: Collection[str]) -> Line:
    """Give what a line says in the fields that its panel has: what can be but one thing is not asked."""
    return {name: value for name, value in line.items() if f"{path}-{name}" in known}


def lines_at(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Line]]:
    """Give every line among answers, and those within lines, by the names of their fields."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            if "question" in value:
                yield f"{above}{name}", value
            yield from lines_at(value, f"{above}{name}-")


def _drawn(path: str) -> str:
    """Give the end of the name under which a line posts what it was drawn for: the number of a line."""
    return path[1:] if path[:1] == "c" and path[1:2].isdecimal() else path


def _nested(posted: MultiDict[str, str], gone: Collection[str]) -> dict[str, Any]:
    """Give what was posted, one value a field, each in its line; lines are numbered without a gap."""
    made: dict[str, Any] = {}
    for name, text in posted.items():
        *above, field = name.split("-")
        if name in gone or above[:1] == ["drawn"] or len(above) > MOST_DEPTH:
            continue
        inner = made
        for one in above:
            inner = inner.setdefault(one, {})
            if not isinstance(inner, dict):
                break
        else:
            inner.setdefault(field, text)
    return made


def _every(name: str) -> bool:
    return True


def _stays(line: Line, drawn: str) -> Callable[[str], bool]:
    """Say which fields a line keeps when it was drawn for another question, measure or count; all when it was not."""
    if shape(line) == drawn:
        return _every
    question, measured = (" ".join(str(line.get(one, "")) for one in DECIDING[:n]).rstrip() for n in (1, 2))
    if drawn == measured or drawn.startswith(f"{measured} "):
        return lambda name: not name.startswith("where-")
    if drawn == question or drawn.startswith(f"{question} "):
        return lambda name: name in ("question", "measure")
    return lambda name: name == "question"


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what answers say: a line that looks at nothing says nothing, nor does the way in which one line joins."""
    lines = [one for one in authoring.answers_in(values) if one.get("question")]
    rest = {key: value for key, value in values.items() if not _numbered(key) and key != "joiner"}
    said = {key: value for key, value in rest.items() if value not in (None, "", False, {}, [])}
    return {**said, "lines": lines, "joiner": values.get("joiner") if len(lines) > 1 else None}


def _numbered(name: str) -> bool:
    return name[:1] == "c" and name[1:].isdecimal()


def problem(panel: Lined, name: str, words: str) -> forms.Problem:
    """Say that something could not be written, at one of the fields of a panel."""
    pointer = "/" + name.replace("-", "/")
    return forms.Problem(pointer, "written", words, panel.panel.procedure.pages[0].id, name)
