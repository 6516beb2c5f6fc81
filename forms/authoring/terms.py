"""What a rule reckons with: an answer, its age, its length, a sum, a count of rows; written as JSONLogic, read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from forms.authoring.clauses import is_number
from forms.authoring.comparing import plain
from forms.model import Json
from forms.pointers import join, split

TODAY: dict[str, Any] = {"today": []}
SIGNS: Mapping[str, str] = MappingProxyType({"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "is": "==", "is-not": "!="})
"""The comparisons of two terms."""
UNITS = ("days", "months", "years")
"""The durations between two dates."""
OF_TWO: Mapping[str, str] = MappingProxyType({"-": "difference", "*": "product", "/": "quotient"})
"""What two terms give."""
OPERATORS = {sign: name for name, sign in SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Term:
    """Something a rule reckons with.

    `of`: `answer`; `age` (years), `length` (signs, rows, documents), `days` and `months` (since), `days-until` and
    `months-until`, `start` (the first `value` signs) of an answer; `days-between`, `months-between` and `years-between`
    of two `parts`; `sum`, `difference`, `product` and `quotient` of `parts`; `total` of a question over its rows,
    `rows` that pass `test`; `equal`, how many of `parts` are `value`; `either` of the two in `value` as `test` holds
    or not, nothing until `parts` are answered; `value`; `today`.
    """

    of: str
    pointer: str = ""
    value: Json = None
    parts: tuple[Term, ...] = ()
    test: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one term must be: `operator` is a key of SIGNS, `one-of`, `none-of`, `contains`, `contains-not`, `filled`
    or `empty`."""

    left: Term
    operator: str
    right: Term | None = None


def logic_of(term: Term, scope: str) -> Any:
    """Write a term as JSONLogic for a rule that stands on the object at `scope`."""
    return WRITTEN[term.of](term, scope)


def term_of(logic: Any, scope: str) -> Term | None:
    """Read a term; None for what no sentence says."""
    if not isinstance(logic, dict):
        return None if isinstance(logic, list) else Term("value", value=plain(logic))
    if len(logic) != 1:
        return None
    ((name, given),) = logic.items()
    reader = READ.get(name)
    return reader(name, given, scope) if reader else None


def comparison_logic(one: Comparison, scope: str) -> Any:
    """Write a comparison as JSONLogic."""
    left = logic_of(one.left, scope)
    if one.operator in ("filled", "empty"):
        return {"!!" if one.operator == "filled" else "!": left}
    right = logic_of(one.right, scope) if one.right is not None else None
    if one.operator in ("one-of", "none-of"):
        made: Any = {"in": [left, right]}
    elif one.operator in ("contains", "contains-not"):
        made = {"in": [right, left]}
    else:
        return {SIGNS[one.operator]: [left, right]}
    return {"!": made} if one.operator in ("none-of", "contains-not") else made


def comparison_of(logic: Any, scope: str) -> Comparison | None:
    """Read a comparison; None for what no sentence says."""
    if not isinstance(logic, dict) or len(logic) != 1:
        return None
    ((name, given),) = logic.items()
    if name in ("!", "!!"):
        return _denied(name, given, scope)
    if name == "var":
        left = _answer(name, given, scope)
        return Comparison(left, "filled") if left else None
    if not isinstance(given, list) or len(given) != 2:
        return None
    if name == "in":
        return _inside(given, scope)
    left, right = term_of(given[0], scope), term_of(given[1], scope)
    if name not in OPERATORS or left is None or right is None or left.of in ("value", "today"):
        return None
    return Comparison(left, OPERATORS[name], right)


def named(pointer: str, scope: str) -> Any:
    """Write an answer as a rule on `scope` reads it."""
    if scope == "" or pointer.startswith(scope + "/"):
        return {"var": ".".join(split(pointer)[len(split(scope)) :])}
    return {"root": pointer}


def _denied(name: str, given: Any, scope: str) -> Comparison | None:
    inner = given[0] if isinstance(given, list) and len(given) == 1 else given
    left = term_of(inner, scope)
    if left is not None and left.of == "answer":
        return Comparison(left, "filled" if name == "!!" else "empty")
    found = comparison_of(inner, scope) if name == "!" else None
    if found is not None and found.operator in ("one-of", "contains"):
        return Comparison(found.left, {"one-of": "none-of", "contains": "contains-not"}[found.operator], found.right)
    return None


