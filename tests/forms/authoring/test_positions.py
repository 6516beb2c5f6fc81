"""Where everything stands in the text of a definition, and one place of it as a text of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms import authoring
from forms.pointers import escape
from tests.conftest import SCHEMAS, SLUGS, blocks

KEYS = st.text(max_size=4) | st.sampled_from(["a/b", "~", "~1", "", "0", 'q"', "é\n"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)


def everywhere(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    yield pointer, node
    if isinstance(node, dict):
        for key, child in node.items():
            yield from everywhere(child, f"{pointer}/{escape(key)}")
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from everywhere(child, f"{pointer}/{index}")


@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from([None, 0, 1, "\t"]), st.booleans(), st.sampled_from([(",", ":"), (" , ", "\n :\r\n")]))
def test_every_pointer_begins_where_json_reads_it(
    value: Any, indent: Any, plain: bool, separators: tuple[str, str]
) -> None:
    text = "\n " + json.dumps(value, indent=indent, ensure_ascii=plain, separators=separators) + "\n"
    found, lines, decoder = authoring.pointer_lines(text), text.split("\n"), json.JSONDecoder()
    expected = dict(everywhere(value))
    for pointer in expected:
        assert (f"{pointer}/rien" in found) == (f"{pointer}/rien" in expected)
        position = found.get(pointer)
        assert position is not None, pointer
        line, column = position
        start = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        read, end = decoder.raw_decode(text, start)
        last = pointer.rpartition("/")[2]
        rest = text[end:].lstrip()
        if pointer and escape(str(read)) == last and rest.startswith(":"):
            rest = rest[1:].lstrip()
            read, _ = decoder.raw_decode(rest)
        assert (read, type(read)) == (expected[pointer], type(expected[pointer]))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='{}[]",:\\ \n1ea-', max_size=30) | st.text(max_size=20))
def test_a_text_that_is_no_json_has_positions_too(text: str) -> None:
    authoring.pointer_lines(text)
    line, column = authoring.fault_position(text)
    assert 1 <= line <= text.count("\n") + 1
    assert column >= 1


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ('{"a": 1,\n "b" 2}', (2, 6)),
        ('{"a": 1,\n "b": 2,\n "a": 3}', (3, 2)),
        ('{"a": [{"c": 1, "c": 2}]}', (1, 17)),
        ('{"b": 1,\n "a": NaN}', (2, 2)),
        ('{"a": 1, "b": 1e999}', (1, 10)),
        ("[" * 5000, (1, 1)),
        ("", (1, 1)),
    ],
)
def test_what_keeps_a_text_from_being_read_has_its_place(text: str, position: tuple[int, int]) -> None:
    with pytest.raises(forms.DefinitionError):
        authoring.parse(text)
    found = authoring.fault_position(text)
    assert found == position if "[" * 9 not in text else found[0] == 1


def test_a_value_out_of_range_is_shown_at_its_key_or_its_row() -> None:
    assert authoring.fault_position('{"a": [1,\n  -Infinity]}') == (2, 3)


def test_a_place_in_a_shared_block_is_shown_where_the_block_is_taken_up() -> None:
    document = {"properties": {"sepa": {"$ref": "https://blocs.example/sepa/1"}}, "x-pages": [{"id": "a"}]}
    lines = authoring.pointer_lines(json.dumps(document, indent=2))
    inner = "/$defs/https:~1~1blocs.example~1sepa~11/properties/iban"
    assert authoring.nearest(lines, document, inner) == "/properties/sepa/$ref"
    assert authoring.nearest(lines, document, "/$defs/nobody/properties/iban") == ""
    assert authoring.nearest(lines, document, "/x-pages/0/title") == "/x-pages/0"
    assert authoring.nearest(lines, document, "/x-pages/0/id") == "/x-pages/0/id"


@pytest.mark.parametrize(
    ("pointer", "question"),
    [
        ("/properties/sepa/properties/iban/title", "/sepa/iban"),
        ("/properties/enfants/items/properties/nom/maxLength", "/enfants/*/nom"),
        ("/properties/enfants/items/required", "/enfants"),
        ("/properties/couple/prefixItems/1/title", "/couple/1"),
        ("/properties/a~1b/title", "/a~1b"),
        ("/x-pages/0/fields/1", ""),
        ("/allOf/0/else/properties/rib", ""),
        ("/properties", ""),
        ("", ""),
    ],
)
def test_a_place_of_the_document_lies_in_a_question(pointer: str, question: str) -> None:
    assert authoring.question_of(pointer) == question


@pytest.mark.parametrize("slug", SLUGS)
def test_every_question_of_our_procedures_is_found_in_its_text(slug: str) -> None:
    text = (SCHEMAS / "procedures" / f"{slug}.json").read_text("utf-8")
    document = authoring.parse(text)
    lines = authoring.pointer_lines(text)
    assert [pointer for pointer, _ in everywhere(document) if pointer not in lines] == []
    for page in authoring.tree(document, blocks()):
        for item in page.items:
            pointer = authoring.spot_pointer(document, blocks(), item.pointer)
            assert authoring.question_of(pointer) == item.pointer
            assert authoring.has_node(document, pointer)


def test_one_place_is_written_and_put_back_with_nothing_else_changed() -> None:
    document = authoring.parse('{"title": "A", "allOf": [{"if": true}, {"x-ext-a": 1.0}], "type": "object"}')
    assert authoring.write_node(document, "/allOf/1") == '{\n  "x-ext-a": 1.0\n}'
    assert authoring.write_node(document, "/title") == '"A"'
    made = authoring.put_node(document, "/allOf/1", '{"x-ext-a": 1e3, "not": false}')
    written = '{"title": "A", "allOf": [{"if": true}, {"x-ext-a": 1e3, "not": false}], "type": "object"}'
    assert authoring.write_text(made) == authoring.write_text(authoring.parse(written))
    assert document["allOf"][1] == {"x-ext-a": 1}
    assert authoring.put_node(document, "", '{"b": 1}') == {"b": 1}
    assert not authoring.has_node(document, "/allOf/2")
    assert not authoring.has_node(document, "title")


@pytest.mark.parametrize("text", ["", "1,", '1, "b": 2', '1, "endroit": 2', '1}, {"b": 2', "{", "// a", "1 2"])
def test_a_text_that_is_not_one_value_is_put_nowhere(text: str) -> None:
    with pytest.raises(forms.DefinitionError):
        authoring.put_node({"a": [1]}, "/a/0", text)
    line, column = authoring.node_fault_position(text)
    assert (line, column >= 1) == (1, True)
