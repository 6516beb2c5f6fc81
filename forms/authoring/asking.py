"""The panel of a condition, made for the questions that its lines look at; clauses to its answers, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from forms.answers import copied
from forms.authoring.clauses import GROUPED, LISTS, Clause, alike
from forms.authoring.conditions import Sentence
from forms.authoring.phrases import MORE, WORDS
from forms.authoring.surroundings import Candidate
from forms.expansion import Schema
from forms.model import Json
from forms.options import option_text
from forms.pointers import split

OFFERED = "questions/1"
"""The named list of the questions that a condition may look at."""
FEW = 100
"""How many answers a list still shows at once; beyond, it is searched."""
MOST_LINES = 10
VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "choice": {"is": ("value",), "is-not": ("value",), "unless": ("value",)} | dict.fromkeys(LISTS, ("values",)),
        "choices": {"contains": ("value",), "contains-not": ("value",)},
        "checkbox": {},
        "number": dict.fromkeys(("is", "is-not", "lt", "le", "gt", "ge"), ("number",))
        | {"between": ("number", "upper")},
        "date": dict.fromkeys(("is", "before", "from", "is-not"), ("day",)),
        "text": dict.fromkeys(("is", "is-not"), ("text",)),
        "rows": dict.fromkeys(("at-least", "fewer"), ("count",)),
        "documents": dict.fromkeys(("at-least", "fewer"), ("count",)),
    }
)
"""The fields in which each sort of question is compared, by operator; an operator without any needs no value."""
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A panel ready to be loaded: its document, the named lists that it needs."""

    document: Schema
    lists: Mapping[str, Sequence[Mapping[str, Any]]]


def condition_panel(
    template: Schema,
    offered: Sequence[Candidate],
    values: Mapping[str, Any],
    *,
    requirable: bool = True,
    others: str = "",
    lists: Mapping[str, Any] | None = None,
) -> Asked:
    """Make the panel of a condition for its answers so far; `others` names the questions that share it."""
    lines = answers_in(values)
    groups = len(lines) if _is_grouped(values) else 0
    made: Schema = copied(template)
    known = {one.pointer: one for one in offered}
    line = made["properties"].pop("line")
    properties: Schema = {}
    for number, one in enumerate(lines):
        made_line = _line(line, known.get(str(one.get("question", ""))), one, number, lists or {})
        properties[f"c{number}"] = _in_group(made_line, line["properties"]["group"], groups)
    left = dict(made["properties"])
    if len(lines) < 2:
        del left["joiner"]
    if not requirable:
        del left["required"]
    if others:
        left["whole"] = {**left["whole"], "title": f"Changer aussi la condition de\u00a0: {others}"}
    else:
        del left["whole"]
    made["properties"] = {**properties, **left}
    made["required"] = [*properties, *(["joiner"] if "joiner" in left else [])]
    made["x-pages"][0]["fields"] = [f"/{name}" for name in made["properties"]]
    return Asked(made, {**(lists or {}), OFFERED: [{"const": one.pointer, "title": _named(one)} for one in offered]})


