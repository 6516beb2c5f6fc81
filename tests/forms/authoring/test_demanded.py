"""A question that a condition makes obligatory: its panel says so, and never takes the condition back."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms import authoring
from tests.forms.authoring.panelling import EDITOR, SOURCES, Opened, changed, definitions

NOTE = "/demandedNote"
TEST = {"required": ["a"], "properties": {"a": {"const": "Oui"}}}
DEMANDED: dict[str, Any] = {
    "title": "Essai",
    "type": "object",
    "properties": {
        "a": {"title": "A", "enum": ["Oui", "Non"]},
        "b": {"title": "B", "type": "string"},
        "c": {"title": "C", "type": "string"},
    },
    "required": ["a"],
    "allOf": [
        {"if": TEST, "then": {"required": ["b"]}, "else": {"properties": {"b": False}}},
        {"if": TEST, "else": {"properties": {"c": False}}},
    ],
}


def told(opened: Opened) -> str:
    """Give what the first tab of a question says of the condition that makes it obligatory."""
    view = opened.panel.page("question", opened.before)
    return next((one.question.texts.hint for one in view.questions() if one.pointer == NOTE and one.visible), "")


def test_a_question_that_its_condition_makes_obligatory_says_so() -> None:
    assert "obligatoire" in told(Opened("question", DEMANDED, "/b")).lower()
    assert told(Opened("question", DEMANDED, "/a")) == ""
    assert told(Opened("question", DEMANDED, "/c")) == ""


@pytest.mark.parametrize("page", ["question", "reponse", "avance"])
def test_an_untouched_panel_of_such_a_question_changes_nothing(page: str) -> None:
    assert Opened("question", DEMANDED, "/b").post(page).document is DEMANDED


def test_ticking_and_unticking_leave_the_condition_alone() -> None:
    always = Opened("question", DEMANDED, "/b").post("question", {"required": "on"}).document
    assert changed(DEMANDED, always) == {"/required": ["a", "b"]}
    never = Opened("question", always, "/b").post("question", {"required": None}).document
    assert never == DEMANDED


def test_a_question_of_our_procedures_that_a_condition_demands_says_so() -> None:
    said = {
        (slug, place)
        for slug, document in definitions().items()
        if slug in ("amethyste-renouvellement", "apa-domicile")
        for place in ("/prelevement", "/sepa", "/destination", "/navigo", "/courrielAidant")
        if authoring.own(document, place) is not None and told(Opened("question", document, place))
    }
    assert ("amethyste-renouvellement", "/sepa") in said
    assert ("amethyste-renouvellement", "/navigo") not in said


def test_the_note_leads_to_the_condition_where_its_address_is_known() -> None:
    document = forms.read((EDITOR / "question.json").read_text("utf-8"))
    assert authoring.asked_links(document) == {"condition"}
    made = authoring.panel(document, {**SOURCES, "condition": [{"const": "/la?ou=/b"}]})
    hint = next(one.texts.hint for one in made.questions if one.pointer == NOTE)
    assert "[l’onglet « Condition »](</la?ou=/b>)" in hint
    plain = next(one.texts.hint for one in authoring.panel(document, SOURCES).questions if one.pointer == NOTE)
    assert "l’onglet « Condition »" in plain
    assert "[" not in plain
    assert "{" not in plain
