"""Generated definitions full of conditions that may lead nowhere, and answers that a person could really send."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import forms
from tests.people import document

Test = dict[str, Any]
OPTIONS = ("a", "b", "c")
LEAVES: tuple[dict[str, Any], ...] = (
    {"enum": ["Oui", "Non"], "x-widget": "radio"},
    {"oneOf": [{"const": one, "title": one} for one in OPTIONS]},
    {"type": "integer", "minimum": 0, "maximum": 9},
    {"type": "number", "minimum": 1, "multipleOf": 0.5, "maximum": 3},
    {"type": "boolean"},
    {"type": "boolean", "const": True},
    {"type": "string", "maxLength": 6},
    {"type": "string", "pattern": "^[0-9]{2,3}$"},
    {"type": "string", "format": "date"},
    {"type": "array", "uniqueItems": True, "items": {"enum": list(OPTIONS)}},
)
WANTED: tuple[dict[str, Any], ...] = (
    {"const": "Oui"},
    {"const": "Non"},
    {"const": "zz"},
    {"enum": ["Oui", "a", True]},
    {"enum": ["a", "b", "c", "Oui", "Non"]},
    {"not": {"const": "a"}},
    {"const": True},
    {"const": False},
    {"minimum": 3},
    {"minimum": 10},
    {"maximum": 2, "minimum": 1},
    {"const": 5},
    {"minLength": 3},
    {"contains": {"const": "b"}},
    {"contains": {"const": "zz"}},
    {"minItems": 2},
    {"pattern": "^1[0-9]*$"},
)


def definition(chance: random.Random) -> dict[str, Any]:
    """Make a definition of up to seven questions, some in a row, some computed, with conditions and checks."""
    made = _object(chance, [f"q{number}" for number in range(chance.randint(2, 7))])
    names = list(made["properties"])
    if chance.random() < 0.3:
        rule = {"if": [_compared(chance, names[0]), "a", "b"]}
        made["properties"]["calcul"] = {"type": "string", "readOnly": True, "x-compute": rule}
        made["allOf"].append(_hides(chance, ["calcul"], names[-1]))
    if chance.random() < 0.3:
        made["properties"]["rang"] = {"type": "array", "maxItems": 3, "items": _object(chance, ["r0", "r1", "r2"])}
        made["allOf"].append(_hides(chance, [names[0]], "rang"))
    if chance.random() < 0.3:
        logic = _compared(chance, names[-1])
        made["x-checks"] = [{"at": "", "logic": logic, "message": "Non.", "effect": chance.choice(["error", "stop"])}]
    made["allOf"] = made["allOf"] or [{"title": "rien"}]
    return {"title": "Essai", **made}


def _object(chance: random.Random, names: list[str]) -> dict[str, Any]:
    properties = {name: dict(chance.choice(LEAVES)) for name in names}
    rules = [_hides(chance, names[:place], name) for place, name in enumerate(names) if place and chance.random() < 0.7]
    required = [name for name in names if chance.random() < 0.3]
    return {"type": "object", "properties": properties, "required": required, "allOf": rules or [{"title": "rien"}]}


def _hides(chance: random.Random, earlier: list[str], name: str) -> dict[str, Any]:
    hidden = {"properties": {name: False}}
    test = _test(chance, earlier, 2)
    shape = chance.choice([{"else": hidden}, {"then": hidden}, {"then": {"required": [name]}, "else": hidden}])
    return {"if": test, **shape}


def _test(chance: random.Random, earlier: list[str], depth: int) -> Test:
    sort = chance.randint(0, 9) if depth else 9
    if sort < 2:
        return {"allOf": [_test(chance, earlier, depth - 1) for _ in range(2)]}
    if sort < 4:
        return {"anyOf": [_test(chance, earlier, depth - 1) for _ in range(2)]}
    if sort < 5:
        return {"not": _test(chance, earlier, depth - 1)}
    read = chance.choice(earlier)
    return {"required": [read], "properties": {read: dict(chance.choice(WANTED))}}


def _compared(chance: random.Random, name: str) -> dict[str, Any]:
    operator = chance.choice(["==", "!=", ">=", "<"])
    return {operator: [{"var": name}, chance.choice(["Oui", "a", 3, 12, True])]}


def answer(question: forms.Question, chance: random.Random) -> Any:
    """Give an answer to a question, right or wrong, or None."""
    if chance.random() < 0.25:
        return None
    if question.kind == "file":
        return [document()]
    if question.kind == "choices":
        return [one.value for one in question.choices if chance.random() < 0.5] or None
    if question.choices:
        return chance.choice(question.choices).value
    if question.kind == "checkbox":
        return chance.random() < 0.7
    if question.kind == "number":
        return chance.randint(0, 18) if question.json_type == "integer" else chance.randint(0, 8) / 2
    if question.kind == "date":
        return f"{chance.randint(1920, 2030)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    return chance.choice(["a", "Oui", "12", "123", "Dupont", "zz", "x" * 5])


def put(values: dict[str, Any], pointer: str, value: Any) -> None:
    """Put an answer in place, in the first row of each list; None takes it away."""
    *path, last = pointer.strip("/").split("/")
    holder: Any = values
    for part, after in pairwise([*path, last]):
        fresh: Any = [{}] if after == "*" else {}
        holder = holder[0] if part == "*" else holder.setdefault(part, fresh)
    if last == "*":
        holder[0] = "" if value is None else value
    elif value is None:
        holder.pop(last, None)
    else:
        holder[last] = value


def sendable(procedure: forms.Procedure, chance: random.Random, today: Any) -> dict[str, Any] | None:
    """Give answers that could be sent, found by trying again what is wrong; None when that is not found."""
    asked = [one for one in procedure.questions if one.asked]
    values: dict[str, Any] = {}
    for question in asked:
        put(values, question.pointer, answer(question, chance))
    for _ in range(25):
        kept = {key: value for key, value in values.items() if value != [{}]}
        problems = procedure.problems(kept, today=today)
        if not problems:
            return kept
        wrong = {one.pointer.replace("/0/", "/*/") for one in problems}
        for question in asked:
            if question.pointer in wrong or "" in wrong:
                put(values, question.pointer, answer(question, chance))
    return None
