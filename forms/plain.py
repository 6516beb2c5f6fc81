"""The plain 2020-12 twin of a definition, which any validator accepts."""

from __future__ import annotations

from typing import Any

from forms.expansion import Schema

PLAIN = "https://json-schema.org/draft/2020-12/schema"
DATA = {"const", "enum", "default", "examples"}
NAMED = {"properties", "patternProperties", "$defs", "dependentSchemas", "dependentRequired"}


def twin(bundled: Schema) -> dict[str, Any]:
    """Give the definition without our words, every block under `$defs`, `$schema` naming the standard."""
    made: dict[str, Any] = _without_words(bundled)
    return {"$schema": PLAIN, **{key: value for key, value in made.items() if key != "$schema"}}


def _without_words(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_words(child) for child in node]
    if not isinstance(node, dict):
        return node
    return {key: _kept(key, value) for key, value in node.items() if not key.startswith("x-")}


def _kept(key: str, value: Any) -> Any:
    if key in DATA:
        return value
    if key in NAMED and isinstance(value, dict):
        return {name: _without_words(child) for name, child in value.items()}
    return _without_words(value)
