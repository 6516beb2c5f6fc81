"""What is left of a calculation once questions that it reads are taken out: null stands where each was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms.expansion import Schema
from forms.logic import FIRST_ONLY
from forms.operands import NOTHING_YET, blank, looks, operation, unsaid
from forms.screen import RULES

ADDED = ("+", "merge", "max", "min", "cat")
"""What goes on making sense with one operand less."""
JOINED = ("and", "or")


def settle(node: Schema) -> None:
    """Take out of a computed question, in place, the operands that nothing is left of; begin again where all is gone.

    Null in a sum counts as 0, but « once all of these are answered » would wait for ever.
    """
    made = _pruned(node["x-compute"])
    node["x-compute"] = made if looks(made) else {**NOTHING_YET}


def told(node: Schema, title: str, gone: Sequence[str]) -> str:
    """Say what has become of a computed question that read what is gone; `title` is its own."""
    read = f"« {gone[0]} »" if len(gone) == 1 else " et ".join(f"« {one} »" for one in gone)
    if unsaid(node["x-compute"]):
        return f"Le calcul de « {title} » ne lisait que {read} : il est à refaire, à la page {RULES}."
    if blank(node["x-compute"]):
        wrong = "il ne donne plus de résultat juste"
        return f"Le calcul de « {title} » lisait {read} : {wrong}. Refaites-le, à la page {RULES}."
    return f"Le calcul de « {title} » lisait {read} : il n’en tient plus compte."


def _pruned(rule: Any) -> Any:
    if isinstance(rule, list):
        return [_pruned(one) for one in rule]
    found = operation(rule)
    if found is None:
        return rule
    name, given = found
    if not isinstance(rule[name], list):
        return {name: _pruned(rule[name])}
    if name in FIRST_ONLY:  # in a row, what is gone must not leave the accumulator alone: every row would count 0
        return {name: [*(_pruned(one) for one in given[:1]), *given[1:]]}
    parts = [_pruned(one) for one in given]
    left = [one for one in parts if not _gone(one, name)]
    return {name: left or ([] if name == "+" else parts)}


def _gone(part: Any, name: str) -> bool:
    if name in JOINED:
        return part is None
    return name in ADDED and (part is None or part == NOTHING_YET or (blank(part) and not looks(part)))
