"""Questions and pages moved there and back; what reads them reads them where they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms import authoring
from tests.forms.authoring.procedures import BLOCKS, PROCEDURES, Schema, loads, walked

NAMES = sorted(PROCEDURES)
GROUPED: Schema = {
    "title": "Essai",
    "type": "object",
    "required": ["a", "x"],
    "properties": {
        "a": {"title": "A", "type": "string", "enum": ["Oui", "Non"]},
        "x": {"title": "X", "type": "string"},
        "g": {"title": "G", "type": "object", "properties": {"b": {"title": "B", "type": "string"}}},
        "l": {
            "title": "L",
            "type": "array",
            "x-row": {"noun": "une ligne", "title": "{n} {m}"},
            "items": {"type": "object", "properties": {"n": {"type": "string"}, "m": {"type": "string"}}},
        },
        "t": {"title": "T", "type": "integer", "readOnly": True, "x-compute": {"length": {"var": "x"}}},
    },
    "allOf": [
        {
            "if": {"required": ["a"], "properties": {"a": {"const": "Oui"}}},
            "then": {"required": ["x"]},
            "else": {"properties": {"x": False}},
        },
        {"if": {"required": ["x"], "properties": {"x": {"const": "1"}}}, "else": {"properties": {"l": False}}},
    ],
    "x-checks": [{"at": "/x", "logic": {"!": {"var": "x"}}, "message": "Non."}],
    "x-pages": [
        {"id": "un", "title": "Un", "fields": ["/a", "/x"]},
        {"id": "deux", "title": "Deux", "fields": ["/g", "/l", "/t"]},
    ],
    "x-i18n": {"en": {"/properties/x/title": "The X", "/x-pages/1/title": "Two", "/properties/l/x-row/title": "{n}!"}},
}


def text(document: Schema) -> str:
    """Write a definition, so that the order of keys counts too."""
    return authoring.write_text(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_moved_back_leaves_the_definition_as_it_was(name: str) -> None:
    document = PROCEDURES[name]
    tree = authoring.tree(document, BLOCKS)
    for page in tree:
        for place, item in enumerate(page.items):
            there = authoring.move_question(document, item.pointer, len(tree) - 1, 0)
            back = authoring.move_question(there.document, there.pointer, page.index, place)
            assert text(back.document) == text(document)
    for item in walked(document):
        for place, child in enumerate(item.children if not item.block else ()):
            there = authoring.move_question(document, child.pointer, item.page, 0)
            back = authoring.move_question(there.document, there.pointer, item.page, place)
            assert text(back.document) == text(document)


@pytest.mark.parametrize("name", NAMES)
def test_pages_moved_back_or_copied_and_removed_leave_the_definition_as_it_was(name: str) -> None:
    document = PROCEDURES[name]
    for index in range(len(document["x-pages"])):
        there = authoring.move_page(document, index, 0)
        assert there.document["x-pages"][0] == document["x-pages"][index]
        assert text(authoring.move_page(there.document, 0, index).document) == text(document)
        copy = authoring.copy_page(document, index)
        assert text(authoring.remove_page(copy.document, index + 1).document) == text(document)
    loads(copy.document)


def test_translations_follow_their_pages() -> None:
    made = authoring.move_page(GROUPED, 1, 0).document
    assert made["x-i18n"]["en"]["/x-pages/0/title"] == "Two"
    assert "/x-pages/1/title" not in made["x-i18n"]["en"]


def test_a_question_goes_into_a_group_with_all_that_is_said_of_it() -> None:
    made = authoring.move_question(GROUPED, "/x", 1, 0, inside="/g", was=True)
    document = made.document
    forms.load(document)
    assert made.pointer == "/g/x"
    assert list(document["properties"]["g"]["properties"]) == ["x", "b"]
    assert document["properties"]["g"]["required"] == ["x"]
    assert document["properties"]["g"]["properties"]["x"]["x-was"] == "/x"
    decides, reads = document["allOf"]
    assert decides["then"] == {"required": ["g"], "properties": {"g": {"required": ["x"]}}}
    assert decides["else"] == {"properties": {"g": {"properties": {"x": False}}}}
    assert reads["if"] == {
        "required": ["g"],
        "properties": {"g": {"required": ["x"], "properties": {"x": {"const": "1"}}}},
    }
    assert document["x-checks"][0]["at"] == "/g/x"
    assert document["x-checks"][0]["logic"] == {"!": {"var": "g.x"}}
    assert document["properties"]["t"]["x-compute"] == {"length": {"var": "g.x"}}
    assert document["x-i18n"]["en"]["/properties/g/properties/x/title"] == "The X"
    assert document["x-pages"][0]["fields"] == ["/a"]
    back = authoring.move_question(document, "/g/x", 0, 1, inside="", was=True).document
    assert back["allOf"][1] == GROUPED["allOf"][1]
    assert back["properties"] == GROUPED["properties"]
    assert back["x-pages"] == GROUPED["x-pages"]


def test_what_a_condition_reads_does_not_go_into_rows() -> None:
    with pytest.raises(authoring.AuthoringError, match="ne peut pas la suivre"):
        authoring.move_question(GROUPED, "/x", 1, 0, inside="/l")


def test_a_page_copied_has_conditions_of_its_own() -> None:
    made = authoring.copy_page(GROUPED, 0).document
    forms.load(made)
    assert made["allOf"][1]["if"]["required"] == ["a2"]
    assert made["allOf"][1]["else"] == {"properties": {"x2": False}}
    assert made["x-i18n"]["en"]["/properties/x2/title"] == "The X"


def test_a_removal_tells_what_else_went() -> None:
    told = " ".join(authoring.remove_question(GROUPED, "/x").told)
    assert "La condition qui lisait « X » est retirée. Elle portait sur « L »." in told
    assert "La règle « Non. » lisait « X »" in told
    assert "Le calcul de « T » ne lisait que « X » : il est à refaire" in told


def test_the_title_of_a_row_follows_in_every_language() -> None:
    renamed = authoring.rename_question(GROUPED, "/l/*/n", "nom").document
    assert renamed["properties"]["l"]["x-row"]["title"] == "{nom} {m}"
    assert renamed["x-i18n"]["en"]["/properties/l/x-row/title"] == "{nom}!"
    removed = authoring.remove_question(GROUPED, "/l/*/n").document
    assert removed["properties"]["l"]["x-row"]["title"] == "{m}"


@pytest.mark.parametrize("key", ["__proto__", "csrf_token", "shown", "a/b", "a", ""])
def test_a_key_that_cannot_be_is_refused(key: str) -> None:
    with pytest.raises(authoring.AuthoringError):
        authoring.rename_question(GROUPED, "/x", key)


def test_a_choice_of_one_becomes_a_choice_of_several_with_its_answers() -> None:
    document = PROCEDURES["amethyste-renouvellement"]
    made = authoring.as_genre(document, BLOCKS, "/statut", "choices")
    node, was = made["properties"]["statut"], document["properties"]["statut"]
    assert node["items"]["oneOf"] == was["oneOf"]
    assert node["x-noun"] == was["x-noun"]
    assert made["x-i18n"]["en"]["/properties/statut/items/oneOf/0/title"] == "RE - Retired"
    loads(made)


def test_what_a_block_says_can_be_overlaid_and_is_not_renamed() -> None:
    document = PROCEDURES["amethyste-renouvellement"]
    assert authoring.own(document, "/sepa/iban") is None
    assert authoring.effective(document, BLOCKS, "/sepa/iban")["format"] == "iban"
    laid = authoring.with_node(document, "/sepa/iban", {"title": "Votre IBAN"})
    assert authoring.effective(laid, BLOCKS, "/sepa/iban")["title"] == "Votre IBAN"
    with pytest.raises(authoring.AuthoringError, match="bloc partagé"):
        authoring.rename_question(document, "/sepa/iban", "compte")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_done_nothing_is_named_that_is_not_there(data: st.DataObject) -> None:
    document: dict[str, Any] = GROUPED
    for _ in range(4):
        tree = authoring.tree(document, {})
        items = [item for item in walked(document) if not item.missing]
        if not items:
            return
        item, page = data.draw(st.sampled_from(items)), data.draw(st.integers(0, len(tree) - 1))
        deed = data.draw(st.sampled_from(["add", "copy", "move", "rename", "remove", "page"]))
        document = _done(document, deed, item, page)
    assert not any(item.missing for item in walked(document))
    known = {item.pointer for item in walked(document)}
    known |= {item.pointer for item in authoring.stray(document, {})}
    assert {one.removesuffix("/*") for one in authoring.named_in(document)} <= known
    assert not authoring.stray(document, {})
    forms.load(document, draft=True)


def _done(document: Schema, deed: str, item: authoring.TreeItem, page: int) -> Schema:
    try:
        made = {
            "add": lambda: authoring.add_question(document, {}, "text", "Nom", page, 0),
            "copy": lambda: authoring.copy_question(document, item.pointer),
            "move": lambda: authoring.move_question(document, item.pointer, page, 0),
            "rename": lambda: authoring.rename_question(document, item.pointer, f"{item.key}z", was=True),
            "remove": lambda: authoring.remove_question(document, item.pointer),
            "page": lambda: authoring.copy_page(document, page),
        }[deed]()
    except authoring.AuthoringError:
        return document
    return made.document
