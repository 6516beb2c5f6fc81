"""Two tabs or two devices on one request, merged question by question: nothing older overwrites anything newer.

A page carries, per question, the revision it was drawn with and a digest of the value drawn. A question posted as it
was drawn never overwrites; one that was changed wins if its post comes last; a save that comes late or twice is left.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import forms
from app.submissions.models import Draft

LONGEST = 200_000
PAGES, MOST_PAGES = "pages", 20
"""Where revisions keep the last save of the pages that are open, `[[tab, save]]`, the latest first."""
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
    """One post against the draft it comes to."""

    procedure: forms.Procedure
    draft: Draft
    before: forms.Answers
    drawn: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    tab: str = ""
    save: int = 0

    def prepare(self, form: forms.PageForm) -> None:
        """Tell a form which of its questions it must leave as they are."""
        digests = {name: digest for name, (_, digest) in self.drawn.items()}
        same = forms.drawn.untouched(form, digests)
        form.left = frozenset(
            one.name for one in form.answer_fields() if self._late(one) or (one.name in same and self._newer(one))
        )
        self._elsewhere = [one for one in form.answer_fields() if one.name in same and self._newer(one)]

    def _key(self, one: Any) -> str:
        return self.procedure.with_row_ids(self.before, one.pointer)

    def _stamp(self, one: Any) -> Stamp:
        return stamp(self.draft, self._key(one))

    def _newer(self, one: Any) -> bool:
        """Say whether a question was changed since its page was drawn."""
        return one.name in self.drawn and self._stamp(one).revision > self.drawn[one.name][0]

    def _late(self, one: Any) -> bool:
        """Say whether this save of this open page was overtaken by a later one of the same, which held all of it."""
        if self.tab and self._last_save() >= self.save:
            return True
        known = self._stamp(one)
        return bool(self.tab) and known.tab == self.tab and known.save >= self.save

    def _last_save(self) -> int:
        """Give the number of the last save of this open page, whether it changed anything or not."""
        return next((int(save) for tab, save in self.draft.revisions.get(PAGES, ()) if tab == self.tab), -1)

    def elsewhere(self) -> list[Any]:
        """Give the fields that were changed elsewhere, whose newer value stands."""
        return list(self._elsewhere)

    def note(self, form: forms.PageForm, after: forms.Answers) -> None:
        """Number the questions that this post changed."""
        made = dict(self.draft.revisions)
        for one in form.answer_fields():
            old, new = found(self.before.values, one.pointer), found(after.values, one.pointer)
            if old != new and not (old in BLANK and new in BLANK):
                made[self._key(one)] = [self._stamp(one).revision + 1, self.tab, self.save]
        if self.tab and self._last_save() < self.save:
            others = [one for one in made.get(PAGES, ()) if one[0] != self.tab]
            made[PAGES] = [[self.tab, self.save], *others][:MOST_PAGES]
        self.draft.revisions = made


def stamp(draft: Draft, key: str) -> Stamp:
    """Give the last change of a question by its pointer with row ids."""
    known = draft.revisions.get(key)
    return Stamp(int(known[0]), str(known[1]), int(known[2])) if known else Stamp()


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


def carried(procedure: forms.Procedure, draft: Draft, answers: forms.Answers, view: forms.PageView) -> str:
    """Give what a page carries: per question its revision and the digest of what it shows, as JSON."""
    digests = forms.drawn.of_page(view)
    pointers = {one.name: one.pointer for one in view.questions()}
    keys = {name: procedure.with_row_ids(answers, pointers[name]) for name in digests}
    return json.dumps({name: [stamp(draft, keys[name]).revision, digest] for name, digest in digests.items()})


def read(text: str) -> dict[str, tuple[int, str]]:
    """Read what a page carried; anything else counts as nothing carried."""
    try:
        known = json.loads(text) if text and len(text) <= LONGEST else {}
        return {str(name): (int(pair[0]), str(pair[1])) for name, pair in known.items()}
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return {}


def number(text: str) -> int:
    """Read the number of a save."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
