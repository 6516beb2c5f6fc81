"""The answers to try for each question, the likeliest first, and which one is tried now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from forms.model import ABSENT, Question, Repeat
from forms.verification.comparing import compared
from forms.verification.domains import Asked, told_apart
from forms.verification.samples import accepted, text_of
from forms.verification.subject import Subject
from forms.views import QuestionView

MOST_ROWS = 4


class Alternatives:
    """What is chosen of the answers of one definition, by pointer with the indexes of rows; the choices can change."""

    def __init__(self, subject: Subject) -> None:
        self._compiled = subject.compiled
        self._explorer = subject.explorer
        self._first: dict[str, list[Any]] = {}
        self._all: dict[str, list[Any]] = {}
        self.chosen: dict[str, int] = {}

    def value(self, item: QuestionView) -> Any:
        """Give the answer to a question now; one hidden from the page keeps what the page has."""
        if item.question.widget == "hidden":
            return item.value
        place = self.chosen.setdefault(item.pointer, 0)
        known = self._of(item.question) if place or item.choices != item.question.choices else self._likely(item)
        if item.question.choices:
            offered = {text_of(one.value) for one in item.choices}
            known = [one for one in known if _offered(one, offered)]
        return known[place % len(known)] if known else ABSENT

    def rows(self, repeat: Repeat, pointer: str) -> int:
        """Give how many rows a list has now."""
        counts = _counts(repeat)
        return counts[self.chosen.setdefault(pointer, 0) % len(counts)]

    def advance(self, pointers: Sequence[str], moved: set[str]) -> list[str]:
        """Choose the next answer to the first question that has one left, and the first again to those before it.

        Gives the pointers whose answer changed, none when all was tried. Those of `moved` have changed already.
        """
        if moved & set(pointers):
            return []
        changed = []
        for pointer in pointers:
            changed.append(pointer)
            self.chosen[pointer] += 1
            if self.chosen[pointer] < self._count(pointer):
                return changed
            self.chosen[pointer] = 0
        return []

    def _count(self, pointer: str) -> int:
        node = self._compiled.nodes.get(self._compiled.template(pointer))
        if isinstance(node, Question):
            return len(self._of(node))
        node = node or self._compiled.nodes.get(pointer)
        return len(_counts(node)) if isinstance(node, Repeat) else 1

    def _likely(self, item: QuestionView) -> list[Any]:
        """Give one answer only: most are never changed."""
        pointer = item.question.pointer
        if pointer not in self._first:
            self._first[pointer] = [*self._default(item.question), *self._valid(item.question, Asked())][:1]
        return self._first[pointer]

    def _of(self, question: Question) -> list[Any]:
        """Give every answer to try: the likely one, one of each sort that rules tell apart, others, none at all."""
        if question.pointer not in self._all:
            asked = self._asked(question)
            free = Asked(asked.schemas, asked.literals, asked.ages, free=True)
            found = [*self._default(question), *self._valid(question, Asked()), *self._valid(question, asked)]
            found += self._valid(question, free)
            made = list({text_of(value): value for value in found}.values())
            self._all[question.pointer] = made if question.required else [*made, ABSENT]
        return self._all[question.pointer]

    def _valid(self, question: Question, asked: Asked) -> Sequence[Any]:
        return self._explorer.domains.valid(question, self._explorer.schema(question), asked).values

    def _default(self, question: Question) -> Sequence[Any]:
        if question.default is ABSENT:
            return ()
        return accepted(self._explorer.schemas, question, self._explorer.schema(question), [question.default])

    def _asked(self, question: Question) -> Asked:
        """Gather what conditions, limits and checks say of a question."""
        pointer = question.pointer
        tried = self._explorer.asked(pointer, self._compiled.structure.tests).schemas
        overlays = [one for _, one in self._compiled.structure.overlays.get(pointer, ()) if isinstance(one, dict)]
        read = [compared(check.logic, check.scope, self._compiled.nodes) for check in self._checks(pointer)]
        literals = tuple(value for one in read for value in one.literals.get(pointer, ()))
        ages = tuple(value for one in read for value in one.ages.get(pointer, ()))
        return Asked((*tried, *overlays, *told_apart(literals)), literals, ages)

    def _checks(self, pointer: str) -> Iterator[Any]:
        return (check for check in self._compiled.checks if pointer in check.reads and check.effect != "warn")


def _counts(repeat: Repeat) -> list[int]:
    """Give numbers of rows to try: one where it may, none where it may, then more."""
    most = repeat.max_items if repeat.max_items is not None else max(repeat.min_items, 1) + MOST_ROWS
    first = min(max(repeat.min_items, 1), most)
    few = range(first + 1, min(most, first + MOST_ROWS) + 1)
    return list(dict.fromkeys((first, *((0,) if not repeat.min_items else ()), *few, most)))


def _offered(value: Any, offered: Iterable[str]) -> bool:
    known = set(offered)
    if isinstance(value, list):
        return all(text_of(one) in known for one in value)
    return value is ABSENT or text_of(value) in known
