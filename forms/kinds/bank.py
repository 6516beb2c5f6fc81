"""IBAN and BIC, by schwifty; typed text is cleaned first, which schwifty does not do."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from forms.cleaners import compact
from forms.kinds.base import Fault
from forms.kinds.texts import Text
from forms.model import MaybeJson, Question

GROUP = 4
BIC_LENGTHS = (8, 11)
WITH_RIB = frozenset({"FR", "MC"})
"""Countries whose account numbers end in a key of their own, the clé RIB."""


def clean_iban(text: str) -> str:
    """Drop spaces, dots, hyphens and a leading « IBAN », and write in capitals."""
    return compact(text).upper().removeprefix("IBAN").lstrip(":")


def grouped(iban: str) -> str:
    """Write an IBAN in groups of four."""
    return " ".join(iban[index : index + GROUP] for index in range(0, len(iban), GROUP))


@lru_cache(maxsize=2048)
def fault_of(iban: str) -> Fault | None:
    """Give what is wrong with a clean IBAN: its length, its country, its key, its RIB key."""
    try:
        known = IBAN(iban, allow_invalid=True)
        expected = int(known.spec.iban_length)
    except (SchwiftyException, AttributeError, KeyError, TypeError, ValueError):
        return Fault("iban-country", {"country": iban[:2]})
    if len(iban) != expected:
        return Fault("iban-length", {"expected": expected, "actual": len(iban)})
    try:
        checked = IBAN(iban, validate_bban=True)
    except SchwiftyException:
        return _wrong_key(iban)
    return None if checked.in_sepa_zone else Fault("iban-zone", {"country": iban[:2]})


def _wrong_key(iban: str) -> Fault:
    """Say which group to read again when it can be told: the RIB is right by its own key, so the first group is not.

    Elsewhere it cannot: one sum over the whole number leaves several places where one digit would mend it.
    """
    if iban[:2] not in WITH_RIB:
        return Fault("iban-key")
    try:
        mended = IBAN.from_bban(iban[:2], iban[4:], validate_bban=True)
    except (SchwiftyException, ValueError):
        return Fault("iban-key")
    return Fault("iban-key") if mended == iban else Fault("iban-first-group", {"group": iban[:GROUP]})


@lru_cache(maxsize=2048)
def bic_of(iban: str) -> str | None:
    """Give the BIC of the bank of a sound IBAN, when the register knows it."""
    clean = clean_iban(iban)
    if fault_of(clean) is not None:
        return None
    try:
        found = IBAN(clean).bic
    except SchwiftyException:
        return None
    if found is None:
        return None
    code = str(found)
    return code if len(code) == BIC_LENGTHS[1] else code + "XXX"


def bic_matches(iban: str, bic: str) -> bool | None:
    """Say whether a BIC is that of the IBAN's bank, by its first eight signs; None when the register does not know."""
    known = bic_of(iban)
    return None if known is None else known[: BIC_LENGTHS[0]] == compact(bic).upper()[: BIC_LENGTHS[0]]


class Iban(Text):
    """An IBAN of the SEPA zone, stored compact, shown in groups of four."""

    name = "iban"

    def normalise(self, question: Question, text: str) -> str:
        """Write it compact, in capitals."""
        return clean_iban(text)

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Show a sound IBAN in groups, another as typed."""
        if not isinstance(value, str):
            return {"": ""}
        return {"": grouped(value) if fault_of(value) is None else value}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show it whole, in groups of four."""
        return (grouped(str(value)) if " " not in str(value) else str(value),)

    def check(self, question: Question, value: Any) -> Fault | None:
        """Check country, length and both keys."""
        return fault_of(clean_iban(value)) if isinstance(value, str) else None

    def mask(self, question: Question, value: Any) -> tuple[str, ...]:
        """Show « FR76 •••• 0189 »."""
        words = clean_iban(str(value))
        return (f"{words[:4]} •••• {words[-4:]}" if len(words) > 12 else "••••",)


class Bic(Text):
    """A BIC of 8 or 11 signs."""

    name = "bic"

    def normalise(self, question: Question, text: str) -> str:
        """Write it compact, in capitals."""
        return compact(text).upper()

    def check(self, question: Question, value: Any) -> Fault | None:
        """Check length and form; whether the bank exists is not asked."""
        if not isinstance(value, str):
            return None
        if len(value) not in BIC_LENGTHS:
            return Fault("bic-length", {"actual": len(value)})
        try:
            BIC(value)
        except SchwiftyException:
            return Fault()
        return None