def lines_of(sentence: Sentence | None, offered: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Give the lines of the panel for the clauses of a sentence."""
    known = {one.pointer: one for one in offered}
    return [_written(one, known.get(one.pointer)) for one in sentence.tests] if sentence else []


def clauses_in(lines: Sequence[Line], offered: Sequence[Candidate]) -> tuple[Clause, ...]:
    """Read lines that have no problem left into clauses."""
    known = {one.pointer: one for one in offered}
    return tuple(_clause(line, known.get(str(line.get("question", "")))) for line in lines)


def can_say(sentence: Sentence, offered: Sequence[Candidate]) -> bool:
    """Say whether the panel gives back the clauses of a sentence as they are."""
    return len(sentence.tests) <= MOST_LINES and alike(clauses_in(lines_of(sentence, offered), offered), sentence.tests)


def condition_preset(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers of the panel, each line in a group where there are groups: the last one alone at first."""
    lines = answers_in(values)
    if not _is_grouped(values) or all("group" in one for one in lines):
        return dict(values)
    known = [one["group"] for one in lines if "group" in one]
    first = [1] * (len(lines) - 1) + [2]
    placed = [one.get("group", known[-1] if known else first[number]) for number, one in enumerate(lines)]
    return {**values, **{f"c{number}": {**one, "group": placed[number]} for number, one in enumerate(lines)}}


def answers_in(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the lines among the answers of a panel, in order."""
    return list(_lines(values))


def _lines(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for number in range(MOST_LINES):
        line = values.get(f"c{number}")
        if isinstance(line, Mapping):
            yield dict(line)


def _is_grouped(values: Mapping[str, Any]) -> bool:
    return str(values.get("joiner")) in GROUPED and len(answers_in(values)) > 1


def _in_group(line: Schema, field: Schema, groups: int) -> Schema:
    """Ask in which group a line is, before all else."""
    if not groups:
        return line
    numbers = [{"const": number, "title": f"Groupe {number}"} for number in range(1, groups + 1)]
    properties = {"group": {**field, "oneOf": numbers}, **line["properties"]}
    return {**line, "properties": properties, "required": ["group", *line["required"]]}


def _line(template: Schema, candidate: Candidate | None, line: Line, number: int, lists: Mapping[str, Any]) -> Schema:
    made: Schema = copied(template)
    made["title"] = f"Condition {number + 1}"
    known = made["properties"]
    made["properties"] = {"question": {**known["question"], "x-list": OFFERED}}
    if candidate is None:
        return made
    words = dict(WORDS[candidate.sort])
    if candidate.named_list:
        words.pop("one-of"), words.pop("none-of")
    now = line.get("operator")
    if isinstance(now, str) and now not in words and now in MORE:
        words[now] = MORE[now]
    made["properties"]["operator"] = {
        **known["operator"],
        "oneOf": [{"const": one, "title": text} for one, text in words.items()],
    }
    made["required"] = ["question", "operator"]
    uses = {one: _fields(candidate, one) for one in words}
    entries = []
    for field in dict.fromkeys(name for fields in uses.values() for name in fields):
        made["properties"][field] = _field(known[field], field, candidate, lists)
        entries.append(shown_for(field, "operator", [one for one, fields in uses.items() if field in fields]))
    if entries:
        made["allOf"] = entries
    return made


def shown_for(field: str, by: str, values: Sequence[str]) -> Schema:
    """Show and require a field of a panel when another one has one of these values."""
    test = {"required": [by], "properties": {by: {"enum": list(values)}}}
    return {"if": test, "then": {"required": [field]}, "else": {"properties": {field: False}}}


def _fields(candidate: Candidate, operator: str) -> tuple[str, ...]:
    """Give the fields of an operator; a choice without known answers is typed."""
    fields = VALUES[candidate.sort].get(operator, ())
    typed = candidate.sort in ("choice", "choices") and not candidate.choices and not candidate.named_list
    return ("text",) if typed and fields else fields


def _field(template: Schema, name: str, candidate: Candidate, lists: Mapping[str, Any]) -> Schema:
    made: Schema = copied(template)
    if name not in ("value", "values"):
        return made
    if candidate.named_list and candidate.named_list in lists:
        return {**made, "x-widget": "search", "x-list": candidate.named_list}
    options = [{"const": option_text(one.value), "title": one.label} for one in candidate.choices]
    if name == "values":
        return {**made, "items": {"type": "string", "oneOf": options}}
    return {**made, "x-widget": "select" if len(options) < FEW else "search", "oneOf": options}


def _written(clause: Clause, candidate: Candidate | None) -> dict[str, Any]:
    line: dict[str, Any] = {"question": clause.pointer, "operator": clause.operator}
    line |= {"group": clause.group} if clause.group else {}
    fields = _fields(candidate, clause.operator) if candidate else ()
    if len(fields) == 2 and isinstance(clause.value, list):
        return {**line, **dict(zip(fields, clause.value, strict=False))}
    for field in fields:
        line[field] = _text(clause.value) if field in ("value", "values", "text") else clause.value
    return line


def _text(value: Json) -> Json:
    return [option_text(one) for one in value] if isinstance(value, list) else option_text(value)


def _clause(line: Line, candidate: Candidate | None) -> Clause:
    group = line.get("group")
    return replace(_asked(line, candidate), group=int(group) if group else 0)


def _asked(line: Line, candidate: Candidate | None) -> Clause:
    pointer, operator = str(line.get("question", "")), str(line.get("operator", ""))
    fields = _fields(candidate, operator) if candidate else ()
    if candidate is not None and candidate.sort == "checkbox":
        return Clause(pointer, operator, True)
    if not fields:
        return Clause(pointer, operator)
    if len(fields) == 2:
        return Clause(pointer, operator, sorted([line.get("number"), line.get("upper")], key=_size))
    value = line.get(fields[0])
    if fields[0] in ("value", "values", "text") and candidate is not None:
        known = {option_text(one.value): one.value for one in candidate.choices}
        value = [known.get(one, one) for one in value] if isinstance(value, list) else known.get(str(value), value)
    if fields == ("text",) and operator in LISTS:
        value = [value]
    return Clause(pointer, operator, value)


def _size(value: Any) -> Any:
    return value if value is not None else 0


def _named(candidate: Candidate) -> str:
    return candidate.words if len(split(candidate.pointer)) > 1 else candidate.title
