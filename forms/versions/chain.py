"""A draft several versions behind: carried through each in turn, and said once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from forms.answers import Answers
from forms.procedure import Procedure
from forms.versions.migration import migrate
from forms.versions.outcome import Asked, Migration, Told


def migrate_through(
    answers: Answers | Mapping[str, Any], versions: Sequence[Procedure], *, today: date | None = None
) -> Migration:
    """Carry a draft through versions in their order, the first being its own.

    `x-was` names only the version before, so none may be left out. What was asked on the way and is no longer wrong
    at the end is not asked; pointers of what is dropped are those of the version that showed it last.
    """
    found = Migration(Answers.of(answers), same=True)
    for old, new in pairwise(versions):
        found = _joined(found, migrate(found.answers, old, new, today=today))
    wrong = {problem.pointer for problem in versions[-1].problems(found.answers, today=today)}
    again = tuple(one for one in found.asked_again if _still(one.pointer, wrong))
    return replace(found, asked_again=again)


def _still(pointer: str, wrong: set[str]) -> bool:
    """Say whether a problem stands at a question or in it (a document of its list)."""
    return any(one == pointer or one.startswith(f"{pointer}/") for one in wrong)


def _joined(first: Migration, second: Migration) -> Migration:
    """Say two steps as one; what the first said of a question follows it."""
    again: dict[str, Asked] = {}
    for one in first.asked_again:
        place = second.follow(one.pointer)
        if place is not None:
            again[place] = replace(one, pointer=place, page=_page(second, place, one.page))
    again |= {one.pointer: one for one in second.asked_again}
    told: dict[str, Told] = {}
    for other in first.told:
        place = second.follow(other.pointer)
        if place is not None and place not in again:
            told[place] = replace(other, pointer=place, page=_page(second, place, other.page))
    told |= {one.pointer: one for one in second.told if one.pointer not in told}
    return replace(
        second,
        asked_again=tuple(again.values()),
        dropped=(*first.dropped, *second.dropped),
        told=tuple(told.values()),
        changes=(*first.changes, *second.changes),
        follow=_composed(first.follow, second.follow),
        same=first.same and second.same,
    )


def _page(second: Migration, pointer: str, page: str) -> str:
    """Give the page where a question is after the second step."""
    return second.page_at(pointer) or page


def _composed(first: Callable[[str], str | None], second: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def follow(pointer: str) -> str | None:
        between = first(pointer)
        return None if between is None else second(between)

    return follow
