"""What still compiles of a definition with many faults: soon told, with every fault and all that is sound."""

from __future__ import annotations

import json
from typing import Any

import pytest

import forms
from forms.salvage import salvage
from tests.conftest import blocks, lists

MANY, FEWEST = 150, 4
"""How many questions are at fault, and in how many rounds they are to be taken out at most."""


def definition(broken: dict[str, Any], sound: int = 3) -> dict[str, Any]:
    """Give a definition of many broken questions among sound ones, each required and on a page."""
    names = [f"q{number}" for number in range(MANY)]
    properties: dict[str, Any] = {name: {"title": f"Question {name}", "type": "string", **broken} for name in names}
    for number in range(sound):
        properties[f"bonne{number}"] = {"title": f"Bonne {number}", "type": "string"}
    every = list(properties)
    return {
        "title": "Beaucoup de fautes",
        "type": "object",
        "properties": properties,
        "required": every,
        "x-pages": [
            {"id": "fautes", "title": "Fautes", "fields": [f"/{name}" for name in names]},
            {"id": "bonnes", "title": "Bonnes", "fields": [f"/{name}" for name in every[MANY:]]},
        ],
        "x-checks": [{"at": "/bonne0", "logic": {"==": [1, 1]}, "message": "Écrivez-le autrement."}],
    }


@pytest.mark.check("DF-6")
@pytest.mark.parametrize(
    "broken",
    [
        {"x-noun": "x" * 300},
        {"x-widget": "inconnu"},
        {"pattern": "("},
        {"minLength": 5, "maxLength": 2},
        {"inconnu": 1},
    ],
    ids=lambda one: next(iter(one)),
)
def test_many_broken_questions_are_told_soon_and_the_others_stay(broken: dict[str, Any]) -> None:
    document = definition(broken)
    text = json.dumps(document)
    rounds = 0

    def load(kept: dict[str, Any]) -> forms.Procedure:
        nonlocal rounds
        rounds += 1
        return forms.load(kept)

    procedure = salvage(document, load)
    assert rounds <= FEWEST, "not one round a fault"
    assert [one.pointer for one in procedure.questions] == ["/bonne0", "/bonne1", "/bonne2"]
    told = {one.pointer.split("/")[2] for one in procedure.problems if one.pointer.startswith("/properties/")}
    assert told == {f"q{number}" for number in range(MANY)}
    assert json.dumps(document) == text, "what is read stays as it was written"


def test_of_many_faults_at_one_place_and_at_entries_of_a_list_only_those_go() -> None:
    document = definition({})
    document["properties"]["groupe"] = {
        "type": "object",
        "title": "Groupe",
        "properties": {
            "bon": {"title": "Bon", "type": "string"},
            "mauvais": {"title": "Mauvais", "type": "string", "x-noun": "x" * 300, "inconnu": 1, "x-widget": "y"},
        },
    }
    document["x-pages"][1]["fields"].append("/groupe")
    good = document["x-checks"][0]
    document["x-checks"] = [{**good, "at": 3} if number % 2 else good for number in range(20)]
    procedure = forms.load(document, draft=True)
    pointers = {one.pointer for one in procedure.questions}
    assert "/groupe/bon" in pointers, "three faults of one question do not take its group along"
    assert "/groupe/mauvais" not in pointers
    assert len(pointers) == MANY + 4
    assert len(procedure.document["x-checks"]) == 10


def test_one_fault_that_others_come_of_is_taken_out_alone() -> None:
    path = next(iter(blocks()))
    assert path
    document = forms.read(json.dumps(definition({}, sound=1)))
    document["properties"]["bonne0"]["x-widget"] = "inconnu"
    procedure = forms.load(document, blocks=blocks(), lists=lists(), draft=True)
    assert len(procedure.questions) == MANY
