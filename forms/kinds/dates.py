"""Dates, asked in three boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.kinds.base import Fault, Kind, Posted
from forms.model import ABSENT, MaybeJson, Question

DAY, MONTH, YEAR = "-jour", "-mois", "-annee"
PARTS = {DAY: "day", MONTH: "month", YEAR: "year"}
MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
PLAIN = str.maketrans("éûôèêÉÛ", "euoeeEU")


def month_number(text: str) -> int | None:
    """Read a month: « 1 », « 01 », « janvier », « janv. »."""
    if text.isascii() and text.isdecimal() and len(text) <= 2:
        return int(text)
    word = text.translate(PLAIN).lower().rstrip(".")
    found = [index for index, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if len(found) == 1 else None


def parse(day: str, month: str, year: str) -> date | None:
    """Read three boxes; None when they are no date. A year of two digits is not guessed."""
    number = month_number(month)
    if number is None or not (
        day.isascii() and day.isdecimal() and year.isascii() and year.isdecimal() and len(year) == 4
    ):
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


class Date(Kind):
    """A date, stored as ISO text; unreadable boxes stay as typed: `{day, month, year}`."""

    name = "date"
    suffixes = (DAY, MONTH, YEAR)

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give the ISO date, the boxes as typed, or nothing when all three are blank."""
        day, month, year = (self.first(posted, suffix) for suffix in self.suffixes)
        if not (day or month or year):
            return ABSENT
        value = parse(day, month, year)
        return value.isoformat() if value else {"day": day, "month": month, "year": year}

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Fill the boxes from an ISO date or from what was typed."""
        if isinstance(value, Mapping):
            return {suffix: str(value.get(part, "")) for suffix, part in PARTS.items()}
        try:
            known = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            known = None
        if known is None:
            return {DAY: value if isinstance(value, str) else "", MONTH: "", YEAR: ""}
        return {DAY: str(known.day), MONTH: str(known.month), YEAR: f"{known.year:04}"}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show « 16/01/1947 »."""
        if isinstance(value, Mapping):
            return (" ".join(str(value.get(part, "")) for part in PARTS.values()).strip(),)
        try:
            return (date.fromisoformat(str(value)).strftime("%d/%m/%Y"),)
        except ValueError:
            return (str(value),)

    def check(self, question: Question, value: Any) -> Fault | None:
        """Say which box is missing or wrong."""
        if not isinstance(value, Mapping):
            return None
        typed = {suffix: str(value.get(part, "")) for suffix, part in PARTS.items()}
        missing = [suffix for suffix, text in typed.items() if not text]
        if missing:
            return Fault("date-part", {"missing": tuple(missing)}, missing[0])
        return Fault("date", {}, _wrong_box(typed))


def _wrong_box(typed: Mapping[str, str]) -> str:
    month, year = month_number(typed[MONTH]), typed[YEAR]
    if month is None or not 1 <= month <= 12:
        return MONTH
    return YEAR if not (year.isdecimal() and len(year) == 4) else DAY
