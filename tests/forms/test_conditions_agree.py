"""The script of a page and the engine decide alike: one rule, two evaluators, the same verdicts."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import forms
from tests.conftest import ROOT, SLUGS

RUNNER = """
import { decide } from "%s";
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { rules, values } = JSON.parse(line);
  console.log(JSON.stringify(decide(rules, (name) => values[name])));
}
"""
CASES = 150


def node() -> str:
    """Find Node, the one that the build uses."""
    ours = ROOT / ".make" / "node-bin"
    found = str(ours.resolve()) if ours.exists() else shutil.which("node")
    assert found, "node is not installed"
    return found


def decided(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Have the script decide each case."""
    script = RUNNER % (Path(ROOT) / "static" / "js" / "conditions.js").as_uri()
    lines = "\n".join(
        json.dumps(case, default=lambda one: float(one) if isinstance(one, Decimal) else str(one)) for case in cases
    )
    command = [node(), "--input-type=module", "-e", script]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def some_value(question: forms.Question, chance: random.Random) -> Any:
    """Give an answer to a question, right or wrong, or None."""
    if chance.random() < 0.3:
        return None
    if question.kind == "choices":
        return [one.value for one in question.choices if chance.random() < 0.5] or None
    if question.choices:
        return chance.choice(question.choices).value
    if question.kind == "checkbox":
        return chance.random() < 0.5
    if question.kind == "number":
        return chance.choice([0, 1, 2, 17, 18, 19, 250])
    if question.kind == "date":
        return chance.choice(["1947-01-16", "2015-03-02", {"day": "31", "month": "2", "year": ""}])
    return chance.choice(["a", "Oui", "93100", "éàü", "x" * 40])


def put(values: dict[str, Any], pointer: str, value: Any) -> None:
    """Put an answer in place; rows are skipped."""
    *path, last = pointer.strip("/").split("/")
    for part in path:
        values = values.setdefault(part, {})
    values[last] = value


def compared(procedure: forms.Procedure, today: date, seed: int) -> int:
    """Compare both evaluators on random answers to every page; give how many verdicts were compared."""
    chance = random.Random(seed)
    cases, wanted = [], []
    for _ in range(CASES):
        values: dict[str, Any] = {}
        for question in procedure.questions:
            value = some_value(question, chance) if question.asked and "*" not in question.pointer else None
            if value is not None:
                put(values, question.pointer, value)
        for page in procedure.pages:
            view = procedure.page(page.id, values, today=today, show_problems=False)
            if view.rules and not view.rules["ask"]:
                own = {one.name: one.value for one in view.questions() if one.value is not forms.ABSENT}
                cases.append({"rules": view.rules, "values": own})
                wanted.append({one.name: (one.visible, one.required) for one in view.questions()})
    found = decided(cases)
    for states, verdicts in zip(found, wanted, strict=True):
        for name, (visible, required) in verdicts.items():
            assert states[name]["visible"] is visible, name
            assert not visible or states[name]["required"] is required, name
    return sum(len(one) for one in wanted)


@pytest.mark.parametrize("slug", SLUGS)
def test_script_and_engine_agree_on_our_procedures(
    procedure: Callable[[str], forms.Procedure], today: date, slug: str
) -> None:
    assert compared(procedure(slug), today, 7) > 500


def definition(chance: random.Random) -> dict[str, Any]:
    """Make a definition of one page with random conditions, each question reading only earlier ones."""
    kinds: list[dict[str, Any]] = [
        {"type": "string", "enum": ["Oui", "Non"]},
        {"type": "integer"},
        {"type": "boolean"},
        {"type": "string"},
        {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}},
    ]
    properties = {f"q{index}": chance.choice(kinds) for index in range(8)}
    tests: dict[str, list[dict[str, Any]]] = {
        "string": [{"const": "Oui"}, {"enum": ["Oui", "a"]}, {"minLength": 2}, {"not": {"const": "Non"}}],
        "integer": [{"minimum": 18}, {"exclusiveMaximum": 2}, {"const": 1}, {"anyOf": [{"const": 0}, {"minimum": 19}]}],
        "boolean": [{"const": True}, {"const": False}],
        "array": [{"contains": {"const": "a"}}, {"minItems": 2}],
    }

    def one(name: str) -> dict[str, Any]:
        return {"required": [name], "properties": {name: chance.choice(tests[properties[name]["type"]])}}

    rules = []
    for index in range(1, 8):
        if chance.random() < 0.7:
            first, second = (one(f"q{chance.randrange(index)}") for _ in range(2))
            condition = chance.choice([first, {"allOf": [first, second]}, {"anyOf": [first, second]}, {"not": first}])
            hidden = {"properties": {f"q{index}": False}}
            needed = {"required": [f"q{index}"]}
            rules.append(
                chance.choice([{"then": needed, "else": hidden}, {"then": hidden}, {"then": needed}])
                | {"if": condition}
            )
    made: dict[str, Any] = {"title": "Essai", "type": "object", "properties": properties}
    return made | ({"allOf": rules} if rules else {})


@pytest.mark.check("DF-10")
def test_script_and_engine_agree_on_generated_definitions(today: date) -> None:
    chance = random.Random(11)
    total = 0
    for seed in range(12):
        total += compared(forms.load(definition(chance)), today, seed)
    assert total > 5000
