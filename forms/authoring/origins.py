"""Where a definition being written comes from: a published version with its blocks bundled, a copy of another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import copied as duplicate
from forms.expansion import MAPS, SCHEMA_LISTS, SCHEMA_ONE, Schema, bundle, compact

WAS = "x-was"


def unbundled(document: Schema, blocks: Mapping[str, Schema]) -> Schema:
    """Give a published definition without the shared blocks that publication put into it: `$ref` leads to them again.

    A block that is not the shared one any more stays, and so does all that bundling would not give back as it was.
    """
    definitions = document.get("$defs")
    if not isinstance(definitions, dict):
        return _same(document)
    names = list(definitions)
    while names and definitions[names[-1]] == blocks.get(names[-1]):
        names.pop()
    if len(names) == len(definitions):
        return _same(document)
    made = _same(document)
    made["$defs"] = {name: made["$defs"][name] for name in names}
    if not names and list(made)[-1] == "$defs":
        del made["$defs"]
    return made if compact(bundle(made, blocks)) == compact(document) else _same(document)


def copy_of(document: Schema, title: str, address: str) -> Schema:
    """Give a definition as the beginning of another procedure: its title and `$id`, and no memory of older keys."""
    made = _forgetting(document)
    if "$id" in made and "title" in made:
        return {**made, "$id": address, "title": title}
    first = {"$schema": made["$schema"]} if "$schema" in made else {}
    return {**first, "$id": address, "title": title} | {
        key: value for key, value in made.items() if key not in ("$schema", "$id", "title")
    }


def _same(document: Schema) -> Schema:
    made: Schema = duplicate(document)
    return made


def _forgetting(schema: Any) -> Any:
    """Take `x-was` out of a schema and of those in it; a value or a key that is only named so stays."""
    if not isinstance(schema, dict):
        return schema
    return {key: _within(key, value) for key, value in schema.items() if key != WAS}


def _within(key: str, value: Any) -> Any:
    if key in MAPS and isinstance(value, dict):
        return {name: _forgetting(child) for name, child in value.items()}
    if key in SCHEMA_LISTS and isinstance(value, list):
        return [_forgetting(child) for child in value]
    return _forgetting(value) if key in SCHEMA_ONE else duplicate(value)
