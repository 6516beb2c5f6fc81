"""Last year's answers for a new request: what fits is kept, what does not is left out, consents are asked again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import forms
from tests.conftest import SLUGS, load_file
from tests.people import complete

NEW: dict[str, Any] = {
    "title": "Essai",
    "type": "object",
    "required": ["nom", "ajout", "accord"],
    "properties": {
        "nom": {"type": "string", "title": "Nom", "x-was": "/ancienNom"},
        "zone": {"type": "string", "enum": ["a", "b"]},
        "age": {"type": "integer", "maximum": 120},
        "choix": {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": ["x", "y"]}},
        "ajout": {"type": "string"},
        "accord": {"type": "boolean", "const": True},
        "secret": {"type": "string", "writeOnly": True},
        "gens": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "prenom": {"type": "string", "x-was": "/gens/*/petitNom"},
                    "age": {"type": "integer", "maximum": 120},
                    "papier": {"type": "array", "x-widget": "file", "items": {"type": "object"}, "x-validity": "P1Y"},
                },
            },
        },
    },
}
OLD: dict[str, Any] = {
    "ancienNom": "DUROND",
    "zone": "c",
    "age": 30,
    "choix": ["x", "z"],
    "parti": "n’est plus demandé",
    "accord": True,
    "secret": "s",
    "gens": [{"petitNom": "Ève", "age": 200, "papier": [{"id": "1"}]}, {"prenom": "Paul", "age": 4}],
}


@pytest.fixture
def procedure() -> forms.Procedure:
    """The definition as it is this year."""
    return forms.load(NEW)


def test_what_still_fits_is_kept_and_the_rest_is_blank(procedure: forms.Procedure, today: date) -> None:
    answers = procedure.carried(OLD, today=today)
    assert answers.values == {"nom": "DUROND", "age": 30, "gens": [{"prenom": "Ève"}, {"prenom": "Paul", "age": 4}]}
    assert answers.posted == frozenset()
    left = {one.keyword for one in procedure.problems(answers, today=today)}
    assert left == {"required"}, "what is missing is asked, nothing is wrong"
    assert OLD["gens"][0]["petitNom"] == "Ève", "last year's request is not touched"


def test_documents_are_found_where_they_stand(procedure: forms.Procedure) -> None:
    [(question, pointer, items)] = procedure.documents_of(OLD)
    assert (question.pointer, pointer, items) == ("/gens/*/papier", "/gens/0/papier", [{"id": "1"}])
    assert question.documents
    assert question.documents.validity == "P1Y"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_whole_request_is_carried_but_for_its_consents_and_documents(slug: str, today: date) -> None:
    procedure, old = load_file(slug), complete(slug)
    answers = procedure.carried(procedure.relevant(old, today=today), today=today)
    consents = {one.pointer for one in procedure.questions if one.const is True}
    papers = {one.pointer for one in procedure.questions if one.kind == "file"}
    for problem in procedure.problems(answers, today=today):
        assert problem.pointer in consents | papers or "/casier" in problem.pointer, problem
    again = procedure.carried(answers.values, today=today)
    assert again.values == answers.values


def test_an_accepted_status_is_known_from_the_definition() -> None:
    for slug in SLUGS:
        accepted = [one.id for one in load_file(slug).settings.statuses if one.accepted]
        assert accepted == ["acceptee"], slug
