"""A definition without its conditions, to look at every question of it."""

from __future__ import annotations

from typing import Any

import forms
from forms import authoring
from tests.conftest import SLUGS, load_file
from tests.forms.authoring.test_demanded import DEMANDED, TEST

DOCUMENT: dict[str, Any] = {
    **DEMANDED,
    "properties": {**DEMANDED["properties"], "e": {"title": "E", "type": "string"}},
    "allOf": [*DEMANDED["allOf"], {"if": TEST, "then": {"properties": {"e": False}}, "else": {"required": ["e"]}}],
}


def test_every_question_shows_and_is_required_as_for_those_who_see_it() -> None:
    made = authoring.unconditional(DOCUMENT)
    assert "allOf" not in made
    assert made["required"] == ["a", "b", "e"], "d shows always, and is required of some"
    assert {one.key: one.required for one in forms.load(made).questions} == {
        **dict.fromkeys("abe", True),
        **dict.fromkeys("cd", False),
    }


def test_what_has_no_condition_stays_as_it_is() -> None:
    plain = {key: value for key, value in DOCUMENT.items() if key != "allOf"}
    assert authoring.unconditional(plain) == plain
    strange = {**plain, "allOf": [{"title": "x"}, True], "required": "a"}
    assert authoring.unconditional(strange) == strange


def test_our_procedures_have_no_hidden_question_left() -> None:
    for slug in SLUGS:
        made = forms.load(authoring.unconditional(load_file(slug).document), draft=True)
        assert not made.compiled.hide, slug
