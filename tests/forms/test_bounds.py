"""Rules and texts made to fill the memory: the engine stops before, and honest ones are far within its bounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest

import forms
from forms import logic, read
from forms.authoring import fault_position, pointer_lines

HANGS = 60.0
"""Seconds after which an answer counts as never given: without the bounds it took minutes, or all the memory."""


@pytest.mark.parametrize(
    "rule",
    [
        {"cat": [{"var": "a"}] * 50_000},
        {"reduce": [list(range(60)), {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}, "x"]},
        {"reduce": [list(range(60)), {"merge": [{"var": "accumulator"}, {"var": "accumulator"}]}, [1]]},
        {"cat": [{"reduce": [list(range(60)), [{"var": "accumulator"}, {"var": "accumulator"}], "x"]}]},
        {"*": [10**290] * 5000},
        {"reduce": [list(range(60)), {"*": [{"var": "accumulator"}, {"var": "accumulator"}]}, 12345678]},
        {"%": ["1e999999", 7]},
        {"/": [{"var": "n"}, 1]},
    ],
)
def test_a_rule_that_would_fill_the_memory_gives_nothing_soon(rule: Any) -> None:
    began = perf_counter()
    assert logic.evaluate(rule, {"a": "x" * 10_000, "n": "1e999999"}, today=None) in (None, 0)
    assert perf_counter() - began < HANGS


def test_a_rule_that_adds_and_joins_honest_answers_is_within_its_bounds() -> None:
    rows = [{"nom": "Une ligne de texte " * 10, "part": 3} for _ in range(200)]
    total = {"reduce": [{"var": "rows"}, {"+": [{"var": "current.part"}, {"var": "accumulator"}]}, 0]}
    assert logic.evaluate(total, {"rows": rows}, today=None) == 600
    names = {"length": {"cat": [{"var": f"rows.{n}.nom"} for n in range(200)]}}
    assert logic.evaluate(names, {"rows": rows}, today=None) == 200 * 190


def test_the_place_of_what_is_too_deep_is_where_it_becomes_so() -> None:
    assert fault_position('{"a":\n' * 70) == (65, 1)
    assert read('{"a": ' * 60 + "1" + "}" * 60)


def test_a_long_key_around_many_values_is_not_written_out_for_each() -> None:
    lines = pointer_lines(f'{{"{"k" * 100_000}": [{", ".join("0" * 100_000)}]}}')
    assert lines.get("/" + "k" * 100_000 + "/99999") is not None


@pytest.mark.parametrize(
    "question",
    [
        {"type": "string", "minLength": 10**12},
        {"type": "string", "minLength": 10**12, "maxLength": 10**13},
        {"type": "number", "multipleOf": Decimal("1e-200"), "minimum": 0, "maximum": Decimal("1e200")},
        {"type": "number", "multipleOf": Decimal("1e200"), "minimum": Decimal("1e-200")},
        {"type": "integer", "minimum": 10**290},
    ],
    ids=str,
)
def test_limits_out_of_all_proportion_are_verified_and_tried_soon(question: dict[str, Any]) -> None:
    asked = {"a": {"title": "Question", **question}}
    document = {"title": "Limites", "type": "object", "properties": asked, "required": ["a"]}
    began = perf_counter()
    procedure = forms.load(document)
    forms.verify(procedure, today=date(2026, 11, 24))
    forms.sample(procedure, today=date(2026, 11, 24))
    assert perf_counter() - began < HANGS
