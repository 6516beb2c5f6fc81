"""What the fields of a rule's panel offer to choose from: the questions of a definition by sort, or those of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.authoring.asking import FEW, OFFERED
from forms.authoring.surroundings import Candidate, rows_of
from forms.expansion import Schema
from forms.options import option_text

NUMBERS, DATES, TEXTS, CHOICES = "numbers/1", "dates/1", "texts/1", "choices/1"
COUNTED, ROWS, COLUMNS = "counted/1", "rows/1", "columns/1"
LISTED: Mapping[str, str] = {"number": NUMBERS, "date": DATES, "text": TEXTS}
"""The list of the questions that each sort may be compared with."""


class Offer:
    """Every question that a rule may look at, in named lists: one copy of each, however many lines there are."""

    def __init__(self, offered: Sequence[Candidate], rows: str | None = None) -> None:
        """Sort the questions; with `rows`, only those that stand in these rows or outside of all are chosen alone."""
        self.every = tuple(offered)
        self._known = {one.pointer: one for one in offered}
        here = [one for one in offered if rows is None or rows.startswith(rows_of(one.pointer))]
        self.lists: dict[str, list[Candidate]] = {OFFERED: here}
        self.lists |= {name: [one for one in here if one.sort == sort] for sort, name in LISTED.items()}
        self.lists[CHOICES] = [one for one in here if one.sort == "choice"]
        counted = [one for one in here if rows_of(one.pointer) == (rows or "")]
        self.lists[ROWS] = [one for one in counted if one.sort == "rows"]
        self.lists[COUNTED] = [*self.lists[ROWS], *(one for one in counted if one.sort == "documents")]
        summed = [one for one in offered if one.sort == "number" and one.pointer.count("/*") == 1]
        self.lists[COLUMNS] = summed if not rows else []

    def find(self, pointer: object) -> Candidate | None:
        """Give the question at a pointer."""
        return self._known.get(str(pointer))

    def has(self, name: str, least: int = 1) -> bool:
        """Say whether a list holds as many questions as that."""
        return len(self.lists.get(name, ())) >= least

    def one(self, field: Schema, name: str) -> Schema:
        """Let a field choose one question of a list."""
        return {**field, "x-list": name}

    def several(self, field: Schema, name: str) -> Schema:
        """Let a field choose several questions of a list."""
        return {**field, "items": {"type": "string", "x-list": name}}

    def rows(self) -> dict[str, list[dict[str, str]]]:
        """Give the lists as a panel loads them."""
        return {
            name: [{"const": one.pointer, "title": one.words} for one in found] for name, found in self.lists.items()
        }


class RowOffer(Offer):
    """The questions of a row, written where they are chosen."""

    def __init__(self, offered: Sequence[Candidate]) -> None:
        super().__init__(offered, rows_of(offered[0].pointer) if offered else "")

    def one(self, field: Schema, name: str) -> Schema:
        """Let a field choose one question of a list."""
        return {**field, "oneOf": [{"const": one.pointer, "title": one.title} for one in self.lists[name]]}


def among(field: Schema, found: Sequence[Candidate]) -> Schema:
    """Let a field choose several of these questions."""
    options = [{"const": one.pointer, "title": one.words} for one in found]
    return {**field, "items": {"type": "string", "oneOf": options}}


def answers_of(field: Schema, candidate: Candidate, several: bool = False) -> Schema:
    """Let a field choose among the answers of a question."""
    found = [{"const": option_text(one.value), "title": one.label} for one in candidate.choices]
    if several:
        return {**field, "items": {"type": "string", "oneOf": found}}
    return {**field, "x-widget": "select" if len(found) < FEW else "search", "oneOf": found}
