"""The value of an answer changed: the conditions, the checks and the default that name it follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.expansion import Schema
from forms.model import Json
from forms.pointers import split

SAME = ("if", "then", "else", "not")
SEVERAL = ("allOf", "anyOf", "oneOf")
OF_ITEMS = ("items", "contains")
COMPARING = ("==", "===", "!=", "!==", "in")


Pairs = Sequence[tuple[Json, Json]]
"""Values with what each is now, all changed at once."""


def values_followed(document: Schema, pointer: str, pairs: Pairs) -> Schema:
    """Give the document where what names values of a question names their new ones."""
    parts = split(pointer)
    made: Schema = _schema(document, parts, pairs)
    if "x-checks" in made:
        made = {**made, "x-checks": _logic(made["x-checks"], ".".join(parts), pairs)}
    return made if made != document else document


def _schema(node: Any, parts: Sequence[str], pairs: Pairs) -> Any:
    """Follow the way to a question through a schema and all that is said beside it."""
    if not isinstance(node, dict):
        return node
    if not parts:
        return _question(node, pairs)
    made = dict(node)
    for word in SAME:
        if word in made:
            made[word] = _schema(made[word], parts, pairs)
    for word in SEVERAL:
        if isinstance(made.get(word), list):
            made[word] = [_schema(child, parts, pairs) for child in made[word]]
    dependents = made.get("dependentSchemas")
    if isinstance(dependents, Mapping):
        made["dependentSchemas"] = {key: _schema(child, parts, pairs) for key, child in dependents.items()}
    if parts[0] == "*":
        for word in OF_ITEMS:
            if word in made:
                made[word] = _row(made[word], parts[1:], pairs)
    elif isinstance(made.get("properties"), Mapping) and parts[0] in made["properties"]:
        named = made["properties"]
        made["properties"] = {**named, parts[0]: _schema(named[parts[0]], parts[1:], pairs)}
    return made


def _row(node: Any, parts: Sequence[str], pairs: Pairs) -> Any:
    made = _schema(node, parts, pairs)
    if isinstance(made, dict) and "x-checks" in made:
        made = {**made, "x-checks": _logic(made["x-checks"], ".".join(parts), pairs)}
    return made


def _question(node: Schema, pairs: Pairs) -> Schema:
    """Change a value in what is said of the question itself, of one of its answers, or of the one it has."""
    made = dict(node)
    for key, value in node.items():
        if key in ("const", "default") and not isinstance(value, list):
            made[key] = _one(value, pairs)
        elif key in ("enum", "default"):
            made[key] = [_one(item, pairs) for item in value]
        elif key in (*SAME, *OF_ITEMS) and isinstance(value, dict):
            made[key] = _question(value, pairs)
        elif key in SEVERAL and isinstance(value, list):
            made[key] = [_question(child, pairs) if isinstance(child, dict) else child for child in value]
    return made


def _logic(rule: Any, name: str, pairs: Pairs) -> Any:
    """Change a value where JSONLogic compares it with the answer."""
    if isinstance(rule, list):
        return [_logic(child, name, pairs) for child in rule]
    if not isinstance(rule, dict):
        return rule
    made = {}
    for word, inside in rule.items():
        found = _logic(inside, name, pairs)
        reads = isinstance(found, list) and any(_reads(one, name) for one in found)
        made[word] = [_compared(one, pairs) for one in found] if word in COMPARING and reads else found
    return made


def _reads(rule: Any, name: str) -> bool:
    if not isinstance(rule, dict):
        return False
    return rule.get("var") in (name, [name]) or rule.get("root") == "/" + name.replace(".", "/")


def _compared(one: Any, pairs: Pairs) -> Any:
    return [_one(item, pairs) for item in one] if isinstance(one, list) else _one(one, pairs)


def _one(value: Any, pairs: Pairs) -> Any:
    named = (new for old, new in pairs if value == old and isinstance(value, bool) == isinstance(old, bool))
    return next(named, value)
