"""Numbers that name a person or a company: NIR (numéro de sécurité sociale), SIRET."""

from __future__ import annotations

import re
from typing import Any

from forms.cleaners import compact
from forms.kinds.base import Fault
from forms.kinds.texts import Text
from forms.model import Question

NIR = re.compile(r"([1-478])([0-9]{2})([0-9]{2})([0-9]{2}|2A|2B)([0-9]{3})([0-9]{3})([0-9]{2})\Z")
LA_POSTE = "356000000"


class Nir(Text):
    """A NIR of 13 signs and its key of two."""

    name = "nir"

    def normalise(self, question: Question, text: str) -> str:
        """Write it compact, Corsica's letter in capitals."""
        return compact(text).upper()

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show « 2 53 07 2B 073 004 70 »."""
        found = NIR.match(str(value))
        return (" ".join(found.groups()) if found else str(value),)

    def check(self, question: Question, value: Any) -> Fault | None:
        """Check form and key: 97 less the number modulo 97, 2A counting 19 and 2B 18."""
        if not isinstance(value, str):
            return None
        if len(value) != 15:
            return Fault("nir-length", {"actual": len(value)})
        if not NIR.match(value):
            return Fault()
        digits = value[:13].replace("2A", "19").replace("2B", "18")
        return None if int(value[13:]) == 97 - int(digits) % 97 else Fault("nir-key")

    def mask(self, question: Question, value: Any) -> tuple[str, ...]:
        """Keep the first sign and the key."""
        return (f"{str(value)[:1]} •••• {str(value)[-2:]}",)


class Siret(Text):
    """A SIRET of 14 digits."""

    name = "siret"

    def normalise(self, question: Question, text: str) -> str:
        """Write it compact."""
        return compact(text)

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show « 123 456 789 00012 »."""
        words = str(value)
        return (f"{words[:3]} {words[3:6]} {words[6:9]} {words[9:]}" if len(words) == 14 else words,)

    def check(self, question: Question, value: Any) -> Fault | None:
        """Check the Luhn sum; La Poste's own numbers sum to a multiple of five instead."""
        if not isinstance(value, str):
            return None
        if not re.fullmatch(r"[0-9]{14}", value):
            return Fault("siret-length", {"actual": len(value)})
        if value.startswith(LA_POSTE) and sum(map(int, value)) % 5 == 0:
            return None
        doubled = (int(sign) * (2 if place % 2 == 0 else 1) for place, sign in enumerate(value))
        return None if sum(sum(divmod(digit, 10)) for digit in doubled) % 10 == 0 else Fault()
