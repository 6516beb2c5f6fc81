"""The lines of a rule's panel into what they reckon with, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.authoring.lining import Line
from forms.authoring.measuring import ALONE, ANSWER, FIXED, MEASURES, measure_of, sort_of_measure, words_of
from forms.authoring.offering import LISTED, Offer
from forms.authoring.surroundings import Candidate
from forms.authoring.terms import UNITS, Comparison, Term
from forms.model import Json
from forms.options import option_text

COUNTS = ("length", "rows")
"""What a sum may add to numbers: how many rows or documents there are, or how many such rows."""


def line_of(one: Comparison, offer: Offer) -> dict[str, Any] | None:
    """Give the line of a comparison; None for what the panel cannot say."""
    line = line_of_term(one.left, offer)
    candidate = offer.find(line["question"]) if line else None
    if line is None or candidate is None or line["measure"] not in MEASURES[candidate.sort]:
        return None
    measure = str(line["measure"])
    if one.operator not in words_of(candidate, measure):
        return None
    line["operator"] = one.operator
    if one.right is None:
        return line
    right = _right(one.right, candidate, sort_of_measure(candidate, measure), offer)
    return None if right is None else {**line, **right}


def comparison_in(line: Line, offer: Offer) -> Comparison:
    """Read a line that has no problem left."""
    candidate = offer.find(line.get("question"))
    if candidate is None:
        return Comparison(Term(ANSWER, str(line.get("question", ""))), "filled")
    measure, operator = measure_of(line, candidate) or ANSWER, str(line.get("operator", ""))
    left = term_in(line, measure, offer)
    if operator in ("filled", "empty"):
        return Comparison(left, operator)
    against = line.get("against")
    if against == "today":
        return Comparison(left, operator, Term("today"))
    if against == "other":
        return Comparison(left, operator, Term(ANSWER, str(line.get("other"))))
    if against == "count":
        return Comparison(left, operator, Term("length", str(line.get("counted"))))
    if against == "column":
        return Comparison(left, operator, Term("total", str(line.get("summed"))))
    return Comparison(left, operator, Term("value", value=_value(line, candidate, sort_of_measure(candidate, measure))))


def line_of_term(term: Term, offer: Offer) -> dict[str, Any] | None:
    """Give what a line measures, without what it is compared with."""
    if term.of in ALONE - {"start"}:
        return {"question": term.pointer, "measure": term.of}
    if term.of == "start":
        return {"question": term.pointer, "measure": "start", "signs": term.value}
    if term.of == "total":
        return {"question": term.pointer.rpartition("/*/")[0], "measure": "total", "column": term.pointer}
    if term.of == "rows":
        where = _where(term, offer)
        return None if where is None else {"question": term.pointer, "measure": "rows", **where}
    unit, _, between = term.of.partition("-")
    if between == "between" and unit in UNITS:
        first, second = (one.pointer for one in term.parts)
        return {"question": first, "measure": "between", "until": second, "unit": unit}
    if term.of == "equal" and len(term.parts) > 1:
        question, *others = (one.pointer for one in term.parts)
        return {"question": question, "measure": "equal", "others": others, "same": option_text(term.value)}
    return _line_of_sum(term, offer) if term.of == "sum" else None


def term_in(line: Line, measure: str, offer: Offer) -> Term:
    """Read what a line measures."""
    pointer = str(line.get("question", ""))
    others = [str(one) for one in line.get("others", ()) if one != pointer]
    if measure == "sum":
        parts = tuple(Term(ANSWER, one) for one in (pointer, *others))
        return Term("sum", parts=(*parts, *added(line, offer)))
    if measure == "start":
        return Term("start", pointer, line.get("signs"))
    if measure == "total":
        return Term("total", str(line.get("column")))
    if measure == "rows":
        return Term("rows", pointer, test=_test(line, offer))
    if measure == "between":
        return Term(f"{line.get('unit')}-between", parts=(Term(ANSWER, pointer), Term(ANSWER, str(line.get("until")))))
    if measure == "equal":
        candidate = offer.find(pointer)
        same = _chosen(candidate, line.get("same")) if candidate else line.get("same")
        return Term("equal", value=same, parts=tuple(Term(ANSWER, one) for one in (pointer, *others)))
    return Term(measure, pointer)


def added(line: Line, offer: Offer) -> tuple[Term, ...]:
    """Read what a sum adds to numbers: nothing, or a count."""
    plus = line.get("plus")
    if not plus:
        return ()
    test = _test(line, offer)
    return (Term("rows", str(plus), test=test) if test else Term("length", str(plus)),)


def added_of(term: Term, offer: Offer) -> dict[str, Any] | None:
    """Give the fields of what a sum adds last, none when it only adds numbers; None for what no field says."""
    *first, last = term.parts
    if last.of == ANSWER or not first or last.of not in COUNTS:
        return {}
    where = _where(last, offer) if last.of == "rows" else {}
    return None if where is None else {"plus": last.pointer, **where}


def numbers_of(term: Term) -> list[str] | None:
    """Give the numbers that a sum adds before what it counts; None when it adds something else."""
    first = [*term.parts[:-1], *(one for one in term.parts[-1:] if one.of not in COUNTS)]
    return [one.pointer for one in first] if first and all(one.of == ANSWER for one in first) else None


def _line_of_sum(term: Term, offer: Offer) -> dict[str, Any] | None:
    numbers, more = numbers_of(term), added_of(term, offer)
    if numbers is None or more is None or len(term.parts) < 2:
        return None
    question, *others = numbers
    return {"question": question, "measure": "sum", **({"others": others} if others else {}), **more}


def _where(term: Term, offer: Offer) -> dict[str, Any] | None:
    """Give the line about the rows that count; it compares with nothing outside of them."""
    test, row = term.test, f"{term.pointer}/*/"
    right = test.right if test else None
    if test is None or (right is not None and right.of not in ("value", "today", ANSWER)):
        return None
    if right is not None and right.of == ANSWER and not right.pointer.startswith(row):
        return None
    where = line_of(test, offer)
    return None if where is None or where["measure"] not in ALONE else {"where": where}


def _test(line: Line, offer: Offer) -> Comparison | None:
    where = line.get("where")
    return comparison_in(where, offer) if isinstance(where, Mapping) and where.get("question") else None


def _right(term: Term, candidate: Candidate, sort: str, offer: Offer) -> dict[str, Any] | None:
    if term.of == "today":
        return {"against": "today"} if sort == "date" else None
    if term.of == ANSWER:
        return {"against": "other", "other": term.pointer} if sort in LISTED else None
    if term.of in ("length", "total") and sort == "number":
        counted = offer.find(term.pointer)
        if term.of == "length":
            kept = counted is not None and counted.sort in ("rows", "documents")
            return {"against": "count", "counted": term.pointer} if kept else None
        return {"against": "column", "summed": term.pointer}
    return _fixed(term.value, candidate, sort) if term.of == "value" else None


def _fixed(value: Json, candidate: Candidate, sort: str) -> dict[str, Any] | None:
    if sort in ("choice", "choices") and candidate.choices:
        if isinstance(value, list):
            return {"values": [option_text(one) for one in value]}
        return {"value": option_text(value)}
    field = FIXED.get(sort, "text")
    return None if isinstance(value, list) or value is None else {"against": "value", field: value}


def _value(line: Line, candidate: Candidate, sort: str) -> Any:
    if sort in ("choice", "choices") and candidate.choices:
        if "values" in line:
            return [_chosen(candidate, one) for one in line["values"]]
        return _chosen(candidate, line.get("value"))
    return line.get(FIXED.get(sort, "text"))


def _chosen(candidate: Candidate, text: Any) -> Any:
    """Give the value of the answer that was chosen."""
    return next((one.value for one in candidate.choices if option_text(one.value) == text), text)
