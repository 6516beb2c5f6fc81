"""Definitions that must be refused, each with its place and its sentence; and the limits of what is read."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.__main__ import main
from tests.conftest import ROOT

FILES = sorted((ROOT / "tests" / "schemas" / "broken").glob("*.json"))


def refusal(document: Any) -> tuple[forms.DefinitionProblem, ...]:
    with pytest.raises(forms.DefinitionError) as caught:
        forms.load(document)
    problems: tuple[forms.DefinitionProblem, ...] = caught.value.problems
    return problems


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.check("DF-7")
def test_a_broken_definition_is_refused_with_its_place_and_reason(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    wanted = case["problem"]
    problems = refusal(case["definition"])
    told = [str(one) for one in problems]
    assert any(one.pointer == wanted["pointer"] and wanted["sentence"] in str(one) for one in problems), told
    assert all(one.right for one in problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_editor_is_told_every_problem_and_never_gets_another_error(path: Path) -> None:
    definition = json.loads(path.read_text("utf-8"))["definition"]
    try:
        told = forms.load(definition, draft=True).problems
    except forms.DefinitionError as error:
        told = error.problems
    assert told


@pytest.mark.parametrize(
    "name", ["vacuous-condition", "pattern-look-ahead", "limits-crossed", "unknown-operator", "typo"]
)
def test_what_is_sound_beside_a_fault_is_kept_for_the_editor(name: str) -> None:
    definition = json.loads((FILES[0].parent / f"{name}.json").read_text("utf-8"))["definition"]
    definition["properties"]["bonne"] = {"type": "string"}
    procedure = forms.load(definition, draft=True)
    assert procedure.problems
    assert "/bonne" in [question.pointer for question in procedure.questions]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "deux fois"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1e400}', "hors limites"),
        ('{"a": ' + "9" * 400 + "}", "hors limites"),
        ("{", "ligne 1"),
        ("[]", "objet"),
        ("[" * 990 + "]" * 990, "imbriqué"),
        ('{"a": "' + "x" * 2_000_001 + '"}', "limite"),
    ],
)
def test_a_text_that_a_dict_would_hide_is_refused(text: str, words: str) -> None:
    with pytest.raises(forms.DefinitionError, match=words):
        forms.read(text)


def test_decimals_are_read_exactly() -> None:
    assert str(forms.read('{"a": 0.10}')["a"]) == "0.10"


@pytest.mark.check("DF-6")
def test_what_grows_without_end_is_refused() -> None:
    doubling: dict[str, Any] = {"d0": {"type": "string"}}
    for level in range(1, 24):
        inner = {"$ref": f"#/$defs/d{level - 1}"}
        doubling[f"d{level}"] = {"type": "object", "properties": {"a": inner, "b": inner}}
    bomb = {"type": "object", "$defs": doubling, "properties": {"x": {"$ref": "#/$defs/d23"}}}
    assert "trop grande" in refusal(bomb)[0].sentence
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(990):
        deep = {"type": "object", "properties": {"a": deep}}
    assert "imbriqué" in refusal({"type": "object", "properties": {"a": deep}})[0].sentence
    many = {f"q{number}": {"type": "string"} for number in range(5000)}
    assert "limite" in refusal({"type": "object", "properties": many})[0].right.lower()
    wide = {"type": "object", "properties": {"a": {"enum": [str(number) for number in range(50_000)]}}}
    assert "limite" in refusal(wide)[0].right.lower()


@pytest.mark.parametrize(("count", "accepted"), [(300, True), (301, False)])
def test_three_hundred_questions_are_the_limit(count: int, accepted: bool) -> None:
    definition = {"type": "object", "properties": {f"q{number}": {"type": "string"} for number in range(count)}}
    if accepted:
        assert len(forms.load(definition).questions) == count
    else:
        assert "La limite est de 300 :" in refusal(definition)[0].right


@pytest.mark.check("DF-5")
def test_no_reference_opens_a_socket_or_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(socket, "socket", lambda *given, **_: opened.append(given))
    for target in ("http://127.0.0.1:9/x", "https://example.org/s", "file:///etc/passwd", "//host/x", "urn:x"):
        problem = refusal({"type": "object", "properties": {"a": {"$ref": target}}})[0]
        assert problem.pointer == "/properties/a/$ref"
    assert opened == []


@pytest.mark.parametrize("name", ["validate", "data", "errors", "process", "meta", "populate_obj", "_x", "status"])
def test_a_question_may_bear_the_name_of_a_method(name: str, today: Any) -> None:
    procedure = forms.load({"type": "object", "properties": {name: {"type": "integer"}}, "required": [name]})
    form = procedure.form("formulaire", {}, {name: "douze"}, today=today)
    assert form.validate() is False
    assert [field.question.pointer for field in form if field.errors] == [f"/{name}"]
    assert procedure.form("formulaire", {}, {name: "12"}, today=today).validate() is True


def test_the_check_command_prints_one_line_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"type": "object", "properties": {"a": {"type": "string", "minimun": 1}}}')
    assert main(["check", str(file)]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(f"{file}#/properties/a/minimun: ")
    assert "« minimum »" in printed
