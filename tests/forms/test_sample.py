"""A sample request: what a person can fill is filled, by real posts; what is not is told."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

import forms
from tests.bench.engine import large
from tests.conftest import ROOT, SLUGS, TODAY, load_file
from tests.forms.dead_ends import definition

FEATURES = sorted((ROOT / "tests" / "schemas" / "features").glob("*.json"))
LISTS = {"villes/1": [{"const": "93048", "title": "Montreuil"}, {"const": "93100", "title": "Bobigny"}]}


def feature(path: Path) -> forms.Procedure:
    found = forms.read(path.read_text("utf-8"))
    return forms.load(found.get("definition", found), lists=LISTS)


def sendable(procedure: forms.Procedure) -> forms.Sample:
    found = forms.sample(procedure, today=TODAY)
    assert found.answers is not None, found.reason
    assert procedure.problems(found.answers, today=TODAY) == ()
    assert procedure.journey(found.answers, today=TODAY).first_incomplete is None
    assert procedure.stop(found.answers, today=TODAY) is None
    return found


def of(properties: dict[str, Any], **more: Any) -> forms.Procedure:
    return forms.load({"title": "Essai", "type": "object", "properties": properties, **more})


@pytest.mark.check("DF-8")
@pytest.mark.parametrize("slug", SLUGS)
def test_each_of_our_procedures_is_filled_and_always_in_the_same_way(slug: str) -> None:
    found = sendable(load_file(slug))
    again = forms.sample(load_file(slug), today=TODAY)
    assert again.answers is not None
    assert found.answers is not None
    assert json.dumps(again.answers.to_json(), default=str) == json.dumps(found.answers.to_json(), default=str)
    documents = [one for one in load_file(slug).questions if one.kind == "file" and one.required and one.asked]
    values = load_file(slug).relevant(found.answers, today=TODAY)
    assert all(one.key in json.dumps(values, default=str) for one in documents)


@pytest.mark.check("DF-8")
@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_every_feature_of_the_format_is_filled(path: Path) -> None:
    sendable(feature(path))


@pytest.mark.check("DF-8")
def test_an_answer_that_stops_or_breaks_a_check_gives_way_to_another() -> None:
    choices = {"title": "Choix", "enum": ["a", "b", "c"]}
    dates = {"title": "Date", "type": "string", "format": "date"}
    checks = [
        {"at": "/choix", "logic": {"!=": [{"var": "choix"}, "a"]}, "message": "Non.", "effect": "stop"},
        {"at": "/fin", "logic": {"<": [{"var": "debut"}, {"var": "fin"}]}, "message": "La fin vient après."},
        {"at": "/age", "logic": {">=": [{"age": [{"var": "debut"}]}, 60]}, "message": "Vous êtes trop jeune."},
    ]
    properties = {"choix": choices, "debut": dates, "fin": dates, "age": {"title": "Âge", "type": "integer"}}
    found = sendable(of(properties, required=[*properties], **{"x-checks": checks}))
    assert found.answers is not None
    assert found.answers.values["choix"] == "b"


@pytest.mark.check("DF-8")
def test_what_a_person_can_fill_is_filled_in_definitions_made_by_chance() -> None:
    filled = lost = 0
    for seed in range(30):
        try:
            procedure = forms.load(definition(random.Random(seed)))
        except forms.DefinitionError:
            continue
        found = forms.sample(procedure, today=TODAY)
        if found.answers is not None:
            filled += 1
            assert procedure.problems(found.answers, today=TODAY) == ()
        else:
            lost += not forms.verify(procedure, today=TODAY).blocks
            assert found.left
            assert found.reason.endswith(".")
    assert filled > 10
    assert lost <= 3


@pytest.mark.check("DF-8")
def test_what_could_not_be_filled_is_told_and_said_not_to_be_impossible() -> None:
    number = {"title": "Nombre", "type": "integer", "minimum": 2, "maximum": 99}
    product = {"==": [{"*": [{"var": "a"}, {"var": "b"}]}, 7387]}
    checks = [{"at": "/b", "logic": product, "message": "Le produit n’est pas bon."}]
    procedure = of({"a": number, "b": number | {"title": "Autre"}}, required=["a", "b"], **{"x-checks": checks})
    found = forms.sample(procedure, today=TODAY)
    assert found.answers is None
    assert found.reason == "Nous n’avons pas su remplir cette démarche jusqu’au bout\u00a0: « Autre »."
    assert procedure.problems({"a": 83, "b": 89}) == ()
    assert not forms.verify(procedure, today=TODAY).blocks


@pytest.mark.check("DF-8")
def test_three_hundred_questions_are_filled_soon() -> None:
    procedure = forms.load(large())
    sendable(procedure)
    start = time.process_time()
    found = forms.sample(procedure, today=TODAY)
    assert time.process_time() - start < 1
    assert found.posts < 100
