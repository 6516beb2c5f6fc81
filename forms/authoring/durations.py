"""Durations of ISO 8601 as the French say them: « P1Y6M » is « 1 an et 6 mois »."""

from __future__ import annotations

import re

ISO = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?\Z")
SAID = re.compile(
    r"(?:([0-9]{1,4}) ans?)?[ ,]*(?:et )?(?:([0-9]{1,4}) mois)?[ ,]*(?:et )?"
    r"(?:([0-9]{1,4}) semaines?)?[ ,]*(?:et )?(?:([0-9]{1,4}) jours?)?\Z"
)
UNITS = (("Y", "an", "ans"), ("M", "mois", "mois"), ("W", "semaine", "semaines"), ("D", "jour", "jours"))


def said(duration: str) -> str:
    """Say an ISO duration: « P3M » is « 3 mois »; one that cannot be said stays as it is written."""
    found = ISO.match(duration)
    if found is None or not any(found.groups()):
        return duration
    words = [
        f"{int(count)} {one if int(count) < 2 else many}"
        for count, (_, one, many) in zip(found.groups(), UNITS, strict=True)
        if count
    ]
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def written(words: str) -> str | None:
    """Read « 1 an et 6 mois » into « P1Y6M »; an ISO duration passes; None for what is no duration."""
    plain = " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").split())
    iso = ISO.match(plain.upper())
    if iso is not None and any(iso.groups()):
        return plain.upper()
    found = SAID.match(plain.lower())
    if found is None or not any(found.groups()):
        return None
    return "P" + "".join(f"{int(n)}{unit}" for n, (unit, _, _) in zip(found.groups(), UNITS, strict=True) if n)
