"""What conditions say of a question that has gone into a group, or out of one, said where it is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms.authoring import seats
from forms.authoring.mentions import listing, mapping
from forms.expansion import Schema
from forms.pointers import split

ABSENT = object()


def renest(document: Schema, old: str, new: str) -> None:
    """Rewrite, in place, the conditions that stand above both places of a question.

    `required` and `properties` of one schema both hold at once, so each may be said deeper or less deep alone.
    """
    before, after = split(old), split(new)
    shared = 0
    while shared < min(len(before), len(after)) - 1 and before[shared] == after[shared]:
        shared += 1
    if "*" in before[shared:-1] or "*" in after[shared:-1]:
        return
    _Nesting(before[:shared], before[shared:], after[shared:]).walk(document, 0)


class _Nesting:
    def __init__(self, shared: Sequence[str], old: Sequence[str], new: Sequence[str]) -> None:
        self._shared = shared
        self._old = old
        self._new = new

    def walk(self, node: Any, depth: int) -> None:
        """Go down what declares questions to the object above both places; its conditions and those above it turn."""
        if not isinstance(node, dict):
            return
        self._conditions(node, depth)
        if depth < len(self._shared):
            part = self._shared[depth]
            inner = node.get("items") if part == "*" else mapping(node, "properties").get(part)
            self.walk(inner, depth + 1)

    def _conditions(self, node: Schema, depth: int) -> None:
        for word in ("if", "then", "else", "not"):
            self._turn(node.get(word), depth, effect=word in ("then", "else"))
        for word in ("allOf", "anyOf", "oneOf"):
            for child in listing(node, word):
                if word == "allOf" and isinstance(child, dict) and child.keys() & {"if", "then", "else"}:
                    self._conditions(child, depth)
                else:
                    self._turn(child, depth, effect=False)

    def _turn(self, node: Any, depth: int, effect: bool) -> None:
        if not isinstance(node, dict):
            return
        self._conditions_of(node, depth, effect)
        if depth < len(self._shared):
            part = self._shared[depth]
            inner = node.get("items") if part == "*" else mapping(node, "properties").get(part)
            self._turn(inner, depth + 1, effect)
            return
        value, named = _taken(node, self._old, effect)
        if value is not ABSENT or named:
            _said(node, self._new, value, named)

    def _conditions_of(self, node: Schema, depth: int, effect: bool) -> None:
        for word in ("if", "then", "else", "not"):
            self._turn(node.get(word), depth, effect and word != "not")
        for word in ("allOf", "anyOf", "oneOf"):
            for child in listing(node, word):
                self._turn(child, depth, effect)


def _taken(node: Schema, path: Sequence[str], effect: bool) -> tuple[Any, bool]:
    """Take what a schema says of a question out of it: its schema, and whether it is required."""
    name = path[0]
    properties, names = mapping(node, "properties"), listing(node, "required")
    if len(path) > 1:
        inner = properties.get(name)
        if not isinstance(inner, dict):
            return ABSENT, False
        value, named = _taken(inner, path[1:], effect)
        if not inner:
            del properties[name]
            if not effect:
                _unname(node, name)
    else:
        value, named = properties.pop(name, ABSENT), name in names
        _unname(node, name)
    if "properties" in node and not properties:
        del node["properties"]
    return value, named


def _unname(node: Schema, name: str) -> None:
    names = listing(node, "required")
    if name in names:
        names[:] = [one for one in names if one != name]
        if not names:
            del node["required"]


def _said(node: Schema, path: Sequence[str], value: Any, named: bool) -> None:
    name = path[0]
    if named and name not in listing(node, "required"):
        seats.lay(node, "required", [*listing(node, "required"), name])
    if len(path) == 1 and value is ABSENT:
        return
    if "properties" not in node:
        seats.lay(node, "properties", {})
    if len(path) == 1:
        node["properties"][name] = value
        return
    inner = node["properties"].setdefault(name, {})
    if isinstance(inner, dict):
        _said(inner, path[1:], value, named)
