"""Conditions in groups: « (A et B) ou bien C », « (A ou B) et C »; set, read back, said, and holding as they say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms import authoring
from forms.authoring import Clause, Foreign
from forms.authoring.clauses import settled
from tests.forms.authoring.panelling import BLOCKS
from tests.forms.authoring.test_conditions import TEMPLATE, answers, blank, clauses, holds, loaded, only

PAIRS = {"any-all": (any, all), "all-any": (all, any)}
A, B, C = Clause("/choix", "is", "a"), Clause("/nombre", "gt", 3), Clause("/texte", "filled")
IF_A = {"required": ["choix"], "properties": {"choix": {"const": "a"}}}
IF_B = {"required": ["nombre"], "properties": {"nombre": {"exclusiveMinimum": 3}}}
IF_C = {"required": ["texte"]}
grouped = st.lists(st.tuples(clauses, st.integers(1, 3)), min_size=1, max_size=5, unique_by=lambda pair: repr(pair[0]))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(grouped, st.sampled_from([*PAIRS]), st.lists(answers, min_size=1, max_size=5))
def test_groups_are_read_back_and_show_the_question_exactly_then(
    several: list[tuple[Clause, int]], joiner: str, given_answers: list[dict[str, Any]]
) -> None:
    asked = [replace(one, group=number) for one, number in several]
    wanted = settled(asked, joiner)
    made = authoring.set_condition(blank(), BLOCKS, "/cible", asked, joiner)
    found = only(made)
    assert (found.tests, found.joiner) == (wanted[0], wanted[1] if len(asked) > 1 else "and")
    assert authoring.set_condition(made, BLOCKS, "/cible", found.tests, found.joiner) is made
    assert authoring.set_condition(made, BLOCKS, "/cible", asked, joiner) is made, (
        "groups are told apart by what they hold"
    )
    between, within = PAIRS[joiner]
    procedure = loaded(made)
    for one in given_answers:
        groups: dict[int, list[bool]] = {}
        for clause in asked:
            groups.setdefault(clause.group, []).append(holds(clause, one))
        shown = between(within(told) for told in groups.values())
        assert ("cible" in procedure.relevant({**one, "cible": "x"})) == shown


@settings(max_examples=30, deadline=None, derandomize=True)
@given(grouped, st.sampled_from([*PAIRS]))
def test_the_panel_gives_groups_back(several: list[tuple[Clause, int]], joiner: str) -> None:
    asked = [replace(one, group=number) for one, number in several]
    made = authoring.set_condition(blank(), BLOCKS, "/cible", asked, joiner)
    found = only(made)
    offered = authoring.candidates(made, BLOCKS, "/cible")
    assert authoring.can_say(found, offered)
    lines = authoring.lines_of(found, offered)
    values = {**{f"c{number}": line for number, line in enumerate(lines)}, "joiner": found.joiner}
    assert authoring.condition_preset(values) == values
    panel = authoring.condition_panel(TEMPLATE, offered, values)
    procedure = forms.load(panel.document, lists=panel.lists)
    assert procedure.problems(values) == ()
    kept = authoring.answers_in(procedure.relevant(values))
    assert authoring.clauses_in(kept, offered) == found.tests


WRITTEN: dict[str, tuple[list[Clause], str, dict[str, Any], str]] = {
    "one group is enough": (
        [replace(A, group=1), replace(B, group=1), replace(C, group=2)],
        "any-all",
        {"anyOf": [{"allOf": [IF_A, IF_B]}, IF_C]},
        "(« Choix » est « a » et « Nombre » est plus grand que 3) ou bien « Texte » est remplie",
    ),
    "one of each group": (
        [replace(A, group=1), replace(B, group=1), replace(C, group=2)],
        "all-any",
        {"allOf": [{"anyOf": [IF_A, IF_B]}, IF_C]},
        "(« Choix » est « a » ou « Nombre » est plus grand que 3) et « Texte » est remplie",
    ),
    "groups of one each are none": (
        [replace(A, group=2), replace(B, group=1)],
        "any-all",
        {"anyOf": [IF_A, IF_B]},
        "« Choix » est « a » ou « Nombre » est plus grand que 3",
    ),
    "a single group is none": (
        [replace(A, group=2), replace(B, group=2)],
        "any-all",
        {"allOf": [IF_A, IF_B]},
        "« Choix » est « a » et « Nombre » est plus grand que 3",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_groups_are_written_and_said(name: str) -> None:
    asked, joiner, right, words = WRITTEN[name]
    made = authoring.set_condition(blank(), BLOCKS, "/cible", asked, joiner)
    assert made["allOf"][0]["if"] == right
    found = only(made)
    assert authoring.condition_words(made, BLOCKS, found.tests, found.joiner) == words


def test_what_another_hand_wrote_in_groups_is_read_and_left_as_it_is() -> None:
    both = {"required": ["choix", "texte"], "properties": {"choix": {"const": "a"}}}
    entry = {"if": {"anyOf": [both, IF_B]}, "else": {"properties": {"cible": False}}}
    document = {**blank(), "allOf": [entry]}
    found = only(document)
    assert [(one.pointer, one.group) for one in found.tests] == [("/choix", 1), ("/texte", 1), ("/nombre", 2)]
    assert authoring.set_condition(document, BLOCKS, "/cible", found.tests, found.joiner) is document


def test_groups_within_groups_stay_for_json() -> None:
    deep = {"anyOf": [{"allOf": [{"anyOf": [IF_A, IF_C]}, IF_B]}, IF_C]}
    document = {**blank(), "allOf": [{"if": deep, "else": {"properties": {"cible": False}}}]}
    (found,) = authoring.condition_of(document, BLOCKS, "/cible")
    assert isinstance(found, Foreign)


def test_lines_are_put_in_groups_that_one_can_then_change() -> None:
    lines = {f"c{number}": {"question": one.pointer} for number, one in enumerate((A, B, C))}
    placed = authoring.condition_preset({**lines, "joiner": "any-all"})
    assert [placed[f"c{number}"]["group"] for number in range(3)] == [1, 1, 2]
    more = authoring.condition_preset({**placed, "c3": {}})
    assert more["c3"] == {"group": 2}
    assert authoring.condition_preset({**lines, "joiner": "or"}) == {**lines, "joiner": "or"}