def _inside(given: list[Any], scope: str) -> Comparison | None:
    needle, hay = term_of(given[0], scope), term_of(given[1], scope)
    if isinstance(given[1], list) and needle is not None and needle.of == "answer" and given[1]:
        if any(isinstance(one, dict | list) for one in given[1]):
            return None
        return Comparison(needle, "one-of", Term("value", value=plain(given[1])))
    if hay is not None and hay.of == "answer" and needle is not None and needle.of == "value":
        return Comparison(hay, "contains", needle)
    return None


def _answer(name: str, given: Any, scope: str) -> Term | None:
    if not isinstance(given, str) or not given.strip("/"):
        return None
    return Term("answer", (scope + join(given.split("."))) if name == "var" else join(split(given)))


def _measured(name: str, given: Any, scope: str) -> Term | None:
    inner = given[0] if isinstance(given, list) and len(given) == 1 else given
    found = term_of(inner, scope) if isinstance(inner, dict) else None
    return Term(name, found.pointer) if found is not None and found.of == "answer" else None


def _span(name: str, given: Any, scope: str) -> Term | None:
    """Read the days, months or years from one date to another; years since a date are an age."""
    terms = [term_of(one, scope) for one in given] if isinstance(given, list) and len(given) == 2 else []
    kinds = [one.of if one else "" for one in terms]
    if kinds == ["answer", "today"] and terms[0] and name != "years":
        return Term(name, terms[0].pointer)
    if kinds == ["today", "answer"] and terms[1] and name != "years":
        return Term(f"{name}-until", terms[1].pointer)
    if kinds == ["answer", "answer"] and terms[0] and terms[1]:
        return Term(f"{name}-between", parts=(terms[0], terms[1]))
    return None


def _start(name: str, given: Any, scope: str) -> Term | None:
    if not isinstance(given, list) or len(given) != 3 or given[1] != 0 or not is_number(given[2]):
        return None
    found = term_of(given[0], scope)
    return Term("start", found.pointer, plain(given[2])) if found is not None and found.of == "answer" else None


def _today(name: str, given: Any, scope: str) -> Term | None:
    return Term("today") if given == [] else None


def _sum(name: str, given: Any, scope: str) -> Term | None:
    if not isinstance(given, list) or not given:
        return None
    equal = _equal(given, scope)
    if equal is not None:
        return equal
    parts = [term_of(one, scope) for one in given]
    found = tuple(one for one in parts if one is not None)
    if len(found) != len(given) or any(one.of in ("value", "today", "start") for one in found):
        return None
    return Term("sum", parts=found)


def _equal(given: list[Any], scope: str) -> Term | None:
    """Read how many answers are one value: `{"+": [{"if": [{"==": [{"var": "a"}, "Non"]}, 1, 0]}, …]}`."""
    tests = [_counted(one, scope) for one in given]
    found = [one for one in tests if one is not None and one.operator == "is" and one.left.of == "answer"]
    values = [one.right.value for one in found if one.right is not None and one.right.of == "value"]
    if len(values) != len(given) or any(repr(value) != repr(values[0]) for value in values):
        return None
    return Term("equal", value=values[0], parts=tuple(one.left for one in found))


def _counted(logic: Any, scope: str) -> Comparison | None:
    given = logic.get("if") if isinstance(logic, dict) and len(logic) == 1 else None
    if not isinstance(given, list) or given[1:] != [1, 0] or any(isinstance(one, bool) for one in given[1:]):
        return None
    return comparison_of(given[0], scope)


def _either(name: str, given: Any, scope: str) -> Term | None:
    """Read `{"if": [{"!": {"and": [answers]}}, null, test, one, other]}`, or the same without the answers."""
    if (
        not isinstance(given, list)
        or len(given) not in (3, 5)
        or any(isinstance(one, dict | list) for one in given[-2:])
    ):
        return None
    parts: tuple[Term, ...] = ()
    if len(given) == 5:
        inner = given[0].get("!") if isinstance(given[0], dict) and set(given[0]) == {"!"} else None
        several = inner["and"] if isinstance(inner, dict) and set(inner) == {"and"} else [inner]
        found = [term_of(one, scope) for one in several] if isinstance(several, list) else []
        parts = tuple(one for one in found if one is not None and one.of == "answer")
        if not parts or len(parts) != len(found) or given[1] is not None:
            return None
    test = comparison_of(given[-3], scope)
    return Term("either", value=plain(given[-2:]), parts=parts, test=test) if test is not None else None


def _write_either(term: Term, scope: str) -> Any:
    values = term.value if isinstance(term.value, list) else [None, None]
    made = [comparison_logic(term.test, scope) if term.test else True, *values]
    answers = [logic_of(one, scope) for one in term.parts]
    if not answers:
        return {"if": made}
    return {"if": [{"!": {"and": answers} if len(answers) > 1 else answers[0]}, None, *made]}


