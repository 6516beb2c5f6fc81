"""The patterns of a definition: each must run in linear time, and look at a whole answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from forms.conditions import validator
from forms.expansion import Schema
from forms.pointers import escape
from forms.problems import DefinitionProblem
from forms.screen import ADVANCED, ANSWER, first, owner

DATA = {"const", "enum", "default", "examples"}
RIGHT = f"Videz « Motif », à {ADVANCED}, et écrivez plutôt le « Format attendu », à {ANSWER}."


def pattern_problems(bundled: Schema) -> list[DefinitionProblem]:
    """Refuse patterns that cannot run in linear time, or that only look at a part of an answer, wherever they stand."""
    found: list[DefinitionProblem] = []
    waiting: list[tuple[Any, str]] = [(bundled, "")]
    while waiting:
        node, here = waiting.pop()
        if isinstance(node, list):
            waiting.extend((child, f"{here}/{index}") for index, child in enumerate(node))
        if not isinstance(node, dict):
            continue
        named = node.get("patternProperties")
        for pattern in named if isinstance(named, dict) else ():
            found += _pattern(bundled, pattern, f"{here}/patternProperties/{escape(pattern)}", whole=False)
        if isinstance(node.get("pattern"), str) and not here.endswith("/properties"):
            found += _pattern(bundled, node["pattern"], f"{here}/pattern", whole=True)
        schemas = ((key, child) for key, child in node.items() if key not in DATA and not key.startswith("x-"))
        waiting.extend((child, f"{here}/{escape(key)}") for key, child in schemas)
    return found


def _pattern(bundled: Schema, pattern: str, here: str, whole: bool) -> Iterator[DefinitionProblem]:
    whose = first(owner(bundled, here))
    if pattern_refusal(pattern):
        wrong = f"{whose} : le motif n’est pas lisible, ou demande un retour en arrière qui pourrait bloquer le site."
        yield DefinitionProblem(here, wrong, RIGHT, "Écrivez le motif (pattern) sans regard en avant ni renvoi.")
    elif whole and not (pattern.startswith("^") and pattern.endswith("$") and _top_level_whole(pattern)):
        right = f"Écrivez « ^(?:{pattern.strip('^$')})$ » dans « Motif », à {ADVANCED}."
        yield DefinitionProblem(here, f"{whose} : le motif ne porte que sur une partie de la réponse.", right)


def pattern_refusal(pattern: str) -> str:
    """Say why a pattern cannot run in linear time, or `""` when it can."""
    try:
        validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return "Le motif n’est pas lisible, ou demande un retour en arrière qui pourrait bloquer le site."
    return ""


def _top_level_whole(pattern: str) -> bool:
    """Say whether no alternative at the top escapes the anchors (`^a|b$` does)."""
    depth = 0
    escaped = in_class = False
    for sign in pattern:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            return False
    return True
