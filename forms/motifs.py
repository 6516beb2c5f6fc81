"""The patterns of a definition: each must run in linear time, and look at a whole answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs

from forms.conditions import refuse
from forms.expansion import Schema
from forms.pointers import escape
from forms.problems import DefinitionProblem
from forms.screen import ADVANCED, ANSWER, first, owner

DATA = {"const", "enum", "default", "examples"}
COUNT = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
LIGHT, HEAVIEST, MOST_HEAVY = 200_000, 2_000_000, 20
"""Bytes of a compiled pattern: more than the first is heavy, more than the second is none, and few may be heavy."""
REFUSED = "le motif n’est pas lisible, ou demande un retour en arrière qui pourrait bloquer le site."
TOO_HEAVY = "le motif est trop lourd : il ralentirait le site."
RIGHT = f"Videz « Motif », à {ADVANCED}, et écrivez plutôt le « Format attendu », à {ANSWER}."
LIGHTER = f"Comptez les signes par la longueur de la réponse, à {ANSWER}, plutôt que dans « Motif », à {ADVANCED}."
MEANT = "Écrivez le motif (pattern) sans regard en avant ni renvoi."
MEANT_LIGHTER = "Écrivez « + » plutôt que « {1,200} » dans « pattern », et la limite dans « maxLength »."


def pattern_problems(bundled: Schema) -> list[DefinitionProblem]:
    """Refuse patterns that cannot run in linear time, or that only look at a part of an answer, wherever they stand."""
    found: list[DefinitionProblem] = []
    heavy: set[str] = set()
    waiting: list[tuple[Any, str]] = [(bundled, "")]
    while waiting:
        node, here = waiting.pop()
        if isinstance(node, list):
            waiting.extend((child, f"{here}/{index}") for index, child in enumerate(node))
        if not isinstance(node, dict):
            continue
        named = node.get("patternProperties")
        for pattern in named if isinstance(named, dict) else ():
            found += _pattern(bundled, pattern, f"{here}/patternProperties/{escape(pattern)}", heavy, whole=False)
        if isinstance(node.get("pattern"), str) and not here.endswith("/properties"):
            found += _pattern(bundled, node["pattern"], f"{here}/pattern", heavy, whole=True)
        schemas = ((key, child) for key, child in node.items() if key not in DATA and not key.startswith("x-"))
        waiting.extend((child, f"{here}/{escape(key)}") for key, child in schemas)
    return found


def _pattern(bundled: Schema, pattern: str, here: str, heavy: set[str], whole: bool) -> Iterator[DefinitionProblem]:
    """Look at one pattern; `heavy` are the heavy ones met so far, to which it is added if it is one."""
    whose = first(owner(bundled, here))
    if not _fits(pattern, LIGHT) and _is_readable(pattern):
        heavy.add(pattern)
    refusal = pattern_refusal(pattern, tried=pattern not in heavy or len(heavy) <= MOST_HEAVY)
    if refusal == TOO_HEAVY:
        yield DefinitionProblem(here, f"{whose} : {TOO_HEAVY}", LIGHTER, MEANT_LIGHTER)
    elif refusal:
        yield DefinitionProblem(here, f"{whose} : {REFUSED}", RIGHT, MEANT)
    elif whole and not (pattern.startswith("^") and pattern.endswith("$") and _top_level_whole(pattern)):
        right = f"Écrivez « ^(?:{pattern.strip('^$')})$ » dans « Motif », à {ADVANCED}."
        yield DefinitionProblem(here, f"{whose} : le motif ne porte que sur une partie de la réponse.", right)


def pattern_refusal(pattern: str, tried: bool = True) -> str:
    """Say why a pattern cannot run in linear time, or is too heavy, `""` when neither; a heavy one may go untried."""
    if _fits(pattern, LIGHT) or (tried and _fits(pattern, HEAVIEST)):
        return ""
    return TOO_HEAVY if _is_readable(pattern) else REFUSED


@lru_cache(maxsize=4096)
def _fits(pattern: str, most: int) -> bool:
    """Say whether a pattern can be compiled, to run in linear time, in that many bytes."""
    options = jsonschema_rs.RegexOptions(size_limit=most)
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options, retriever=refuse)
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _is_readable(pattern: str) -> bool:
    """Say whether a pattern that may be too heavy is one at all: it is without its counts, and these make sense."""
    counts = (found.groups() for found in COUNT.finditer(pattern))
    sound = all(not most or int(least) <= int(most) for least, most in counts)
    return sound and _fits(COUNT.sub("", pattern), HEAVIEST)


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
