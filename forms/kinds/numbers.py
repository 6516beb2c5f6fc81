"""Integers, decimals and amounts, typed and shown as the French write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from forms.kinds.base import Kind, Posted
from forms.model import ABSENT, MaybeJson, Question

GROUPING = "\u202f"
BESIDE_UNIT = "\u00a0"
SPACES = "\u0020\u00a0\u202f\u2009\u2007"
PLAIN = re.compile(r"[-−]?[0-9]{1,30}(?:[.,][0-9]{1,20})?\Z")
GROUPED = re.compile(rf"[-−]?[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}}){{1,9}}(?:[.,][0-9]{{1,20}})?\Z")


def parse(text: str) -> int | Decimal | None:
    """Read « 8 650 », « 8650,50 », « 1.0 »; None for anything whose meaning is not sure (« 1_000 », « 1e5 »)."""
    if not (PLAIN.match(text) or GROUPED.match(text)):
        return None
    digits = "".join(sign for sign in text if sign not in SPACES).replace("−", "-").replace(",", ".")
    return Decimal(digits) if "." in digits else int(digits)


def write(value: int | Decimal, decimals: tuple[int, int] | None = None, grouped: bool = True) -> str:
    """Write a number: comma, groups of three apart by U+202F, at least and at most so many decimals."""
    least, most = decimals if decimals else (0, 20)
    number = Decimal(value)
    if decimals and -number.as_tuple().exponent > most:  # type: ignore[operator]  # the number is finite
        number = round(number, most)
    sign, (whole, _, part) = ("-" if number < 0 else ""), f"{abs(number):f}".partition(".")
    part = part.rstrip("0").ljust(least, "0") if decimals or not part.strip("0") else part
    if grouped:
        head = len(whole) % 3
        pieces = [whole[:head]] if head else []
        whole = GROUPING.join(pieces + [whole[index : index + 3] for index in range(head, len(whole), 3)])
    return f"{sign}{whole},{part}" if part else f"{sign}{whole}"


class Number(Kind):
    """A number; an integer is stored as such, a decimal exactly as typed."""

    name = "number"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Read French notation, its unit forgiven; keep what cannot be read."""
        text = self.first(posted)
        if not text:
            return ABSENT
        bare = text.removesuffix(question.texts.suffix or "€").removesuffix("€").strip()
        value = parse(bare)
        if value is None:
            return text
        if question.json_type == "integer" and value == int(value):
            return int(value)
        return value

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Show the number without its unit, which stands beside the box."""
        if value is ABSENT or value is None:
            return {"": ""}
        return {"": self._written(question, value)}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show the number with its unit after a no-break space."""
        unit = f"{BESIDE_UNIT}{question.texts.suffix}" if question.texts.suffix else ""
        return (self._written(question, value) + unit,)

    @staticmethod
    def _written(question: Question, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return str(value)
        grouped = question.decimals is not None or question.texts.suffix == "€"
        return write(value, question.decimals, grouped)
