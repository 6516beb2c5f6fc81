"""The named cleaners of `x-clean`, applied to what was typed before anything else looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

SPACES = dict.fromkeys(map(ord, "\u0020\u00a0\u202f\u2009\u2007\u200b\u200c\u200d\ufeff\u2060\t"), None)
SIGNS = {**SPACES, **dict.fromkeys(map(ord, ".-\u2010\u2011\u2012\u2013\u2212_/"), None)}


def digits(text: str) -> str:
    """Keep the digits 0 to 9 only."""
    return "".join(sign for sign in text if sign in "0123456789")


def compact(text: str) -> str:
    """Drop spaces of every kind, dots and hyphens."""
    return text.translate(SIGNS)


CLEANERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"digits": digits, "compact": compact, "upper": str.upper, "lower": str.lower}
)


def clean(names: Iterable[str], text: str) -> str:
    """Apply cleaners in order; white space at both ends always goes. Raises KeyError for a name that is none."""
    for name in names:
        text = CLEANERS[name](text)
    return text.strip()
