"""A question that a condition makes obligatory: the box of its panel is that of the condition, or a note says so."""

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
        "d": {"title": "D", "type": "string"},
    },
    "required": ["a"],
    "allOf": [
        {"if": TEST, "then": {"required": ["b"]}, "else": {"properties": {"b": False}}},
        {"if": TEST, "else": {"properties": {"c": False}}},
        {"if": TEST, "then": {"required": ["d"]}},
    ],
}


def told(opened: Opened) -> str:
    """Give what the first tab of a question says of the condition that makes it obligatory."""
    view = opened.panel.page("question", opened.before)
    return next((one.question.texts.hint for one in view.questions() if one.pointer == NOTE and one.visible), "")


def box(opened: Opened) -> bool:
    """Say whether « Réponse obligatoire » is ticked in the panel of a question."""
    return opened.before.values.get("required") is True


def test_the_box_is_ticked_for_what_is_required_whenever_it_shows() -> None:
    asked = {key: (box(one), told(one) != "") for key in "abcd" for one in [Opened("question", DEMANDED, f"/{key}")]}
    assert asked == {"a": (True, False), "b": (True, False), "c": (False, False), "d": (False, True)}


@pytest.mark.parametrize("page", ["question", "reponse", "avance"])
@pytest.mark.parametrize("key", ["b", "c", "d"])
def test_an_untouched_panel_of_such_a_question_changes_nothing(page: str, key: str) -> None:
    assert Opened("question", DEMANDED, f"/{key}").post(page).document is DEMANDED


def test_the_box_of_what_a_condition_shows_is_written_into_the_condition() -> None:
    ticked = Opened("question", DEMANDED, "/c").post("question", {"required": "on"}).document
    assert list(changed(DEMANDED, ticked)) == ["/allOf"]
    assert ticked["allOf"][1] == {**DEMANDED["allOf"][1], "then": {"required": ["c"]}}
    assert list(ticked["allOf"][1]) == ["if", "then", "else"]
    assert [one for one in forms.verify(forms.load(ticked, draft=True)).findings if one.blocks] == []
    assert Opened("question", ticked, "/c").post("question", {"required": None}).document == DEMANDED
    never = Opened("question", DEMANDED, "/b").post("question", {"required": None}).document
    assert never["allOf"][0] == {"if": TEST, "else": {"properties": {"b": False}}}
    assert never["required"] == ["a"]


def test_the_box_of_what_always_shows_leaves_its_conditions_alone() -> None:
    always = Opened("question", DEMANDED, "/d").post("question", {"required": "on"}).document
    assert changed(DEMANDED, always) == {"/required": ["a", "d"]}
    assert Opened("question", always, "/d").post("question", {"required": None}).document == DEMANDED


def test_the_box_of_what_several_conditions_show_is_that_of_its_object() -> None:
    both = {
        **DEMANDED,
        "allOf": [*DEMANDED["allOf"], {"if": {"required": ["d"]}, "else": {"properties": {"c": False}}}],
    }
    made = Opened("question", both, "/c").post("question", {"required": "on"}).document
    assert changed(both, made) == {"/required": ["a", "c"]}


def test_a_question_of_our_procedures_that_a_condition_demands_has_its_box_ticked() -> None:
    known = {
        (slug, place): Opened("question", document, place)
        for slug, document in definitions().items()
        if slug in ("amethyste-renouvellement", "apa-domicile")
        for place in ("/prelevement", "/sepa", "/destination", "/navigo", "/courrielAidant")
        if authoring.own(document, place) is not None
    }
    said = {key for key, opened in known.items() if told(opened)}
    assert box(known["amethyste-renouvellement", "/sepa"])
    assert box(known["amethyste-renouvellement", "/navigo"])
    assert not box(known["amethyste-renouvellement", "/courrielAidant"])
    assert said == set(), "each of them is required whenever it shows: its box is ticked"


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


def test_the_box_of_what_a_condition_that_no_sentence_says_shows_is_written_into_it() -> None:
    odd = {
        "if": {"required": ["b"], "properties": {"b": {"pattern": "^(?:9.*)$"}}},
        "then": {"properties": {"c": False}},
    }
    by_pattern = {**DEMANDED, "allOf": [odd]}
    made = Opened("question", by_pattern, "/c").post("question", {"required": "on"}).document
    assert made["allOf"] == [{**odd, "else": {"required": ["c"]}}]
    assert made["required"] == ["a"], "who does not see it is not asked for it"
    assert box(Opened("question", made, "/c"))
    assert Opened("question", made, "/c").post("question", {"required": None}).document == by_pattern
