"""Opened and saved, a definition is the same text but for the layout."""

from __future__ import annotations

from pathlib import Path

import pytest

import forms
from forms import authoring
from tests.conftest import ROOT

FILES = sorted((ROOT / "schemas").rglob("*.json"))


@pytest.mark.parametrize(
    "path",
    [one for one in FILES if one.parent.name == "procedures" or "blocks" in one.parts],
    ids=lambda path: path.stem,
)
def test_a_file_comes_out_as_it_went_in(path: Path) -> None:
    text = path.read_text("utf-8")
    assert authoring.write_text(authoring.parse(text)) == text


@pytest.mark.parametrize("number", ["1.0", "1e3", "1E+2", "-0", "-0.0", "100.00", "0.10", "5", "12345678901234567890"])
def test_a_number_keeps_its_spelling(number: str) -> None:
    text = f'{{\n  "a": {number}\n}}\n'
    assert authoring.write_text(authoring.parse(text)) == text


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\uD83D\\n\\uDE00"', '"\\ude00\\ud83d"', '"x\\udfff"'])
@pytest.mark.parametrize("shape", ['{"b": "\\\\ud800 \\ud83d\\ude00",\n  "a": %s}', '{"\\ud83d\\ude00": [\n  %s]}'])
def test_half_a_sign_is_refused_at_its_place_for_no_page_could_show_it(text: str, shape: str) -> None:
    with pytest.raises(forms.DefinitionError, match="moitié d’un signe"):
        authoring.parse(shape % text)
    assert authoring.fault_position(shape % text)[0] == 2
    whole = authoring.parse(shape % '"\\ud83d\\ude00 \\\\ud800"')
    assert "😀 \\\\ud800" in authoring.write_text(whole)


def test_half_a_surrogate_pair_is_written_as_json_can() -> None:
    text = authoring.write_text({"a": "\ud800", "b": "é"})
    assert text.encode("utf-8")
    assert '"\\ud800"' in text
    assert "é" in text


def test_what_is_no_definition_is_refused_with_its_place() -> None:
    with pytest.raises(forms.DefinitionError, match="ligne 1"):
        authoring.parse("{")
