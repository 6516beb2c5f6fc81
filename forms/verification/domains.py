"""The answers worth trying for one question: one of each sort that the conditions can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

from forms.expansion import Schema
from forms.model import ABSENT, Node, Question
from forms.verification.atoms import Points, points_of
from forms.verification.samples import (
    ODD,
    Schemas,
    accepted,
    dates_around,
    document,
    numbers,
    of_length,
    text_of,
    texts,
)

MANY_OPTIONS = 600
FREE = 24
"""The answers tried for a question that a computation reads: it may tell apart what conditions cannot."""

FEW, NAMED = 5, 4
"""Boxes to tick: up to so many, every set of them is tried; beyond, every set of so many that conditions name."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Answers to try; `complete` when any other valid answer would be decided like one of them."""

    values: tuple[Any, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is tried on a question: the schemas of conditions, what rules of JSONLogic compare it with.

    `free` when such a rule may tell apart answers that no schema does, `simple` when it only compares with constants.
    """

    schemas: tuple[Schema, ...] = ()
    literals: tuple[Any, ...] = ()
    ages: tuple[int, ...] = ()
    free: bool = False
    simple: bool = True


class Domains:
    """Makes the domains of one procedure."""

    def __init__(self, schemas: Schemas, today: date | None) -> None:
        self._schemas = schemas
        self._today = today
        self._valid: dict[tuple[Any, ...], tuple[Asked, Domain]] = {}

    def valid(self, question: Question, schema: Schema, asked: Asked) -> Domain:
        """Give valid answers, one of each sort; « no answer » is not among them. Found once for the same schemas."""
        tried, ages = tuple(map(id, asked.schemas)), tuple(map(str, asked.ages))
        key = (question.pointer, tried, tuple(map(text_of, asked.literals)), ages, asked.free, asked.simple)
        if key not in self._valid:
            # what was asked is kept too: the schemas of a key must stay the ones that they are
            self._valid[key] = asked, self._found(question, schema, asked)
        return self._valid[key][1]

    def _found(self, question: Question, schema: Schema, asked: Asked) -> Domain:
        points = points_of([*asked.schemas, schema])
        tried = points_of(asked.schemas)
        points.values.extend(asked.literals)
        points.bounds.extend(one for one in asked.literals if _is_number(one))
        values = accepted(self._schemas, question, schema, self._candidates(question, schema, points, asked))
        complete = bool(values) and (tried.understood or _closed(question) or not asked.schemas)
        complete = complete and self._enough(question, values, tried)
        if asked.free:
            sure = (_closed(question) or asked.simple) and len(values) <= FREE
            return Domain(tuple(values[:FREE]), complete and sure)
        return Domain(tuple(self._one_of_each(values, asked.schemas)), complete)

    def any(self, question: Question, asked: Asked) -> Domain:
        """Give answers of every sort, valid or not, as a person or a forged post can leave them."""
        points = points_of(asked.schemas)
        values = [*ODD, *points.values, *numbers(points.bounds, None, False), *_lengths(points.lengths)]
        values += [[member] for member in points.members] + [["zz autre", member] for member in points.members]
        values += [["zz autre"] * count for one in points.counts for count in (one - 1, one, one + 1) if count > 0]
        made = {text_of(value): value for value in values}
        return Domain(tuple(self._one_of_each(made.values(), asked.schemas)), points.understood and not points.patterns)

    def closed(self, question: Question, asked: Asked) -> Domain | None:
        """Give every sort of answer to a choice or a box to tick, valid or not; None for what is typed."""
        if not _closed(question):
            return None
        points = points_of(asked.schemas)
        values = list(self._candidates(question, {}, points, asked))
        return Domain(tuple(self._one_of_each(values, asked.schemas)), self._enough(question, values, points))

    def _one_of_each(self, values: Iterable[Any], schemas: Sequence[Schema]) -> list[Any]:
        kept: dict[tuple[bool, ...], Any] = {}
        for value in values:
            kept.setdefault(tuple(self._schemas.accepts(schema, value) for schema in schemas), value)
        return list(kept.values())

    def _candidates(self, question: Question, schema: Schema, points: Points, asked: Asked) -> Iterator[Any]:
        if question.kind == "checkbox":
            yield from (True, False)
        elif question.kind == "choices":
            yield from _sets(question, points)
        elif question.choices:
            yield from _options(question, points)
        elif question.kind == "number":
            bounds = [*points.bounds, *(one for one in points.values if _is_number(one))]
            yield from numbers(bounds, question.limits.multiple_of, question.json_type == "integer")
        elif question.kind == "file":
            yield from _documents(question, points)
        else:
            yield from self._texts(question, schema, points, asked)

    def _texts(self, question: Question, schema: Schema, points: Points, asked: Asked) -> Iterator[str]:
        written = [one for one in points.values if isinstance(one, str)]
        yield from written
        if question.kind == "date":
            yield from dates_around(tuple(written), self._today, asked.ages)
        yield from texts(question, schema)
        yield from _lengths(points.lengths)
        for pattern in points.patterns:
            yield from texts(_with_pattern(question, pattern), schema)

    @staticmethod
    def _enough(question: Question, values: Sequence[Any], tried: Points) -> bool:
        """Say whether the values found stand for all others."""
        if question.kind == "choices":
            return len(question.choices) <= FEW or (tried.understood and len(_named(question, tried)) <= NAMED)
        if question.choices:
            return len(question.choices) <= MANY_OPTIONS or tried.understood
        if question.kind in ("checkbox", "number", "file"):
            return question.kind != "file" or not tried.members
        if tried.lengths and (question.limits.pattern or question.kind in ("date", "time", "datetime")):
            return False
        mentioned = {text_of(one) for one in tried.values}
        return any(text_of(value) not in mentioned for value in values)


def told_apart(literals: Iterable[Any]) -> Iterator[Schema]:
    """Give schemas that tell answers apart as a comparison with these constants does."""
    for value in literals:
        yield {"const": value}
        if _is_number(value):
            yield {"minimum": value}


def is_closed(node: Node) -> bool:
    """Say whether answers are chosen or ticked, never typed."""
    return isinstance(node, Question) and _closed(node)


def _closed(question: Question) -> bool:
    return question.kind in ("checkbox", "choices") or bool(question.choices)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | str | list | dict) and value is not None and value is not ABSENT


def _with_pattern(question: Question, pattern: str) -> Question:
    return replace(question, limits=replace(question.limits, pattern=pattern))


def _lengths(lengths: Iterable[int]) -> Iterator[str]:
    for length in lengths:
        for near in (length - 1, length, length + 1):
            if 0 < near <= 5000:
                yield of_length(near)


def _options(question: Question, points: Points) -> Iterator[Any]:
    """Give the options; of a long list those that are mentioned and a few others."""
    options = [choice.value for choice in question.choices]
    if len(options) <= MANY_OPTIONS:
        yield from options
        return
    yield from options[:20]
    yield from (value for value in options if value in points.values)


def _sets(question: Question, points: Points) -> Iterator[list[Any]]:
    """Give sets of boxes to tick: all of them when there are few, else those that conditions tell apart."""
    options = [choice.value for choice in question.choices]
    named = options if len(options) <= FEW else _named(question, points)[:NAMED]
    others = [one for one in options if one not in named]
    for size in range(len(named) + 1):
        for chosen in combinations(named, size):
            for count in range(len(others) + 1):
                if chosen or count:
                    yield [*chosen, *others[:count]]


def _named(question: Question, points: Points) -> list[Any]:
    mentioned = {text_of(member) for member in points.members}
    return [choice.value for choice in question.choices if text_of(choice.value) in mentioned]


def _documents(question: Question, points: Points) -> Iterator[list[dict[str, Any]]]:
    counts = {1, *(question.limits.min_items or 1,), *(question.limits.max_items or 1,)}
    counts |= {near for count in points.counts for near in (count - 1, count, count + 1)}
    for count in sorted(counts):
        if 0 < count <= 50:
            yield [document(question, number) for number in range(count)]
