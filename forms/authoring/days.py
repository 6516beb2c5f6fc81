"""Days told apart by a `pattern`: JSON Schema has no bounds for dates, but ISO dates stand in the order of their signs.

A pattern of ours begins with the day itself, so that it can be read back: `^(?:2026-09-01|2026-09-0[2-9]|…)$`.
"""

from __future__ import annotations

from forms.logic import iso

DIGIT = "[0-9]"
HEAD = "^(?:"


def pattern_from(day: str) -> str:
    """Give the pattern of the ISO dates that are this one or later."""
    return f"{HEAD}{'|'.join([day, *_later(day)])})$"


def day_of(pattern: object) -> str | None:
    """Give the day that a pattern of ours begins at; None for any other."""
    if not isinstance(pattern, str) or not pattern.startswith(HEAD):
        return None
    day = pattern[len(HEAD) : len(HEAD) + 10]
    return day if iso(day) is not None and len(day) == 10 and pattern == pattern_from(day) else None


def _later(day: str) -> list[str]:
    """Give one alternative for each sign that can be greater, from the last to the first."""
    made = []
    for place in range(len(day) - 1, -1, -1):
        if not day[place].isdecimal() or day[place] == "9":
            continue
        low = int(day[place]) + 1
        greater = "9" if low == 9 else f"[{low}-9]"
        made.append(day[:place] + greater + "".join(_any(sign) for sign in day[place + 1 :]))
    return made


def _any(sign: str) -> str:
    return DIGIT if sign.isdecimal() else sign
