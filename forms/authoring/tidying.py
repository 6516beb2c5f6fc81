"""What a removal leaves without meaning goes too: empty lists of names, conditions that decide nothing any more."""

from __future__ import annotations

from typing import Any

from forms.authoring.following import containers
from forms.authoring.mentions import mapping
from forms.expansion import Schema

NAMES = ("required", "x-order", "dependentRequired", "dependentSchemas", "x-checks", "x-row", "allOf")
SAID = {"$comment", "title", "description", "x-errors"}


def hollow(document: Schema) -> set[int]:
    """Give what has no meaning in a definition already: nobody asked for that to be tidied."""
    return {id(node) for node, _ in containers(document) if _hollow(node)}


def tidy(document: Schema, known: set[int]) -> None:
    """Take out, in place, what has lost its meaning since `known` was taken."""
    _schema(document, known, declares=True)


def _hollow(node: Any) -> bool:
    if isinstance(node, list):
        return not node
    rest = node.keys() - SAID
    return not rest or rest == {"if"}


def _gone(node: Any, known: set[int]) -> bool:
    return isinstance(node, dict | list) and _hollow(node) and id(node) not in known


def _schema(node: Any, known: set[int], declares: bool) -> None:
    if not isinstance(node, dict):
        return
    properties = mapping(node, "properties")
    for name, child in list(properties.items()):
        _schema(child, known, declares)
        if not declares and _gone(child, known):
            del properties[name]
    if not declares and "properties" in node and _gone(properties, known):
        del node["properties"]
    for word in ("items", "contains", "not"):
        _schema(node.get(word), known, declares and word == "items")
    dependents = mapping(node, "dependentSchemas")
    for name, child in list(dependents.items()):
        _schema(child, known, declares=False)
        if _gone(child, known):
            del dependents[name]
    named = mapping(node, "dependentRequired")
    for name, child in list(named.items()):
        if _gone(child, known):
            del named[name]
    for word in ("then", "else"):
        _schema(node.get(word), known, declares=False)
        if _gone(node.get(word), known):
            del node[word]
    _lists(node, known, declares)
    for word in NAMES:
        if _gone(node.get(word), known):
            del node[word]


def _lists(node: Schema, known: set[int], declares: bool) -> None:
    for word in ("allOf", "anyOf", "oneOf"):
        listed = node.get(word)
        if not isinstance(listed, list):
            continue
        for child in listed:
            _schema(child, known, declares and word == "allOf")
        listed[:] = [child for child in listed if not _gone(child, known)]
        if word != "allOf" and _gone(listed, known):
            del node[word]
            errors = node.get("x-errors")
            if isinstance(errors, dict):
                errors.pop(word, None)
                if not errors:
                    del node["x-errors"]