def _two(name: str, given: Any, scope: str) -> Term | None:
    if not isinstance(given, list) or len(given) != 2:
        return None
    one, two = term_of(given[0], scope), term_of(given[1], scope)
    if one is None or two is None or one.of == "value" or (name == "*" and two.of != "value"):
        return None
    if two.of == "value" and (not is_number(two.value) or (name == "/" and two.value == 0)):
        return None
    return Term(OF_TWO[name], parts=(one, two))


def _reduced(name: str, given: Any, scope: str) -> Term | None:
    """Read a sum over rows, or how many of them pass a test."""
    if not isinstance(given, list) or len(given) != 3 or given[2] != 0 or isinstance(given[2], bool):
        return None
    rows, step = term_of(given[0], scope), given[1]
    added = step.get("+") if isinstance(step, dict) and len(step) == 1 else None
    if rows is None or rows.of != "answer" or not isinstance(added, list) or len(added) != 2:
        return None
    if added[0] != {"var": "accumulator"}:
        return None
    row = f"{rows.pointer}/*"
    current = _of_current(added[1])
    test = _counted(current, row)
    if test is not None:
        return Term("rows", rows.pointer, test=test)
    found = term_of(current, row) if isinstance(current, dict) else None
    return Term("total", found.pointer) if found is not None and found.of == "answer" else None


def _of_current(logic: Any) -> Any:
    """Read « current.age » as « age » of the row."""
    if isinstance(logic, list):
        return [_of_current(one) for one in logic]
    if not isinstance(logic, dict):
        return logic
    if set(logic) == {"var"}:
        name = logic["var"]
        return {"var": name.removeprefix("current.")} if str(name).startswith("current.") else {"var": None}
    return {key: _of_current(value) for key, value in logic.items()}


def _to_current(logic: Any) -> Any:
    if isinstance(logic, list):
        return [_to_current(one) for one in logic]
    if not isinstance(logic, dict):
        return logic
    if set(logic) == {"var"}:
        return {"var": f"current.{logic['var']}"}
    return {key: _to_current(value) for key, value in logic.items()}


def _write_total(term: Term, scope: str) -> Any:
    rows, _, _ = term.pointer.rpartition("/*/")
    return _over(rows, scope, _to_current(named(term.pointer, f"{rows}/*")))


def _write_rows(term: Term, scope: str) -> Any:
    row = f"{term.pointer}/*"
    test = comparison_logic(term.test, row) if term.test else True
    return _over(term.pointer, scope, _to_current({"if": [test, 1, 0]}))


def _over(rows: str, scope: str, added: Any) -> Any:
    return {"reduce": [named(rows, scope), {"+": [{"var": "accumulator"}, added]}, 0]}


def _write_equal(term: Term, scope: str) -> Any:
    return {"+": [{"if": [{"==": [logic_of(one, scope), term.value]}, 1, 0]} for one in term.parts]}


def _parts(sign: str) -> Callable[[Term, str], Any]:
    return lambda term, scope: {sign: [logic_of(one, scope) for one in term.parts]}


def _write_span(term: Term, scope: str) -> Any:
    """Write a duration from a date to today, or from today to it."""
    unit, _, until = term.of.partition("-")
    pair = [named(term.pointer, scope), dict(TODAY)]
    return {unit: pair[::-1] if until else pair}


WRITTEN: Mapping[str, Callable[[Term, str], Any]] = MappingProxyType(
    {
        "answer": lambda term, scope: named(term.pointer, scope),
        "age": lambda term, scope: {"age": named(term.pointer, scope)},
        "length": lambda term, scope: {"length": named(term.pointer, scope)},
        **dict.fromkeys(("days", "days-until", "months", "months-until"), _write_span),
        **{f"{unit}-between": _parts(unit) for unit in UNITS},
        "start": lambda term, scope: {"substr": [named(term.pointer, scope), 0, term.value]},
        "sum": _parts("+"),
        **{name: _parts(sign) for sign, name in OF_TWO.items()},
        "total": _write_total,
        "rows": _write_rows,
        "equal": _write_equal,
        "either": _write_either,
        "value": lambda term, scope: term.value,
        "today": lambda term, scope: dict(TODAY),
    }
)
READ: Mapping[str, Callable[[str, Any, str], Term | None]] = MappingProxyType(
    {
        "var": _answer,
        "root": _answer,
        "age": _measured,
        "length": _measured,
        **dict.fromkeys(UNITS, _span),
        "today": _today,
        "substr": _start,
        "+": _sum,
        **dict.fromkeys(OF_TWO, _two),
        "reduce": _reduced,
        "if": _either,
    }
)
