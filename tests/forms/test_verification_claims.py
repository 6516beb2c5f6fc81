"""What verification claims is true: tried on generated definitions with answers that a person could send."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forms
from forms import conditions
from forms.verification.patterns import part_of
from tests.conftest import TODAY
from tests.forms import dead_ends, strategies

MANY = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
DEFINITIONS, SENT = 160, 10


def loaded(definition: dict[str, Any]) -> forms.Procedure | None:
    """Load a generated definition, or give None for one that is rightly refused."""
    try:
        return forms.load(definition)
    except forms.DefinitionError:
        return None


@MANY
@given(strategies.definitions(), strategies.answers())
def test_no_definition_breaks_it_and_what_it_says_is_unseen_is_unseen(
    definition: dict[str, Any], answers: dict[str, Any]
) -> None:
    procedure = loaded(definition)
    if procedure is None:
        return
    report = forms.verify(procedure, today=TODAY)
    unseen = [one.asked for one in report.findings if one.rule == "unreachable"]
    sent = dead_ends.sendable(procedure, random.Random(1), TODAY)
    for values in (sent, answers):
        if values is not None and not procedure.problems(values, today=TODAY):
            visible = procedure.compiled.relevance.decide(values, TODAY).visible
            assert not {procedure.compiled.template(one) for one in visible} & set(unseen)


def conditions_of(
    procedure: forms.Procedure, report: forms.Report, rule: str
) -> list[tuple[conditions.Test, forms.Finding]]:
    """Give the conditions that findings of a rule are about."""
    by_place = {test.origin: test for test in procedure.compiled.structure.tests}
    return [(by_place[one.pointer], one) for one in report.findings if one.rule == rule]


def contradicted(procedure: forms.Procedure, report: forms.Report, values: dict[str, Any]) -> list[str]:
    """Give what answers that could be sent show to be wrong in a report."""
    found = procedure.compiled.relevance.decide(values, TODAY)
    visible = {procedure.compiled.template(pointer) for pointer in found.visible}
    wrong = [str(one) for one in report.findings if one.rule == "unreachable" and one.asked in visible]
    wrong += [str(one) for one in report.findings if one.rule in ("check-impossible", "required-never-shown")]
    for test, finding in [
        *conditions_of(procedure, report, "never-true"),
        *conditions_of(procedure, report, "reads-hidden"),
    ]:
        frames = found.frames.get(test.scope, ())
        wrong += [str(finding) for frame in frames if procedure.compiled.relevance.passes(test, frame)]
    return wrong


def test_nothing_that_is_called_impossible_ever_happens() -> None:
    claims: Counter[str] = Counter()
    sent = 0
    for seed in range(DEFINITIONS):
        chance = random.Random(seed)
        procedure = loaded(dead_ends.definition(chance))
        if procedure is None:
            continue
        report = forms.verify(procedure, today=TODAY)
        claims.update(one.rule for one in report.findings)
        for _ in range(SENT):
            values = dead_ends.sendable(procedure, chance, TODAY)
            if values is not None:
                sent += 1
                assert contradicted(procedure, report, values) == [], (seed, values)
    assert sent > 500
    assert all(claims[rule] > 10 for rule in ("unreachable", "never-true", "required-hidden")), claims


@MANY
@given(st.integers(0, 10**6), strategies.answers())
def test_a_condition_called_always_true_is_true_whatever_is_answered(seed: int, answers: dict[str, Any]) -> None:
    chance = random.Random(seed)
    procedure = loaded(dead_ends.definition(chance))
    if procedure is None:
        return
    report = forms.verify(procedure, today=TODAY)
    for test, finding in conditions_of(procedure, report, "always-true"):
        questions = [procedure.compiled.nodes[read] for read in test.reads]
        for _ in range(20):
            given_answers = {one.key: dead_ends.answer(one, chance) for one in questions}
            if "toujours" in finding.wrong:
                odd = dict(zip(given_answers, answers.values(), strict=False))
                kept = {key: value for key, value in (given_answers | odd).items() if value not in (None, "", [], {})}
                assert test.holds(kept), (finding, kept)
            elif all(value not in (None, []) for value in given_answers.values()):
                assert test.holds(given_answers), (finding, given_answers)


LIMITS = {
    "minimum": st.integers(-6, 6),
    "maximum": st.integers(-6, 6),
    "exclusiveMinimum": st.integers(-6, 6),
    "exclusiveMaximum": st.integers(-6, 6),
    "multipleOf": st.sampled_from([1, 2, 5, Decimal("0.5"), Decimal("2.5")]),
}


@MANY
@given(st.fixed_dictionaries({"type": st.sampled_from(["integer", "number"])}, optional=LIMITS))
def test_limits_of_numbers_contradict_each_other_when_no_number_is_left(schema: dict[str, Any]) -> None:
    procedure = loaded({"type": "object", "properties": {"n": {"title": "N", **schema}}})
    if procedure is None:
        return
    fits = conditions.validator(schema)
    accepted = [one for one in (Decimal(n) / 20 for n in range(-400, 401)) if fits.is_valid(one)]
    told = [one.rule for one in forms.verify(procedure, today=TODAY).findings if one.rule == "limits"]
    assert bool(told) is (not accepted), schema


PIECES = st.sampled_from(["a", "[0-9]", "\\d", "[A-Z0-9]", "(x|yz)", "(?:ab)?", "é", "\\.", "[^0-9]", "\\s"])
COUNTS = st.sampled_from(["", "", "?", "+", "*", "{2}", "{1,3}", "{2,}"])


@MANY
@given(st.lists(st.tuples(PIECES, COUNTS), min_size=1, max_size=5), st.text(max_size=8))
def test_the_texts_and_lengths_read_from_a_pattern_are_those_it_accepts(
    pieces: list[tuple[str, str]], text: str
) -> None:
    pattern = "^" + "".join(piece + count for piece, count in pieces) + "$"
    part = part_of(pattern)
    assert part is not None
    fits = conditions.validator({"pattern": pattern})
    assert part.samples
    for sample in part.samples:
        assert fits.is_valid(sample), (pattern, sample)
    if fits.is_valid(text):
        assert part.least <= len(text) <= part.most


@pytest.mark.parametrize("pattern", ["^(?=a)b$", "^a\\1$", "^[0-9$", "^a{,2}$", "^\\p{L}$", "^a{2$", "^(a$", "^\\b$"])
def test_a_pattern_that_is_not_read_says_nothing(pattern: str) -> None:
    assert part_of(pattern) is None
