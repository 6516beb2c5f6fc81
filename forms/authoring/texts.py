"""The text of a definition, nothing of it lost: keys in their order, numbers as they were spelled."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import simplejson

import forms


class Spelled(Decimal):
    """A decimal that is written again as it was: `1.0`, `1e3`."""

    spelling: str

    def __new__(cls, digits: str) -> Spelled:
        """Keep the digits beside the number."""
        made = super().__new__(cls, digits)
        made.spelling = digits
        return made

    def __str__(self) -> str:
        return self.spelling


def parse(text: str) -> dict[str, Any]:
    """Read a definition as `forms.read` does, numbers keeping their spelling. Raises forms.DefinitionError."""
    forms.read(text)
    document: dict[str, Any] = json.loads(text, parse_float=_decimal, parse_int=_integer)
    return document


def _decimal(digits: str) -> Decimal:
    """Keep the spelling only where a plain Decimal would lose it: validators know no class but that one."""
    plain = Decimal(digits)
    return plain if str(plain) == digits else Spelled(digits)


def _integer(digits: str) -> int | Spelled:
    return Spelled(digits) if digits == "-0" else int(digits)


def write(document: dict[str, Any]) -> str:
    """Write a definition in our layout: two spaces, keys in their order, a line's end."""
    made = simplejson.dumps(document, use_decimal=True, ensure_ascii=False, indent=2)
    return (
        "".join(_escaped(sign) if "\ud800" <= sign <= "\udfff" else sign for sign in made) + "\n"
        if _odd(made)
        else made + "\n"
    )


def _odd(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _escaped(sign: str) -> str:
    """Write half of a surrogate pair as JSON can: no database takes it otherwise."""
    return f"\\u{ord(sign):04x}"
