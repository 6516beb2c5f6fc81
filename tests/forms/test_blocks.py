"""A shared block is known by the address that its `$ref` reaches, wherever it stands, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from tests.conftest import blocks

SEPA = "https://demarches.example/blocks/sepa/2"
REFERENCE = {"$ref": SEPA}
WHEN = {"required": ["mode"], "properties": {"mode": {"const": "a"}}}


def definition(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "$schema": "https://demarches.example/dialect/1",
        "$id": "https://demarches.example/procedures/essai",
        "title": "Essai",
        "type": "object",
        "properties": {"mode": {"title": "Mode", "enum": ["a", "b"]}, **properties},
        **more,
    }


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (definition({"compte": REFERENCE}), "/compte"),
        (definition({"compte": {"$ref": SEPA, "title": "Votre compte"}}), "/compte"),
        (definition({"compte": {"title": "Compte", "allOf": [REFERENCE]}}), "/compte"),
        (definition({"compte": {"$ref": "#/$defs/le"}}, **{"$defs": {"le": REFERENCE}}), "/compte"),
        (definition({"dans": {"type": "object", "properties": {"compte": REFERENCE}}}), "/dans/compte"),
        (definition({"liste": {"type": "array", "items": REFERENCE}}), "/liste/*"),
        (definition({}, allOf=[{"if": WHEN, "then": {"properties": {"compte": REFERENCE}}}]), "/compte"),
        (
            definition(
                {"compte": {"type": "object"}}, allOf=[{"if": WHEN, "then": {"properties": {"compte": REFERENCE}}}]
            ),
            "/compte",
        ),
    ],
)
def test_a_block_is_recognised_wherever_it_stands(document: dict[str, Any], place: str) -> None:
    loaded = forms.load(document, blocks=blocks())
    assert dict(loaded.blocks) == {place: SEPA}
    again = forms.load(loaded.document)
    assert again.blocks == loaded.blocks, "as it was published, its blocks bundled"


def test_the_same_fields_written_out_are_an_ordinary_group_whatever_their_name() -> None:
    block = {key: value for key, value in blocks()[SEPA].items() if not key.startswith("$")}
    loaded = forms.load(definition({"sepa": {**block, "x-ext-block": SEPA}}), blocks=blocks())
    assert {question.key for question in loaded.questions} == {"mode", "iban", "bic", "titulaire", "mandat"}
    assert dict(loaded.blocks) == {}
