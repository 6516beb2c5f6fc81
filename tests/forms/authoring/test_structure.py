"""Questions added, copied, renamed, moved and removed: all that names them follows, all the rest stays."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms import authoring
from tests.forms.authoring.procedures import BLOCKS, PROCEDURES, Schema, loads, walked

NAMES = sorted(PROCEDURES)
LOADED = 5
"""One question in so many has its definition compiled again: that is what takes time."""


def text(document: Schema) -> str:
    """Write a definition, so that the order of keys counts too."""
    return authoring.write_text(document)


def held(document: Schema) -> list[str]:
    """Give the questions written in the document itself."""
    items = [item for item in walked(document) if item.key != "*"]
    blocks = [item.pointer + "/" for item in items if item.block]
    return [item.pointer for item in items if not any(item.pointer.startswith(block) for block in blocks)]


def sound(document: Schema) -> None:
    """Load a definition; a page that has just lost its last question is for its author to fill."""
    pages = [page for page in document["x-pages"] if page["fields"]]
    loads({**document, "x-pages": pages})


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_removed_leaves_the_definition_as_it_was(name: str) -> None:
    document = PROCEDURES[name]
    for place, pointer in enumerate(held(document)):
        copy = authoring.copy_question(document, pointer)
        assert authoring.own(copy.document, copy.pointer) is not None
        assert text(authoring.remove_question(copy.document, copy.pointer).document) == text(document)
        if place % LOADED == 0:
            loads(copy.document)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_renamed_back_leaves_the_definition_as_it_was(name: str) -> None:
    document = PROCEDURES[name]
    for place, pointer in enumerate(held(document)):
        renamed = authoring.rename_question(document, pointer, "autreNom", was=True)
        assert (authoring.own(renamed.document, renamed.pointer) or {})["x-was"] == pointer
        key = pointer.rpartition("/")[2]
        back = authoring.rename_question(renamed.document, renamed.pointer, key, was=True)
        assert text(back.document) == text(document)
        if place % LOADED == 0:
            loads(renamed.document)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_removed_is_named_nowhere_any_more(name: str) -> None:
    document = PROCEDURES[name]
    for place, pointer in enumerate(held(document)):
        made = authoring.remove_question(document, pointer).document
        assert not [one for one in authoring.named_in(made) if one == pointer or one.startswith(pointer + "/")]
        if place % LOADED == 0:
            sound(made)


def computed(logic: Any) -> Schema:
    """Make a definition with two numbers, rows of numbers and a total."""
    number = {"type": "integer", "minimum": 0, "maximum": 99}
    row = {key: {"title": key.upper(), **number} for key in "nm"}
    rows = {"title": "L", "type": "array", "items": {"type": "object", "properties": row}}
    return {
        "title": "Essai",
        "type": "object",
        "properties": {
            **{key: {"title": key.upper(), **number} for key in "abc"},
            "l": rows,
            "t": {"title": "T", "type": "integer", "readOnly": True, "x-compute": logic},
        },
        "x-pages": [
            {"id": "un", "title": "Un", "fields": ["/a", "/c", "/l"]},
            {"id": "deux", "title": "Deux", "fields": ["/b", "/t"]},
        ],
    }


A, B = {"var": "a"}, {"var": "b"}
OLDER = {"if": [{">": [{"var": "current.n"}, 1]}, 1, 0]}
COUNTED = {"reduce": [{"var": "l"}, {"+": [{"var": "accumulator"}, OLDER]}, 0]}
GOES_ON = "Le calcul de « T » lisait « {} » : il n’en tient plus compte."
WRONG = "Le calcul de « T » lisait « {} » : il ne donne plus de résultat juste."
AGAIN = "Le calcul de « T » ne lisait que « {} » : il est à refaire"


@pytest.mark.parametrize(
    ("logic", "pointer", "left", "told"),
    [
        ({"+": [A, B]}, "/a", {"+": [B]}, GOES_ON.format("A")),
        ({"+": [A]}, "/a", {"+": []}, AGAIN.format("A")),
        ({"+": [A, COUNTED]}, "/l", {"+": [A]}, GOES_ON.format("L")),
        ({"+": [{"if": [{"==": [A, 1]}, 1, 0]}, B]}, "/a", {"+": [B]}, GOES_ON.format("A")),
        ({"max": [A, B]}, "/a", {"max": [B]}, GOES_ON.format("A")),
        (
            {"if": [{"!": {"and": [A, B]}}, None, {">": [{"+": [A, B]}, 2]}, 1, 2]},
            "/a",
            {"if": [{"!": {"and": [B]}}, None, {">": [{"+": [B]}, 2]}, 1, 2]},
            GOES_ON.format("A"),
        ),
        ({"if": [{"missing": ["a", "b"]}, None, {"+": [A, B]}]}, "/a", None, GOES_ON.format("A")),
        ({"*": [A, B]}, "/a", {"*": [None, B]}, WRONG.format("A")),
        ({"length": A}, "/a", {"+": []}, AGAIN.format("A")),
        (COUNTED, "/l/*/n", None, WRONG.format("N")),
    ],
)
def test_a_calculation_that_loses_a_question_is_named_and_never_left_wrong_untold(
    logic: Any, pointer: str, left: Any, told: str
) -> None:
    made = authoring.remove_question(computed(logic), pointer)
    assert told in " ".join(made.told)
    assert left is None or made.document["properties"]["t"]["x-compute"] == left
    report = forms.verify(forms.load(made.document))
    rules = {one.rule for one in report.findings if one.blocks}
    assert rules == ({"reads-lost"} if "juste" in told else {"reads-none"} if "refaire" in told else set())


def test_a_page_that_goes_tells_which_calculations_and_rules_read_it() -> None:
    document = computed({"-": [A, {"var": "c"}]})
    document["x-checks"] = [{"at": "/b", "logic": {">": [B, A]}, "message": "Plus que A."}]
    told = authoring.remove_page(document, 0).told
    assert "La règle « Plus que A. » lisait « A » : elle est retirée." in told
    assert any(one.startswith("Le calcul de « T » ne lisait que « A » et « C »") for one in told), told


def test_the_smallest_definition_can_be_published() -> None:
    document = authoring.blank("ma-demarche", "Ma démarche")
    report = forms.verify(loads(document))
    assert not [one for one in report.findings if one.severity == "blocks"]


@pytest.mark.parametrize("genre", list(authoring.genres(BLOCKS)))
def test_each_genre_can_be_added_and_is_known_again(genre: str) -> None:
    document = authoring.blank("x", "X")
    made = authoring.add_question(document, BLOCKS, genre, "Une nouvelle question ?", 0, 1)
    loads(made.document)
    assert made.pointer == "/nouvelleQuestion"
    tree = authoring.tree(made.document, BLOCKS)
    assert [item.genre for item in tree[0].items] == ["text", genre]
    assert text(authoring.remove_question(made.document, made.pointer).document) == text(document)
