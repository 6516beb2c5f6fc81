"""What is told before publication: every seeded fault is found, and what is sound is left alone."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.__main__ import main
from forms.verification import RULES, rehearsing
from tests.conftest import ROOT, SCHEMAS, SLUGS, TODAY, blocks, load_file

FILES = sorted((ROOT / "tests" / "schemas" / "verify").glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return found


def verified(definition: dict[str, Any], quick: bool = False, before: dict[str, Any] | None = None) -> forms.Report:
    try:
        procedure = forms.load(definition, draft=True)
    except forms.DefinitionError as error:
        return forms.Report.of_problems(error.problems)
    published = forms.load(before) if before is not None else None
    return forms.verify(procedure, today=TODAY, quick=quick, before=published)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_seeded_fault_is_found_with_its_place_and_what_to_do(path: Path) -> None:
    case = read(path)
    report = verified(case["definition"], before=case.get("before"))
    told = [str(one) for one in report.findings]
    assert sorted(one.rule for one in report.findings) == sorted(one["rule"] for one in case["finds"]), told
    for wanted in case["finds"]:
        found = next(one for one in report.findings if one.rule == wanted["rule"])
        assert (found.severity, found.pointer) == (wanted["severity"], wanted["pointer"]), told
        assert wanted["sentence"] in found.sentence
        assert found.right
    assert report.blocks is any(one["severity"] == "blocks" for one in case["finds"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_sound_definition_beside_it_is_left_alone(path: Path) -> None:
    case = read(path)
    report = verified(case["sound"], before=case.get("before"))
    assert [str(one) for one in report.findings] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_our_procedures_have_no_fault(slug: str) -> None:
    report = forms.verify(load_file(slug), today=TODAY)
    assert [str(one) for one in report.faults] == []
    assert not report.blocks
    assert report.examples


def test_the_profile_has_no_fault() -> None:
    profile = forms.load(forms.read((SCHEMAS / "profile.json").read_text("utf-8")), blocks=blocks())
    assert forms.verify(profile, today=TODAY).findings == ()


def test_every_rule_has_a_seeded_fault_and_there_are_thirty() -> None:
    seeded = [one["rule"] for path in FILES for one in read(path)["finds"]]
    assert {rule.name for rule in RULES} | {"format"} == set(seeded)
    assert len(FILES) >= 30


def test_the_quick_rules_are_those_that_explore_nothing() -> None:
    explored = {rule.name for rule in RULES if rule.explores}
    for path in FILES:
        definition = read(path)["definition"]
        whole, quick = verified(definition).findings, verified(definition, quick=True).findings
        assert set(quick) <= set(whole)
        assert [one for one in quick if one.rule != "limits"] == [one for one in whole if one.rule not in explored]
    assert [
        one.rule for one in verified(read(FILES[0].parent / "limits-boxes.json")["definition"], quick=True).findings
    ]


def test_every_keyword_and_every_broken_definition_can_be_verified() -> None:
    folders = [FILES[0].parent.parent / name for name in ("features", "broken")]
    for path in (path for folder in folders for path in sorted(folder.glob("*.json"))):
        report = verified(read(path)["definition"])
        assert all(one.wrong and one.right and one.rule for one in report.findings), path.stem
        assert report.blocks or path.parent.name == "features", path.stem


def test_without_a_day_nothing_is_told_of_days() -> None:
    for name in ("closed", "check-age-impossible"):
        procedure = forms.load(read(FILES[0].parent / f"{name}.json")["definition"])
        assert forms.verify(procedure).findings == ()


def test_a_finding_names_its_question_and_its_page() -> None:
    finding = verified(read(FILES[0].parent / "required-hidden.json")["definition"]).findings[0]
    assert (finding.asked, finding.question, finding.page, finding.page_title) == ("/b", "Nom", "formulaire", "Essai")
    assert finding.to_json()["sentence"] == finding.sentence


def test_what_a_draft_cannot_compile_stands_beside_what_the_rules_find() -> None:
    definition = read(FILES[0].parent / "required-hidden.json")["definition"]
    definition["properties"]["n"] = {"type": "integer", "minimum": 9, "maximum": 3}
    report = verified(definition)
    assert [one.rule for one in report.findings] == ["format", "required-hidden"]
    assert all(one.blocks for one in report.findings)


def test_too_many_answers_to_try_them_all_claim_nothing() -> None:
    names = [f"q{number}" for number in range(12)]
    choice = {"oneOf": [{"const": one, "title": one} for one in "abcdef"]}
    tests = [{"required": [name], "properties": {name: {"const": "z"}}} for name in names]
    tests += [{"required": [name], "properties": {name: {"const": "a"}}} for name in names]
    definition = {
        "title": "Essai",
        "type": "object",
        "properties": {**{name: choice | {"title": name} for name in names}, "fin": {"title": "Fin"}},
        "allOf": [{"if": {"anyOf": tests}, "else": {"properties": {"fin": False}}}],
    }
    report = forms.verify(forms.load(definition), today=TODAY)
    assert report.unproved == 1
    assert report.untried == ("« q0 », « q1 », « q2 », « q3 » et 8 autres",)
    assert report.to_json()["untried"] == list(report.untried)
    assert [one.rule for one in report.findings] == []


def test_the_verify_command_tells_and_says_whether_one_may_publish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "essai.json"
    case = read(FILES[0].parent / "required-hidden.json")
    file.write_text(json.dumps(case["definition"]), "utf-8")
    assert main(["verify", str(file)]) == 1
    assert f"{file}#/properties/b: bloque (required-hidden)" in capsys.readouterr().out
    assert main(["verify", str(file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["blocks"], told["findings"][0]["question"]) == (True, "Nom")
    file.write_text(json.dumps(case["sound"]), "utf-8")
    assert main(["verify", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    file.write_text("{", "utf-8")
    assert main(["verify", str(file)]) == 1
    assert "bloque (format)" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "absent.json")]) == 1


def test_the_verify_command_fills_a_sample_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("odd")

    file = tmp_path / "essai.json"
    case = read(FILES[0].parent / "required-hidden.json")
    file.write_text(json.dumps(case["sound"]), "utf-8")
    monkeypatch.setattr(rehearsing.Rehearsal, "run", fail)
    assert main(["verify", str(file)]) == 1
    told = capsys.readouterr().out
    assert "bloque (sample) Une demande remplie pour essai" in told
    assert "ZeroDivisionError: odd" in told
    monkeypatch.undo()
    number = {"title": "Nombre", "type": "integer", "minimum": 2, "maximum": 99}
    product = {"==": [{"*": [{"var": "a"}, {"var": "b"}]}, 7387]}
    checks = [{"at": "/b", "logic": product, "message": "Le produit n’est pas bon."}]
    names = {"a": number | {"x-noun": "a"}, "b": number | {"title": "Autre", "x-noun": "b"}}
    document = {"title": "Essai", "type": "object", "properties": names, "required": ["a", "b"], "x-checks": checks}
    file.write_text(json.dumps(document), "utf-8")
    assert main(["verify", str(file)]) == 0, "others may know how to fill it"
    assert "avertit (sample) Nous n’avons pas su remplir" in capsys.readouterr().out


def test_the_verify_command_tells_what_changed_since_the_version_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = read(FILES[0].parent / "read-again.json")
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(case["before"]), "utf-8")
    new.write_text(json.dumps(case["definition"]), "utf-8")
    assert main(["verify", str(new)]) == 0
    assert "read-again" not in capsys.readouterr().out
    assert main(["verify", str(new), "--before", str(old)]) == 0
    assert "avertit (read-again)" in capsys.readouterr().out


def test_a_pattern_that_lets_nothing_through_hides_no_dead_end() -> None:
    """A text of blanks is no answer: it does not stand for the answers that a condition refuses."""
    text = {"type": "string", "maxLength": 40}
    condition = {"if": {"required": ["b"], "properties": {"b": {"pattern": "^(?:9.*)$"}}}}
    definition = {
        "title": "Essai",
        "type": "object",
        "properties": {"b": {"title": "B", **text, "pattern": "^(?:[0-9 ]*)$"}, "c": {"title": "C", **text}},
        "required": ["b", "c"],
        "allOf": [{**condition, "else": {"properties": {"c": False}}}],
    }
    assert "required-hidden" in [one.rule for one in verified(definition).findings]
