"""Definitions of any shape at all: what the editor does to them gives a document or a sentence, never a crash."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from forms import authoring

SOUND: dict[str, Any] = {
    "title": "T",
    "type": "object",
    "properties": {
        "a": {"title": "A", "type": "string", "oneOf": [{"const": "x", "title": "X"}]},
        "g": {"title": "G", "type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]},
        "r": {"title": "R", "type": "array", "items": {"type": "object", "properties": {"c": {"type": "integer"}}}},
    },
    "required": ["a"],
    "x-pages": [{"id": "p", "title": "P", "fields": ["/a", "/g", "/r"]}, {"id": "q", "title": "Q", "fields": []}],
    "allOf": [{"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "else": {"properties": {"g": False}}}],
    "x-checks": [{"at": "/a", "logic": {"==": [{"var": "a"}, "z"]}, "message": "m"}],
    "x-i18n": {"en": {"/title": "T"}},
    "x-order": ["a"],
    "$defs": {"d": {"type": "string"}},
}
ODD: tuple[Any, ...] = (None, False, -1.5, "", "x", [], {}, [[]], [{}], [None], {"a": None})


def odd_definitions() -> Iterator[dict[str, Any]]:
    for path in list(_paths(SOUND)):
        for value in ODD:
            made = copy.deepcopy(SOUND)
            holder: Any = made
            for part in path[:-1]:
                holder = holder[part]
            holder[path[-1]] = value
            yield made


def _paths(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield (*above, key)
        yield from _paths(value, (*above, key))


READ: tuple[Callable[[dict[str, Any]], Any], ...] = (
    authoring.write_text,
    lambda one: authoring.tree(one, {}),
    lambda one: authoring.stray(one, {}),
    lambda one: authoring.condition_of(one, {}, "/g"),
    lambda one: authoring.candidates(one, {}, "/r", {}),
    lambda one: authoring.always_required(one, "/a"),
    lambda one: authoring.requirable(one, {}, "/a"),
    lambda one: authoring.text_sections(one, {}, "en"),
    lambda one: authoring.orphans(one, {}, "en"),
    lambda one: authoring.figures(one, {}),
)
CHANGED: tuple[Callable[[dict[str, Any]], Any], ...] = (
    lambda one: authoring.add_question(one, {}, "text", "Z", 0, 0),
    lambda one: authoring.add_question(one, {}, "text", "Z", 0, 0, inside="/g"),
    lambda one: authoring.copy_question(one, "/g"),
    lambda one: authoring.move_question(one, "/a", 1, 0),
    lambda one: authoring.move_question(one, "/g", 0, 2),
    lambda one: authoring.remove_question(one, "/a"),
    lambda one: authoring.rename_question(one, "/r", "z"),
    lambda one: authoring.set_figure(one, {}, "/a", "z.svg", "z"),
    lambda one: authoring.add_page(one, "Z", 1),
    lambda one: authoring.copy_page(one, 0),
    lambda one: authoring.move_page(one, 0, 1),
    lambda one: authoring.remove_page(one, 0),
    lambda one: authoring.add_language(one, "es"),
    lambda one: authoring.remove_language(one, "en"),
    lambda one: authoring.set_texts(one, {}, "en", {"/title": "Z"}),
)


def test_a_definition_of_any_shape_is_read_and_left_as_it_was() -> None:
    for one in odd_definitions():
        before = json.dumps(one)
        for read in READ:
            read(one)
        assert json.dumps(one) == before


@pytest.mark.parametrize("change", CHANGED)
def test_what_cannot_be_changed_is_told_and_left_as_it_was(change: Callable[[dict[str, Any]], Any]) -> None:
    for one in odd_definitions():
        before = json.dumps(one)
        with contextlib.suppress(authoring.AuthoringError):
            change(one)
        assert json.dumps(one) == before


def test_the_order_of_questions_may_be_no_list() -> None:
    found = authoring.tree({"x-order": False, "properties": {"a": {"type": "string"}}}, {})
    assert [one.pointer for one in found[0].items] == ["/a"]
