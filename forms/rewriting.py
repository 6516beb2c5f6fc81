"""The schema that answers are validated with: no references, choices as `enum`, branches as conditions.

Its verdict is that of the definition; its errors say more (`oneOf` alone only says « none fits »).
"""

from __future__ import annotations

from typing import Any

from forms.expansion import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMA_ONE, Schema
from forms.nodes import constants
from forms.structure import chooses, constant, discriminator


def rewrite(schema: Any) -> Any:
    """Give a schema with the same verdicts and better errors."""
    if not isinstance(schema, dict):
        return schema
    made: Schema = {key: _child(key, value) for key, value in schema.items()}
    for word in ("oneOf", "anyOf"):
        branches = made.get(word)
        if not branches or not all(isinstance(branch, dict) for branch in branches):
            continue
        if "enum" not in made and _plain_constants(branches):
            made["enum"] = [branch["const"] for branch in branches]
            del made[word]
        elif all("properties" in branch for branch in branches) and (name := discriminator(branches)):
            _as_conditions(made, word, name)
    return made


def _child(key: str, value: Any) -> Any:
    if key in SCHEMA_ONE:
        return rewrite(value)
    if key in SCHEMA_MAPS and isinstance(value, dict):
        return {name: rewrite(child) for name, child in value.items()}
    if key in SCHEMA_LISTS and isinstance(value, list):
        return [rewrite(child) for child in value]
    return value


def _plain_constants(branches: list[Schema]) -> bool:
    options = constants({"oneOf": branches})
    return bool(options) and len({repr(option["const"]) for option in options}) == len(branches)


def _as_conditions(made: Schema, word: str, name: str) -> None:
    branches = made.pop(word)
    values = [constant(branch["properties"][name]) for branch in branches]
    conditions = [{"if": chooses(branch, name), "then": branch} for branch in branches]
    made["allOf"] = [
        *made.get("allOf", []),
        {"required": [name], "properties": {name: {"enum": values}}},
        *conditions,
    ]
