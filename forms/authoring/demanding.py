"""The panel of a rule, made for the questions that its lines look at; demands to its answers, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from forms.answers import copied
from forms.authoring.asking import FEW, MOST_LINES, OFFERED, Asked, Line, shown_for
from forms.authoring.rules import Demand, Rule, read_by
from forms.authoring.surroundings import Candidate, Surroundings
from forms.authoring.terms import SIGNS, Comparison, Term
from forms.expansion import Schema
from forms.model import Json
from forms.nodes import Lists
from forms.options import option_text

ANSWER = "answer"
MEASURES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "date": {
            ANSWER: "La date elle-même",
            "age": "L’âge en années",
            "days": "Le nombre de jours depuis cette date",
            "days-until": "Le nombre de jours d’ici à cette date",
        },
        "number": {ANSWER: "Le nombre lui-même", "sum": "La somme avec d’autres questions"},
        "text": {ANSWER: "La réponse elle-même", "length": "Le nombre de signes", "start": "Ses premiers signes"},
        "choices": {ANSWER: "Les réponses elles-mêmes", "length": "Le nombre de réponses"},
        "rows": {"length": "Le nombre de lignes", ANSWER: "S’il y en a"},
        "documents": {"length": "Le nombre de documents", ANSWER: "S’il y en a"},
        "choice": {ANSWER: "La réponse elle-même"},
        "checkbox": {ANSWER: "La réponse elle-même"},
    }
)
"""What a rule may look at in each sort of question."""
_NUMBER = {
    "ge": "est au moins",
    "le": "est au plus",
    "gt": "est plus grand que",
    "lt": "est plus petit que",
    "is": "est égal à",
    "is-not": "est différent de",
}
_DATE = {
    "lt": "est avant",
    "le": "est au plus tard",
    "gt": "est après",
    "ge": "est au plus tôt",
    "is": "est le même jour que",
    "is-not": "n’est pas le même jour que",
}
_PRESENCE = {"filled": "est remplie", "empty": "n’est pas remplie"}
_SAME = {"is": "est", "is-not": "n’est pas"}
ASKED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "number": _NUMBER,
        "date": {**_DATE, **_PRESENCE},
        "choice": {**_SAME, "one-of": "est l’un de", "none-of": "n’est aucun de", **_PRESENCE},
        "choices": {"contains": "contient", "contains-not": "ne contient pas", **_PRESENCE},
        "checkbox": {"filled": "est cochée", "empty": "n’est pas cochée"},
        "text": {**_SAME, **_PRESENCE},
        "start": _SAME,
        "presence": _PRESENCE,
    }
)
"""The comparisons of what is measured."""
AGAINST = {"value": "Une valeur", "other": "Une autre question", "today": "Aujourd’hui"}
NUMBERS, DATES, TEXTS = "numbers/1", "dates/1", "texts/1"
LISTED = {"number": NUMBERS, "date": DATES, "text": TEXTS}
FIXED = {"number": "number", "date": "day", "text": "text", "start": "text"}


def readable(document: Schema, blocks: Mapping[str, Schema], lists: Lists) -> tuple[Candidate, ...]:
    """Give the questions that a rule may look at, in order."""
    around = Surroundings(document, blocks, lists)
    found = (around.candidate(one) for one in sorted(around.nodes, key=around.rank))
    return tuple(one for one in found if one is not None)


def rule_panel(template: Schema, offered: Sequence[Candidate], lines: Sequence[Line]) -> Asked:
    """Make the panel of a rule for its lines."""
    made: Schema = copied(template)
    known = {one.pointer: one for one in offered}
    line = made["properties"].pop("line")
    lists = {OFFERED: list(offered)}
    lists |= {name: [one for one in offered if one.sort == sort] for sort, name in LISTED.items()}
    properties: Schema = {}
    for number, one in enumerate(lines):
        candidate = known.get(str(one.get("question", "")))
        properties[f"c{number}"] = _line(line, candidate, one, number, lists)
    left = dict(made["properties"])
    left["at"] = {**left["at"], "x-list": OFFERED}
    if len(lines) < 2:
        del left["joiner"]
    made["properties"] = {**properties, **left}
    made["required"] = [*properties, *(["joiner"] if "joiner" in left else []), *template["required"]]
    made["x-pages"][0]["fields"] = [f"/{name}" for name in made["properties"]]
    rows = {name: [{"const": one.pointer, "title": one.words} for one in found] for name, found in lists.items()}
    return Asked(made, rows)


def rule_values(rule: Rule | None, offered: Sequence[Candidate]) -> dict[str, Any] | None:
    """Give the answers of the panel for a rule; None for one that the panel cannot say."""
    if rule is None:
        return {"c0": {}, "joiner": "and", "filled": True}
    if rule.demand is None:
        return None
    known = {one.pointer: one for one in offered}
    lines = [_written(one, known) for one in rule.demand.comparisons]
    if any(one is None for one in lines) or len(lines) > MOST_LINES:
        return None
    again = tuple(_comparison(one, known[str(one["question"])], known) for one in lines if one is not None)
    if again != rule.demand.comparisons:
        return None
    values: dict[str, Any] = {f"c{number}": line for number, line in enumerate(lines)}
    values |= {"joiner": rule.demand.joiner, "filled": bool(rule.demand.filled)}
    return {**values, "effect": rule.effect, "message": rule.message, "at": rule.at}


def demand_in(
    lines: Sequence[Line], joiner: str, filled: bool, offered: Sequence[Candidate], old: Demand | None
) -> Demand:
    """Read lines that have no problem left into a demand."""
    known = {one.pointer: one for one in offered}
    made = tuple(_comparison(line, known[str(line.get("question", ""))], known) for line in lines)
    if old is not None and old.comparisons == made and filled and old.filled:
        asked = old.filled
    elif filled and not any(one.operator in ("filled", "empty") for one in made):
        asked = tuple(one for one in known if one in frozenset().union(*map(read_by, made)))
    else:
        asked = ()
    return Demand(made, joiner if len(made) > 1 else "and", asked)


def measure_of(line: Line, candidate: Candidate) -> str:
    """Give what a line measures: what was chosen, the only thing there is, or nothing yet."""
    offered = MEASURES[candidate.sort]
    chosen = str(line.get("measure", ""))
    return chosen if chosen in offered else (next(iter(offered)) if len(offered) == 1 else "")


def _measured(candidate: Candidate, measure: str) -> str:
    """Give the sort of what is measured: a key of ASKED."""
    if measure in ("age", "days", "days-until", "length", "sum"):
        return "number"
    if measure == "start":
        return "start"
    return "presence" if candidate.sort in ("rows", "documents") else candidate.sort


def _line(
    template: Schema, candidate: Candidate | None, line: Line, number: int, lists: Mapping[str, Sequence[Candidate]]
) -> Schema:
    made: Schema = copied(template)
    made["title"] = f"Demande {number + 1}"
    known = made["properties"]
    properties: Schema = {"question": {**known["question"], "x-list": OFFERED}}
    made["properties"] = properties
    if candidate is None:
        return made
    offered = MEASURES[candidate.sort]
    if len(offered) > 1:
        properties["measure"] = {**known["measure"], "oneOf": _options(offered)}
        made["required"] = ["question", "measure"]
    measure = measure_of(line, candidate)
    if not measure:
        return made
    sort = _measured(candidate, measure)
    words = dict(ASKED[sort])
    if measure == ANSWER and sort == "number":
        words |= _PRESENCE
    properties["operator"] = {**known["operator"], "oneOf": _options(words)}
    made["required"] = [*made["required"], "operator"]
    if measure == "sum":
        properties["others"] = {**known["others"], "items": {"type": "string", "x-list": NUMBERS}}
        made["required"].append("others")
    if measure == "start":
        properties["signs"] = known["signs"]
        made["required"].append("signs")
    entries = _compared(properties, known, candidate, sort, lists)
    if entries:
        made["allOf"] = entries
    return made


def _compared(
    properties: Schema, known: Schema, candidate: Candidate, sort: str, lists: Mapping[str, Sequence[Candidate]]
) -> list[Schema]:
    """Add the fields of what something is compared with; give the entries that show each when it is of use."""
    if sort in ("choice", "choices") and candidate.choices:
        options = [{"const": option_text(one.value), "title": one.label} for one in candidate.choices]
        widget = "select" if len(options) < FEW else "search"
        properties["value"] = {**known["value"], "x-widget": widget, "oneOf": options}
        single = ["is", "is-not"] if sort == "choice" else ["contains", "contains-not"]
        entries = [shown_for("value", "operator", single)]
        if sort == "choice":
            properties["values"] = {**known["values"], "items": {"type": "string", "oneOf": options}}
            entries.append(shown_for("values", "operator", ["one-of", "none-of"]))
        return entries
    field = FIXED.get(sort, "text" if sort in ("choice", "choices") else "")
    if not field:
        return []
    asked = [*SIGNS, "contains", "contains-not", "one-of", "none-of"]
    ways = ["value"] + (["other"] if len(lists.get(LISTED.get(sort, ""), ())) > 1 else [])
    ways += ["today"] if sort == "date" else []
    if len(ways) == 1:
        properties[field] = known[field]
        return [shown_for(field, "operator", asked)]
    properties["against"] = {**known["against"], "oneOf": [{"const": one, "title": AGAINST[one]} for one in ways]}
    properties[field] = known[field]
    entries = [shown_for("against", "operator", asked), shown_for(field, "against", ["value"])]
    if "other" in ways:
        properties["other"] = {**known["other"], "x-list": LISTED[sort]}
        entries.append(shown_for("other", "against", ["other"]))
    return entries


def _options(words: Mapping[str, str]) -> list[Schema]:
    return [{"const": one, "title": text} for one, text in words.items()]


def _written(one: Comparison, known: Mapping[str, Candidate]) -> dict[str, Any] | None:
    """Give the line of a comparison; None for what the panel cannot say."""
    line = _left(one.left)
    candidate = known.get(str(line["question"])) if line else None
    if line is None or candidate is None or line["measure"] not in MEASURES[candidate.sort]:
        return None
    sort = _measured(candidate, str(line["measure"]))
    words = {**ASKED[sort], **(_PRESENCE if sort == "number" and line["measure"] == ANSWER else {})}
    if one.operator not in words:
        return None
    line["operator"] = one.operator
    if one.right is None:
        return line
    right = _right(one.right, candidate, sort)
    return None if right is None else {**line, **right}


def _left(term: Term) -> dict[str, Any] | None:
    if term.of == "sum":
        if any(one.of != ANSWER for one in term.parts) or len(term.parts) < 2:
            return None
        first, *others = (one.pointer for one in term.parts)
        return {"question": first, "measure": "sum", "others": others}
    if term.of == "start":
        return {"question": term.pointer, "measure": "start", "signs": term.value}
    if term.of in (ANSWER, "age", "length", "days", "days-until"):
        return {"question": term.pointer, "measure": term.of}
    return None


def _right(term: Term, candidate: Candidate, sort: str) -> dict[str, Any] | None:
    if term.of == "today":
        return {"against": "today"} if sort == "date" else None
    if term.of == ANSWER:
        return {"against": "other", "other": term.pointer} if sort in LISTED else None
    if term.of != "value":
        return None
    value: Json = term.value
    if sort in ("choice", "choices") and candidate.choices:
        if isinstance(value, list):
            return {"values": [option_text(one) for one in value]}
        return {"value": option_text(value)}
    field = FIXED.get(sort, "text")
    return None if isinstance(value, list) else {"against": "value", field: value}


def _comparison(line: Line, candidate: Candidate, known: Mapping[str, Candidate]) -> Comparison:
    measure, operator = measure_of(line, candidate), str(line.get("operator", ""))
    sort = _measured(candidate, measure)
    left = Term(measure, candidate.pointer)
    if measure == "sum":
        others = [one for one in line.get("others", []) if one != candidate.pointer]
        left = Term("sum", parts=tuple(Term(ANSWER, one) for one in (candidate.pointer, *others)))
    elif measure == "start":
        left = Term("start", candidate.pointer, line.get("signs"))
    if operator in ("filled", "empty"):
        return Comparison(left, operator)
    if line.get("against") == "today":
        return Comparison(left, operator, Term("today"))
    if line.get("against") == "other":
        return Comparison(left, operator, Term(ANSWER, str(line.get("other"))))
    return Comparison(left, operator, Term("value", value=_value(line, candidate, sort)))


def _value(line: Line, candidate: Candidate, sort: str) -> Any:
    options = {option_text(one.value): one.value for one in candidate.choices}
    if sort in ("choice", "choices") and options:
        if "values" in line:
            return [options.get(one, one) for one in line["values"]]
        return options.get(str(line.get("value")), line.get("value"))
    return line.get(FIXED.get(sort, "text"))
