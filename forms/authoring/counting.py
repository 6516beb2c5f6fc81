"""The panel of a computed question: what it counts as answers, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.answers import copied
from forms.authoring.asking import Asked, shown_for
from forms.authoring.rules import Demand
from forms.authoring.surroundings import Candidate, rows_of
from forms.authoring.terms import Comparison, Term
from forms.expansion import Schema

ANSWER = "answer"
LISTS = {
    "parts": "numbers/1",
    "first": "numbers/1",
    "second": "numbers/1",
    "amount": "amounts/1",
    "born": "dates/1",
    "since": "dates/1",
    "rows": "lists/1",
}
"""The named list that each field of the panel offers questions of."""
WAYS: Mapping[str, tuple[str, ...]] = {
    "sum": ("parts",),
    "total": ("amount",),
    "difference": ("first", "second"),
    "product": ("first", "by"),
    "age": ("born",),
    "count": ("rows",),
    "recent": ("since", "days"),
}
"""What a computed question can be, with the fields that say it."""


def total_panel(template: Schema, offered: Sequence[Candidate], pointer: str) -> Asked:
    """Make the panel of a computed question from the questions around it."""
    found = _sorted(offered, pointer)
    made: Schema = copied(template)
    ways = [way for way, fields in WAYS.items() if all(found.get(LISTS.get(one, ""), [one]) for one in fields)]
    way = made["properties"]["way"]
    way["oneOf"] = [one for one in way["oneOf"] if one["const"] in ways]
    used = dict.fromkeys(field for one in ways for field in WAYS[one])
    for field, name in LISTS.items():
        node = made["properties"][field]
        if field == "parts":
            node["items"]["x-list"] = name
        else:
            node["x-list"] = name
    made["properties"] = {key: node for key, node in made["properties"].items() if key == "way" or key in used}
    made["allOf"] = [shown_for(field, "way", [one for one in ways if field in WAYS[one]]) for field in used]
    made["x-pages"][0]["fields"] = [f"/{name}" for name in made["properties"]]
    rows = {name: [{"const": one.pointer, "title": one.words} for one in several] for name, several in found.items()}
    return Asked(made, rows)


def can_count(offered: Sequence[Candidate], pointer: str) -> bool:
    """Say whether there is anything around a computed question that it can count."""
    return any(_sorted(offered, pointer).values())


def total_values(meaning: Term | Demand | None) -> dict[str, Any] | None:
    """Give the answers of the panel for what a question counts; None for what the panel cannot say."""
    if isinstance(meaning, Demand):
        return _recent(meaning)
    if meaning is None:
        return None
    if meaning.of == "age":
        return {"way": "age", "born": meaning.pointer}
    if meaning.of == "total":
        return {"way": "total", "amount": meaning.pointer}
    if meaning.of == "length":
        return {"way": "count", "rows": meaning.pointer}
    plain = [one.pointer for one in meaning.parts if one.of == ANSWER]
    if meaning.of == "sum" and len(plain) == len(meaning.parts):
        return {"way": "sum", "parts": plain}
    if meaning.of == "difference" and len(plain) == 2:
        return {"way": "difference", "first": plain[0], "second": plain[1]}
    if meaning.of == "product" and len(plain) == 1:
        return {"way": "product", "first": plain[0], "by": meaning.parts[1].value}
    return None


def meaning_in(values: Mapping[str, Any]) -> Term | Demand:
    """Read answers that have no problem left into what a question counts."""
    way, first = str(values.get("way")), Term(ANSWER, str(values.get("first", "")))
    if way == "sum":
        return Term("sum", parts=tuple(Term(ANSWER, str(one)) for one in values.get("parts", [])))
    if way == "difference":
        return Term("difference", parts=(first, Term(ANSWER, str(values.get("second")))))
    if way == "product":
        return Term("product", parts=(first, Term("value", value=values.get("by"))))
    if way == "recent":
        since = str(values.get("since"))
        days = Comparison(Term("days", since), "lt", Term("value", value=values.get("days")))
        return Demand((Comparison(Term(ANSWER, since), "filled"), days))
    of, field = {"total": ("total", "amount"), "age": ("age", "born"), "count": ("length", "rows")}[way]
    return Term(of, str(values.get(field)))


def _recent(demand: Demand) -> dict[str, Any] | None:
    if len(demand.comparisons) != 2 or demand.joiner != "and" or demand.filled:
        return None
    filled, days = demand.comparisons
    right = days.right
    if filled.operator != "filled" or (days.left.of, days.operator) != ("days", "lt") or right is None:
        return None
    if right.of != "value" or filled.left != Term(ANSWER, days.left.pointer):
        return None
    return {"way": "recent", "since": days.left.pointer, "days": right.value}


def _sorted(offered: Sequence[Candidate], pointer: str) -> dict[str, list[Candidate]]:
    """Give the questions that a computed one may read, by the list that offers them; itself never."""
    rows = rows_of(pointer)
    others = [one for one in offered if one.pointer != pointer]
    here = [one for one in others if rows.startswith(rows_of(one.pointer))]
    inner = [one for one in others if rows_of(one.pointer) and not rows]
    return {
        "numbers/1": [one for one in here if one.sort == "number"],
        "dates/1": [one for one in here if one.sort == "date"],
        "lists/1": [one for one in here if one.sort in ("rows", "documents")],
        "amounts/1": [one for one in inner if one.sort == "number" and one.pointer.count("/*") == 1],
    }
