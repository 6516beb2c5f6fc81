"""Two tabs or two devices on the same answers, merged question by question: nothing older overwrites anything newer.

A page carries, per question, the revision it was drawn with and a digest of the value drawn. A question posted as it
was drawn never overwrites; one that was changed wins if its post comes last; a save that comes late or twice is left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import forms
from app.extensions import PARIS
from app.numbers import natural

Revisions = Mapping[str, Any]
"""The last change of each question that was changed, by its pointer with row ids: `[number, tab, save]`.

Under TABS the last save of each open page: `[tab, save]`, the latest page last.
"""
TABS, MOST_TABS = "tabs", 30
LONGEST = 200_000
LONGEST_TAB = 40
ABSENT = object()
BLANK: tuple[Any, ...] = (ABSENT, None, "", [], {}, False)
"""What says nothing: a box left unticked is a change to nobody."""


class Stamp(NamedTuple):
    """The last change of a question: its number, and which save of which open page made it."""

    revision: int = 0
    tab: str = ""
    save: int = 0


@dataclass
class Merge:
    """One post against the answers it comes to: those of a request, or of a profile."""

    procedure: forms.Procedure
    revisions: Revisions
    before: forms.Answers
    drawn: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    tab: str = ""
    save: int = 0
    open: bool = False

    @classmethod
    def of(cls, procedure: forms.Procedure, revisions: Revisions, before: forms.Answers, posted: Any) -> Merge:
        """Make the merge of a post from what its page carried."""
        tab, save = posted.get("tab", "")[:LONGEST_TAB], number(posted.get("save", ""))
        typing = posted.get("action") == "autosave"
        return cls(procedure, revisions, before, read(posted.get("drawn", "")), tab, save, typing)

    def prepare(self, form: forms.PageForm) -> None:
        """Tell a form which of its questions it must leave as they are, and whether its page stays open."""
        newer = {one.name: one for one in form.answer_fields() if self._newer(one)}
        same = forms.drawn.untouched(form, {name: self.drawn[name][1] for name in newer})
        self._elsewhere = [one for name, one in newer.items() if name in same]
        late = self._late()
        form.open = self.open
        form.left = frozenset(one.name for one in form.answer_fields() if late or one.name in same)

    def _key(self, one: Any) -> str:
        return self.procedure.with_row_ids(self.before, one.pointer)

    def _stamp(self, one: Any) -> Stamp:
        return stamp(self.revisions, self._key(one))

    def _newer(self, one: Any) -> bool:
        """Say whether a question was changed since its page was drawn."""
        return one.name in self.drawn and self._stamp(one).revision > self.drawn[one.name][0]

    def _late(self) -> bool:
        """Say whether this save of an open page was overtaken by a later one of the same page, or by its post."""
        return bool(self.tab) and any(tab == self.tab and save >= self.save for tab, save in self._tabs())

    def _tabs(self) -> list[list[Any]]:
        known: list[list[Any]] = self.revisions.get(TABS, [])
        return known

    def elsewhere(self) -> list[Any]:
        """Give the fields that were changed elsewhere, whose newer value stands."""
        return list(self._elsewhere)

    def noted(self, form: forms.PageForm, after: forms.Answers) -> dict[str, Any]:
        """Give the revisions with a new number for each question that this post changed."""
        made = dict(self.revisions)
        if self.tab and not self._late():
            others = [pair for pair in self._tabs() if pair[0] != self.tab]
            made[TABS] = [*others, [self.tab, self.save]][-MOST_TABS:]
        for one in form.answer_fields():
            old, new = found(self.before.values, one.pointer), found(after.values, one.pointer)
            if old != new and not (old in BLANK and new in BLANK):
                made[self._key(one)] = [self._stamp(one).revision + 1, self.tab, self.save]
        return made

    def told(self, after: forms.Answers, revisions: Revisions, view: forms.PageView, at: datetime) -> dict[str, Any]:
        """Give what the script of the page learns of a save: its time, what the page carries now, what others changed.

        And what is computed of the answers now, as the page shows it.
        """
        shown = {one.name: one for one in view.questions()}
        lost = [_lost(one, shown.get(one.name)) for one in self.elsewhere()]
        carries = carried(self.procedure, revisions, after, view)
        computed = {name: one.boxes.get("", "") for name, one in shown.items() if one.question.kind == "computed"}
        time = at.astimezone(PARIS).strftime("%H:%M")
        return {"saved": time, "drawn": carries, "elsewhere": lost, "computed": computed}


def _lost(one: Any, view: forms.QuestionView | None) -> dict[str, Any]:
    """Say which value stands, in words and as the texts of its inputs."""
    known = view is not None and view.value is not forms.ABSENT
    words = ", ".join(forms.shown(view.question, view.value)) if view is not None and known else ""
    texts = forms.drawn.texts(view) if view is not None else {}
    return {"name": one.name, "label": one.question.texts.title, "value": words, "texts": texts}


def stamp(revisions: Revisions, key: str) -> Stamp:
    """Give the last change of a question by its pointer with row ids."""
    known = revisions.get(key)
    return Stamp(int(known[0]), str(known[1]), int(known[2])) if known else Stamp()


def changed(revisions: Revisions, keys: Iterable[str]) -> dict[str, Any]:
    """Give the revisions with a new number for these questions, which no page posted."""
    return {**revisions, **{key: [stamp(revisions, key).revision + 1, "", 0] for key in keys}}


def found(values: Any, pointer: str) -> Any:
    """Follow a pointer into answers; ABSENT where nothing is."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(values, Mapping) and name in values:
            values = values[name]
        elif isinstance(values, list) and name.isdecimal() and int(name) < len(values):
            values = values[int(name)]
        else:
            return ABSENT
    return values


def carried(procedure: forms.Procedure, revisions: Revisions, answers: forms.Answers, view: forms.PageView) -> str:
    """Give what a page carries: per question its revision and the digest of what it shows, as JSON."""
    digests = forms.drawn.of_page(view)
    pointers = {one.name: one.pointer for one in view.questions()}
    keys = {name: procedure.with_row_ids(answers, pointers[name]) for name in digests}
    return json.dumps({name: [stamp(revisions, keys[name]).revision, digest] for name, digest in digests.items()})


def read(text: str) -> dict[str, tuple[int, str]]:
    """Read what a page carried; anything else counts as nothing carried."""
    try:
        known = json.loads(text) if text and len(text) <= LONGEST else {}
        return {str(name): (int(pair[0]), str(pair[1])) for name, pair in known.items()}
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return {}


def number(text: str) -> int:
    """Read the number of a save."""
    return natural(text, digits=9) or 0
