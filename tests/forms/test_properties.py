"""What holds for every definition and all answers, tried on generated ones (2,000 cases in all)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings

import forms
from tests.conftest import TODAY
from tests.forms import strategies
from tests.people import posted

OWN = ("format", "iban", "bic", "nir", "siret", "date", "check", "document")
MANY = settings(max_examples=500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def loaded(definition: dict[str, Any]) -> forms.Procedure | None:
    """Load a generated definition; None for two names that join alike, which are rightly refused."""
    try:
        return forms.load(definition)
    except forms.DefinitionError as error:
        unexpected = [one for one in error.problems if "même nom" not in one.sentence]
        if unexpected:
            raise
        return None


@pytest.mark.check("DF-10")
@MANY
@given(strategies.definitions(), strategies.answers(), strategies.posts())
def test_nothing_typed_or_posted_breaks_the_engine(
    definition: dict[str, Any], answers: dict[str, Any], post: dict[str, list[str]]
) -> None:
    procedure = loaded(definition)
    if procedure is None:
        return
    page_id = procedure.pages[0].id
    form = procedure.form(page_id, answers, post, today=TODAY)
    form.validate()
    kept = procedure.accept(page_id, answers, form, today=TODAY)
    for one in (answers, kept):
        procedure.page(page_id, one, today=TODAY, show_problems=True)
        procedure.recap(one, today=TODAY)
        procedure.recap(one, masked=True, today=TODAY)
        procedure.journey(one, today=TODAY)
        procedure.warnings(one, today=TODAY)
        assert procedure.stop(one, today=TODAY) is None
        assert all(problem.message for problem in procedure.problems(one, today=TODAY))
    assert forms.Answers.from_json(json.loads(json.dumps(kept.to_json(), default=str))).rows == kept.rows


@MANY
@given(strategies.definitions(), strategies.answers())
def test_what_is_relevant_stays_so(definition: dict[str, Any], answers: dict[str, Any]) -> None:
    procedure = loaded(definition)
    if procedure is not None:
        once = procedure.relevant(answers, today=TODAY)
        assert procedure.relevant(once, today=TODAY) == once


@MANY
@given(strategies.definitions(), strategies.answers())
def test_no_problem_means_that_the_plain_twin_is_satisfied(definition: dict[str, Any], answers: dict[str, Any]) -> None:
    procedure = loaded(definition)
    if procedure is None:
        return
    relevant = procedure.relevant(answers, today=TODAY)
    found = [one for one in procedure.problems(answers, today=TODAY) if not one.keyword.startswith(OWN)]
    fast = jsonschema_rs.Draft202012Validator(procedure.schema, pattern_options=jsonschema_rs.RegexOptions())
    assert fast.is_valid(relevant) is (not found), [(one.pointer, one.keyword) for one in found]
    plain = jsonschema.Draft202012Validator(procedure.schema)
    digits = "٠١٢٣٤٥٦٧٨٩"
    if not any(sign in json.dumps(relevant, ensure_ascii=False, default=str) for sign in digits):
        assert plain.is_valid(relevant) is fast.is_valid(relevant)


@MANY
@given(strategies.definitions(), strategies.posts())
def test_posting_a_page_as_it_is_drawn_changes_nothing(definition: dict[str, Any], post: dict[str, list[str]]) -> None:
    procedure = loaded(definition)
    if procedure is None:
        return
    page_id = procedure.pages[0].id
    shown = [view.name for view in procedure.page(page_id, {}, today=TODAY).questions()]
    first = procedure.form(page_id, forms.Answers(), {**post, "shown": shown}, today=TODAY)
    known = procedure.accept(page_id, forms.Answers(), first, today=TODAY)
    for _ in range(2):
        before = procedure.relevant(known, today=TODAY)
        view = procedure.page(page_id, known, today=TODAY, show_problems=False)
        form = procedure.form(page_id, known, posted(view), today=TODAY)
        known = procedure.accept(page_id, known, form, today=TODAY)
    assert procedure.relevant(known, today=TODAY) == before


def test_the_day_is_the_one_given(today: date) -> None:
    rule = {"type": "integer", "readOnly": True, "x-compute": {"age": {"var": "d"}}}
    definition = {"type": "object", "properties": {"d": {"type": "string", "format": "date"}, "n": rule}}
    procedure = forms.load(definition)
    assert procedure.relevant({"d": "2000-11-25"}, today=today)["n"] == 25
    assert procedure.relevant({"d": "2000-11-25"}, today=date(2026, 11, 25))["n"] == 26
