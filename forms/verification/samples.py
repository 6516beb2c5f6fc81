"""Real values that a question accepts or refuses, each tried by the engine's own validators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise
from typing import Any

import jsonschema_rs
import simplejson

from forms.conditions import validator
from forms.expansion import Schema
from forms.kinds import KINDS
from forms.model import Question
from forms.verification.patterns import part_of

OF_FORMAT: dict[str, tuple[str, ...]] = {
    "date": ("2000-02-29", "1947-01-16", "2015-03-02", "2030-12-31"),
    "time": ("14:30:00Z", "14:30:00", "14:30"),
    "datetime": ("2026-01-16T14:30:00Z", "2026-01-16T14:30:00+01:00"),
    "email": ("prenom.nom@exemple.fr", "a@b.fr"),
    "url": ("https://exemple.fr/page",),
    "phone": ("+33639980012", "0639980012"),
    "postcode": ("93100", "2A004", "20000"),
    "iban": ("FR7630006000011234567890189", "FR7612548029981234567890161"),
    "bic": ("AXABFRPPXXX", "AXABFRPP"),
    "nir": ("253072B07300470", "255081416802538"),
    "siret": ("73282932000074", "35600000000048"),
}
PLAIN = ("Dupont", "a", "12", "93100", "2020", "ab", "abc", "Oui")
ODD: tuple[Any, ...] = ("zz autre", 7, -1, Decimal("0.5"), 10**9, True, False, ["zz autre"], {"zz autre": 1})
"""Answers of every type, for what must hold whatever is answered."""


LONGEST = 20_000
"""How long a text is tried at most: nobody writes more into one box."""


class Schemas:
    """Compiles each schema once, by what it says."""

    def __init__(self) -> None:
        self._known: dict[str, jsonschema_rs.Draft202012Validator | None] = {}

    def accepts(self, schema: Any, value: Any) -> bool:
        """Say whether a schema accepts a value; one that cannot be compiled accepts all."""
        made = self.compiled(schema)
        return made is None or made.is_valid(value)

    def compiled(self, schema: Any) -> jsonschema_rs.Draft202012Validator | None:
        """Compile a schema, or give None where that fails."""
        key = text_of(schema)
        if key not in self._known:
            try:
                self._known[key] = validator(schema)
            except (jsonschema_rs.ValidationError, ValueError):
                self._known[key] = None
        return self._known[key]


def text_of(value: Any) -> str:
    """Write a JSON value so that equal values give equal texts."""
    return simplejson.dumps(value, use_decimal=True, sort_keys=True, default=str)


def accepted(schemas: Schemas, question: Question, schema: Schema, values: Iterable[Any]) -> list[Any]:
    """Keep the values that a question accepts, once each."""
    kind = KINDS[question.kind]
    made = {text_of(value): value for value in values}
    return [value for value in made.values() if schemas.accepts(schema, value) and kind.check(question, value) is None]


def texts(question: Question, schema: Schema) -> Iterator[str]:
    """Give texts that may fit a question of text: by its format, its pattern, its lengths, its examples."""
    yield from question.examples
    yield from OF_FORMAT.get(question.kind, ())
    part = part_of(question.limits.pattern) if question.limits.pattern else None
    # a text of blanks is no answer, whatever a pattern lets through
    yield from (one for one in part.samples if one.strip()) if part else ()
    low, high = min(question.limits.min_length or 0, LONGEST), question.limits.max_length
    for text in PLAIN:
        yield text
        yield (text * (low // len(text) + 1))[: max(low, 1)]
        if high is not None:
            yield (text * (high // len(text) + 1))[:high] if high <= 2000 else text


def of_length(length: int) -> str:
    """Give a text of so many signs, within reason."""
    return ("abcdefghij" * (min(length, LONGEST) // 10 + 1))[:length]


def document(question: Question, number: int = 0) -> dict[str, Any]:
    """Give the metadata of a document that a question of documents accepts."""
    rule = question.documents
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "name": f"document-{number}.pdf",
        "type": rule.types[0] if rule and rule.types else "application/pdf",
        "size": min(1000, rule.max_size) if rule and rule.max_size else 1000,
    }


def numbers(points: Sequence[Any], step: Any, whole: bool) -> Iterator[Any]:
    """Give numbers on, beside and between some points, on the steps of a question where it has them."""
    known = sorted({exact(point) for point in points} | {Decimal(0)})
    around = [known[0] - 1000, *known, known[-1] + 1000]
    middles = [(low + high) / 2 for low, high in pairwise(around)]
    size = exact(step) if step else Decimal(1)
    for point in [*known, *middles]:
        yield plain(point)
        with suppress(InvalidOperation):  # steps that are too small to be counted up to this point
            floor = point // size * size if point >= 0 else -(-point // size) * size
            yield from [plain(floor + shift * size) for shift in (-2, -1, 0, 1, 2)]
        if not whole:
            yield plain(point + Decimal("0.01"))
            yield plain(point - Decimal("0.01"))


def exact(number: Any) -> Decimal:
    """Give a number of JSON exactly."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def plain(number: Decimal) -> int | Decimal:
    """Give a whole number as an integer."""
    return int(number) if number == number.to_integral_value() else number


@lru_cache(maxsize=64)
def dates_around(points: tuple[str, ...], today: date | None, ages: tuple[int, ...]) -> tuple[str, ...]:
    """Give days on, before and after some days, and the birthdays of some ages with the days beside them."""
    days = {date.fromisoformat(point) for point in points if _is_day(point)}
    if today is not None:
        days.add(today)
        days |= {_years_before(today, years) for years in ages if 0 <= years < today.year - 1}
    ordinals = sorted({day.toordinal() for day in days})
    beside = {one + shift for one in ordinals for shift in (-1, 0, 1)}
    beside |= {(low + high) // 2 for low, high in pairwise(ordinals)}
    beside |= {ordinals[0] - 400, ordinals[-1] + 400} if ordinals else set()
    return tuple(date.fromordinal(one).isoformat() for one in sorted(beside) if 1 <= one <= date.max.toordinal())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
