"""A procedure cut down to some of its questions."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from tests.conftest import TODAY, blocks

DEFINITION: dict[str, Any] = {
    "title": "Essai",
    "type": "object",
    "required": ["a", "d"],
    "properties": {
        "a": {"type": "string", "enum": ["Oui", "Non"], "title": "A"},
        "b": {"type": "string", "title": "B"},
        "c": {"type": "string", "title": "C"},
        "d": {"type": "integer", "title": "D"},
        "e": {"title": "E", "x-compute": {"+": [{"var": "d"}, 1]}, "type": "integer", "readOnly": True},
    },
    "allOf": [
        {
            "if": {"required": ["a"], "properties": {"a": {"const": "Oui"}}},
            "then": {"required": ["b", "c"]},
            "else": {"properties": {"b": False, "c": False}},
        }
    ],
    "x-checks": [
        {"at": "/d", "logic": {">": [{"var": "d"}, 0]}, "message": "D est trop petit.", "effect": "error"},
        {"at": "/c", "logic": {"!=": [{"var": "c"}, {"var": "d"}]}, "message": "C vaut D.", "effect": "error"},
    ],
    "x-pages": [
        {"id": "un", "title": "Un", "fields": ["/a", "/b"]},
        {"id": "deux", "title": "Deux", "fields": ["/c", "/d", "/e"]},
    ],
    "x-i18n": {"en": {"/properties/b/title": "Bee", "/properties/d/title": "Dee"}},
}


@pytest.fixture(scope="module")
def whole() -> forms.Procedure:
    return forms.load(DEFINITION)


def keys(procedure: forms.Procedure) -> list[str]:
    return [question.key for question in procedure.questions]


def test_a_part_has_its_keys_and_what_their_conditions_read(whole: forms.Procedure) -> None:
    assert keys(whole.only(["b"])) == ["a", "b"]
    assert keys(whole.only(["d"])) == ["d"]
    assert keys(whole.only(["e"])) == ["d", "e"]
    assert keys(whole.only(["nothing"])) == []


def test_a_part_is_made_once(whole: forms.Procedure) -> None:
    assert whole.only(["a", "b"]) is whole.only(["b"])
    assert whole.only(["c"]) is not whole.only(["b"])


def test_conditions_and_requirements_of_a_part_still_hold(whole: forms.Procedure) -> None:
    part = whole.only(["b"])
    assert [one.pointer for one in part.problems({"a": "Oui"}, today=TODAY)] == ["/b"]
    assert part.problems({"a": "Non", "b": "left over"}, today=TODAY) == ()
    assert part.relevant({"a": "Non", "b": "left over", "d": 3}, today=TODAY) == {"a": "Non"}


def test_checks_stay_where_all_that_they_read_stays(whole: forms.Procedure) -> None:
    assert [one.message for one in whole.only(["d"]).problems({"d": -1}, today=TODAY)] == ["D est trop petit."]
    assert whole.only(["c"]).problems({"a": "Oui", "c": "x"}, today=TODAY) == ()


def test_a_part_is_one_page_in_every_language(whole: forms.Procedure) -> None:
    part = whole.in_language("en").only(["b"])
    assert len(part.pages) == 1
    assert [question.texts.title for question in part.questions] == ["A", "Bee"]


def test_a_part_of_the_profile_has_its_address() -> None:
    from tests.conftest import SCHEMAS

    profile = forms.load(forms.read((SCHEMAS / "profile.json").read_text("utf-8")), blocks=blocks())
    part = profile.only(["adresse"])
    assert {question.pointer.split("/")[1] for question in part.questions} == {"adresse"}
    assert [one.name for one in part.problems({}, today=TODAY)] == [
        "adresse-voie",
        "adresse-codePostal",
        "adresse-commune",
    ]
