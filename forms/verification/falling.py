"""Whether a rule of JSONLogic fails for want of some answers, whatever the others are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.model import Node
from forms.ordering import computed_reads

ORDERED = ("<", "<=", ">", ">=")


def falls(rule: Any, scope: str, missing: frozenset[str], nodes: Mapping[str, Node]) -> bool:
    """Say whether a rule is surely false when these answers are missing."""
    return _truth(rule, scope, missing, nodes) is False


def _truth(rule: Any, scope: str, missing: frozenset[str], nodes: Mapping[str, Node]) -> bool | None:
    """Give true, false, or None for what depends on other answers."""
    if not isinstance(rule, dict) or len(rule) != 1:
        return None
    ((name, given),) = rule.items()
    arguments = given if isinstance(given, list) else [given]
    inner = [_truth(one, scope, missing, nodes) for one in arguments]
    if name in ("and", "or"):
        settles: bool = name == "or"
        if any(one is settles for one in inner):
            return settles
        return not settles if inner and all(one is not settles and one is not None for one in inner) else None
    if name in ("!", "!!") and len(inner) == 1:
        return None if inner[0] is None else inner[0] is (name == "!!")
    if name in ORDERED and any(_null(one, scope, missing, nodes) for one in arguments):
        return False
    return False if _null(rule, scope, missing, nodes) else None


def _null(rule: Any, scope: str, missing: frozenset[str], nodes: Mapping[str, Node]) -> bool:
    """Say whether a part of a rule is null for want of an answer."""
    if not isinstance(rule, dict) or len(rule) != 1:
        return False
    ((name, given),) = rule.items()
    arguments = given if isinstance(given, list) else [given]
    if name in ("var", "root"):
        read = computed_reads(rule, scope, nodes)
        return len(arguments) == 1 and bool(read) and read <= missing
    return name in ("age", "days", "months", "years") and any(_null(one, scope, missing, nodes) for one in arguments)
