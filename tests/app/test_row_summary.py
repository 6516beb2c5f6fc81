"""The lines of an error summary that stand in rows: each says which row, and reads on after its title."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from app.rendering.summary import links
from tests.conftest import TODAY

NAMED = {"type": "string", "x-errors": {"required": "L’IBAN de l’enfant manque."}}
LISTED: dict[str, Any] = {
    "title": "Essai",
    "type": "object",
    "properties": {
        "mels": {
            "title": "Adresses",
            "type": "array",
            "maxItems": 4,
            "x-row": {"noun": "une adresse"},
            "items": {"title": "Adresse", "type": "string", "format": "email"},
        },
        "enfants": {
            "title": "Enfants",
            "type": "array",
            "maxItems": 4,
            "x-row": {"noun": "un enfant"},
            "items": {
                "type": "object",
                "required": ["iban"],
                "properties": {"iban": {"title": "IBAN", **NAMED}, "age": {"title": "Âge", "type": "integer"}},
            },
        },
    },
    "x-pages": [{"id": "tout", "title": "Tout", "fields": ["/mels", "/enfants"]}],
}
FAULTY = {"mels": ["x", "", "y@"], "enfants": [{"age": 3}]}


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Enfant 1 : l’IBAN de l’enfant manque."), ("en", "Enfant 1: L’IBAN de l’enfant manque.")],
)
def test_the_rows_of_a_plain_list_are_told_apart_and_a_line_reads_on_after_its_row(language: str, words: str) -> None:
    view = forms.load(LISTED).page("tout", forms.Answers(values=FAULTY), today=TODAY, show_problems=True)
    said = [one for _, one in links(view, language)]
    assert len(said) == len(set(said)) == 3
    assert said[0].startswith("Adresse 1")
    assert said[1].startswith("Adresse 3")
    assert said[2] == words
