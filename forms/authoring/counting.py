"""The panel of a computed question: what it counts as answers, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.answers import copied
from forms.authoring.asking import OFFERED, Asked, shown_for
from forms.authoring.clauses import is_number
from forms.authoring.demanding import answered_by
from forms.authoring.lining import LineMaker
from forms.authoring.measuring import ANSWER
from forms.authoring.offering import CHOICES, COLUMNS, COUNTED, DATES, NUMBERS, ROWS, Offer, answers_of
from forms.authoring.reckoning import added, added_of, comparison_in, line_of, line_of_term, numbers_of, term_in
from forms.authoring.rules import Demand
from forms.authoring.surroundings import Candidate, rows_of
from forms.authoring.terms import Comparison, Term
from forms.expansion import Schema

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "first": NUMBERS,
        "second": NUMBERS,
        "over": NUMBERS,
        "amount": COLUMNS,
        "born": DATES,
        "since": DATES,
        "rows": COUNTED,
    }
)
"""The named list that each field of the panel offers one question of."""
LINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"some": (ROWS, "rows"), "alike": (CHOICES, "equal"), "span": (DATES, "between"), "when": (OFFERED, "")}
)
"""The fields that are lines, as those of a rule: the list of their question, what they measure of it."""
WAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sum": ("parts", "plus"),
        "total": ("amount",),
        "difference": ("first", "second"),
        "product": ("first", "by"),
        "quotient": ("first", "over"),
        "share": ("first", "into"),
        "age": ("born",),
        "between": ("span",),
        "count": ("rows",),
        "rows": ("some",),
        "equal": ("alike",),
        "recent": ("since", "days"),
        "holds": ("when",),
        "either": ("when", "one", "two", "once"),
    }
)
"""What a computed question can be, with the fields that say it."""
NEEDS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "sum": (NUMBERS, 1),
        "total": (COLUMNS, 1),
        "difference": (NUMBERS, 2),
        "product": (NUMBERS, 1),
        "quotient": (NUMBERS, 2),
        "share": (NUMBERS, 1),
        "age": (DATES, 1),
        "between": (DATES, 2),
        "count": (COUNTED, 1),
        "rows": (ROWS, 1),
        "equal": (CHOICES, 2),
        "recent": (DATES, 1),
        "holds": (OFFERED, 1),
        "either": (OFFERED, 1),
    }
)
"""The list that each of them needs questions of, and how many."""
Values = Mapping[str, Any]


def total_panel(
    template: Schema, lined: Schema, offered: Sequence[Candidate], pointer: str, values: Values | None = None
) -> Asked:
    """Make the panel of a computed question for its answers so far; `lined` is the template of a rule."""
    return _Maker(template, lined, offered, pointer, values or {}).made()


def total_preset(offered: Sequence[Candidate], pointer: str, values: Values) -> dict[str, Any]:
    """Give the answers of the panel with what is nearly always meant chosen already."""
    when, maker = values.get("when"), LineMaker({}, _offer(offered, pointer))
    return {**values, **({"when": maker.preset(when)} if isinstance(when, Mapping) else {})}


def can_count(offered: Sequence[Candidate], pointer: str) -> bool:
    """Say whether there is anything around a computed question that it can count."""
    offer = _offer(offered, pointer)
    return offer.has(OFFERED) or offer.has(COLUMNS)


def total_values(meaning: Term | Demand | None, offered: Sequence[Candidate]) -> dict[str, Any] | None:
    """Give the answers of the panel for what a question counts; None for what the panel cannot say."""
    offer = Offer(offered)
    found = _values(meaning, offer)
    return found if found is not None and meaning_in(found, offered) == meaning else None


def meaning_in(values: Values, offered: Sequence[Candidate]) -> Term | Demand:
    """Read answers that have no problem left into what a question counts."""
    made: Term | Demand = READ[str(values.get("way"))](values, Offer(offered))
    return made


class _Maker:
    def __init__(
        self, template: Schema, lined: Schema, offered: Sequence[Candidate], pointer: str, values: Values
    ) -> None:
        self._template, self._values = template, values
        self._offer = _offer(offered, pointer)
        self._maker = LineMaker(lined["properties"]["line"]["properties"], self._offer)
        self._own = next((one for one in offered if one.pointer == pointer), None)

    def made(self) -> Asked:
        """Give the panel."""
        made: Schema = copied(self._template)
        known = made["properties"]
        ways = [way for way, (name, least) in NEEDS.items() if self._offer.has(name, least) and self._fits(way)]
        way = {**known["way"], "oneOf": [one for one in known["way"]["oneOf"] if one["const"] in ways]}
        used = list(dict.fromkeys(field for one in ways for field in WAYS[one] if self._has(field)))
        made["properties"] = {"way": way} | {field: self._field(field, known[field]) for field in used}
        made["allOf"] = [
            shown_for(field, "way", [one for one in ways if field in WAYS[one]])
            if field not in ("plus", "once")
            else _shown(field, [one for one in ways if field in WAYS[one]])
            for field in used
        ]
        made["x-pages"][0]["fields"] = [f"/{name}" for name in made["properties"]]
        return Asked(made, self._offer.rows())

    def _fits(self, way: str) -> bool:
        """Say whether the question can hold what it would be."""
        if way != "either":
            return True
        choices = self._own.choices if self._own else ()
        sort = self._own.sort if self._own else ""
        return sort in ("choice", "text", "number") and all(isinstance(one.value, str) for one in choices)

    def _has(self, field: str) -> bool:
        return field != "plus" or self._offer.has(COUNTED)

    def _field(self, name: str, field: Schema) -> Schema:
        if name in LISTS:
            return self._offer.one(field, LISTS[name])
        if name == "parts":
            return self._offer.several(field, NUMBERS)
        if name in LINES or name == "plus":
            return self._line(name, field)
        if name in ("one", "two") and self._own is not None:
            if self._own.choices:
                return answers_of(field, self._own)
            if self._own.sort == "number":
                return {key: value for key, value in field.items() if key != "maxLength"} | {"type": "number"}
        return field

    def _line(self, name: str, field: Schema) -> Schema:
        """Make a field that is a line: about one question, or about the rows that a sum counts."""
        given = self._values.get(name)
        line = given if isinstance(given, Mapping) else {}
        if name == "plus":
            return self._maker.counted(field, line)
        of, measure = LINES[name]
        return self._maker.line(field, line, of=of, measure=measure, bare=bool(measure))


def _offer(offered: Sequence[Candidate], pointer: str) -> Offer:
    """Give what a computed question may read: not itself; other rows than its own are only counted or added."""
    return Offer([one for one in offered if one.pointer != pointer], rows_of(pointer))


def _shown(field: str, ways: Sequence[str]) -> Schema:
    """Show a field that may stay blank."""
    test = {"required": ["way"], "properties": {"way": {"enum": list(ways)}}}
    return {"if": test, "else": {"properties": {field: False}}}


def _values(meaning: Term | Demand | None, offer: Offer) -> dict[str, Any] | None:
    if meaning is None:
        return None
    if isinstance(meaning, Demand):
        return _recent(meaning) or _holds(meaning, offer)
    writer = WRITTEN.get(meaning.of)
    return writer(meaning, offer) if writer else None


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


def _holds(demand: Demand, offer: Offer) -> dict[str, Any] | None:
    if len(demand.comparisons) != 1 or demand.filled:
        return None
    line = line_of(demand.comparisons[0], offer)
    return {"way": "holds", "when": line} if line else None


def _of_sum(term: Term, offer: Offer) -> dict[str, Any] | None:
    numbers, more = numbers_of(term), added_of(term, offer)
    if numbers is None or more is None:
        return None
    return {"way": "sum", "parts": numbers, **({"plus": _renamed(more)} if more else {})}


def _renamed(more: Mapping[str, Any]) -> dict[str, Any]:
    return {"question" if key == "plus" else key: value for key, value in more.items()}


def _of_either(term: Term, offer: Offer) -> dict[str, Any] | None:
    line = line_of(term.test, offer) if term.test else None
    values = term.value if isinstance(term.value, list) else []
    if line is None or len(values) != 2 or any(isinstance(one, bool) or one is None for one in values):
        return None
    one, two = values
    return {"way": "either", "when": line, "one": one, "two": two, "once": bool(term.parts)}


def _pair(way: str, term: Term) -> dict[str, Any] | None:
    plain = [one.pointer for one in term.parts if one.of == ANSWER]
    if way == "difference" and len(plain) == 2:
        return {"way": way, "first": plain[0], "second": plain[1]}
    if way == "product" and len(plain) == 1:
        return {"way": way, "first": plain[0], "by": term.parts[1].value}
    if way == "quotient":
        return _of_quotient(term, plain)
    return None


def _of_quotient(term: Term, plain: Sequence[str]) -> dict[str, Any] | None:
    """Say what divides: another question, or a number that the panel lets one write."""
    if len(plain) == 2:
        return {"way": "quotient", "first": plain[0], "over": plain[1]}
    by = term.parts[1].value
    if len(plain) == 1 and term.parts[0].of == ANSWER and isinstance(by, int | Decimal) and is_number(by) and by > 0:
        return {"way": "share", "first": plain[0], "into": by}
    return None


def _as_line(way: str, field: str) -> Any:
    def written(term: Term, offer: Offer) -> dict[str, Any] | None:
        line = line_of_term(term, offer)
        kept = {key: value for key, value in line.items() if key != "measure"} if line else None
        return {"way": way, field: kept} if kept else None

    return written


WRITTEN: Mapping[str, Any] = MappingProxyType(
    {
        "age": lambda term, offer: {"way": "age", "born": term.pointer},
        "total": lambda term, offer: {"way": "total", "amount": term.pointer},
        "length": lambda term, offer: {"way": "count", "rows": term.pointer},
        "sum": _of_sum,
        "difference": lambda term, offer: _pair("difference", term),
        "product": lambda term, offer: _pair("product", term),
        "quotient": lambda term, offer: _pair("quotient", term),
        "rows": _as_line("rows", "some"),
        "equal": _as_line("equal", "alike"),
        "either": _of_either,
        **dict.fromkeys(("days-between", "months-between", "years-between"), _as_line("between", "span")),
    }
)
"""How a term is said by the panel."""


def _recent_in(values: Values, offer: Offer) -> Demand:
    since = str(values.get("since"))
    days = Comparison(Term("days", since), "lt", Term("value", value=values.get("days")))
    return Demand((Comparison(Term(ANSWER, since), "filled"), days))


def _sum_in(values: Values, offer: Offer) -> Term:
    parts = tuple(Term(ANSWER, str(one)) for one in values.get("parts", ()))
    plus = values.get("plus")
    more = {"plus": plus.get("question"), "where": plus.get("where")} if isinstance(plus, Mapping) else {}
    return Term("sum", parts=(*parts, *added(more, offer)))


def _either_in(values: Values, offer: Offer) -> Term:
    test = comparison_in(values.get("when", {}), offer)
    parts: tuple[Term, ...] = ()
    if values.get("once") is True:
        read = [*answered_by(test.left, offer), *(answered_by(test.right, offer) if test.right else ())]
        parts = tuple(Term(ANSWER, one) for one in dict.fromkeys(read))
    return Term("either", value=[values.get("one"), values.get("two")], parts=parts, test=test)


def _pointed(of: str, field: str) -> Any:
    return lambda values, offer: Term(of, str(values.get(field)))


def _line_in(measure: str, field: str) -> Any:
    return lambda values, offer: term_in(values.get(field, {}), measure, offer)


def _first(values: Values) -> Term:
    return Term(ANSWER, str(values.get("first", "")))


def _of_two_in(of: str, field: str) -> Any:
    return lambda values, offer: Term(of, parts=(_first(values), Term(ANSWER, str(values.get(field)))))


def _by_number_in(of: str, field: str) -> Any:
    return lambda values, offer: Term(of, parts=(_first(values), Term("value", value=values.get(field))))


READ: Mapping[str, Any] = MappingProxyType(
    {
        "sum": _sum_in,
        "total": _pointed("total", "amount"),
        "difference": _of_two_in("difference", "second"),
        "product": _by_number_in("product", "by"),
        "quotient": _of_two_in("quotient", "over"),
        "share": _by_number_in("quotient", "into"),
        "age": _pointed("age", "born"),
        "between": _line_in("between", "span"),
        "count": _pointed("length", "rows"),
        "rows": _line_in("rows", "some"),
        "equal": _line_in("equal", "alike"),
        "recent": _recent_in,
        "holds": lambda values, offer: Demand((comparison_in(values.get("when", {}), offer),)),
        "either": _either_in,
    }
)
"""How the answers of the panel are read, by what the question is."""
