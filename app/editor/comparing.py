"""Two versions side by side: in words, grouped by what becomes of drafts, and as a difference of their JSON."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import simplejson

import forms

POLICIES: dict[forms.Policy, str] = {
    forms.Policy.ASKED: "À donner par les personnes qui ont un brouillon",
    forms.Policy.ASKED_OR_FORBIDDEN: "À revoir, si la réponse déjà donnée ne convient plus",
    forms.Policy.DROPPED_OR_FORBIDDEN: "Retiré des brouillons, et dit à la personne",
    forms.Policy.CARRIED: "Sans effet sur les réponses déjà données",
}
"""What each policy means, the heaviest first but for what is left to the admin."""


class Group(NamedTuple):
    """The changes of one policy, in words."""

    title: str
    changes: Sequence[forms.Change]


class Line(NamedTuple):
    """One line of a difference: `added`, `removed`, `place` or `same`, and its text."""

    kind: str
    text: str


SIGNS = {"+": "added", "-": "removed", "@": "place"}


def layout(text: str) -> str:
    """Write a definition with two spaces; a text that is no JSON stays as it is."""
    try:
        return simplejson.dumps(forms.read(text), use_decimal=True, ensure_ascii=False, indent=2) + "\n"
    except forms.DefinitionError:
        return text


def grouped(changes: Iterable[forms.Change]) -> list[Group]:
    """Group changes by what becomes of drafts."""
    known = list(changes)
    groups = [Group(title, [one for one in known if one.policy is policy]) for policy, title in POLICIES.items()]
    return [one for one in groups if one.changes]


def difference(old: str, new: str) -> list[Line]:
    """Give the difference of two definitions in our layout, with three lines around."""
    found = difflib.unified_diff(layout(old).splitlines(), layout(new).splitlines(), lineterm="", n=3)
    return [Line(SIGNS.get(line[:1], "same"), line) for line in list(found)[2:]]
