"""JSONLogic, exact on decimals: the language of `x-checks` and `x-compute`. A closed table of operators, never code.

Standard operators after jsonlogic.com; ours are `today`, `age`, `days`, `months` and `years` (whole ones between two
dates, as `age` counts them), `length`, and `{"root": "/pointer"}`.
Odd data gives null, never an exception; work is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeVar

MAX_STEPS = 20_000
SIGNS_A_STEP = 20
"""How many signs of a text, or items of a list, an operator may be given for the price of one step."""
MAX_DEPTH = 60
LONGEST_NUMBER = 300
"""How many figures a number may have, as in the text of a definition."""
PRECISION = 28
LAZY = ("if", "?:", "and", "or", "map", "filter", "reduce", "all", "none", "some")


class _TooMuchError(Exception):
    """The rule asks for more work than any honest rule."""


def evaluate(logic: Any, data: Any, *, today: date | None, root: Any = None) -> Any:
    """Evaluate a rule over answers; an absent answer is None. Gives None for what makes no sense, or needs a day."""
    try:
        with localcontext() as context:
            context.prec = PRECISION
            return _Evaluation(today, root if root is not None else data).value(logic, data, 0)
    except _TooMuchError:
        return None


def truthy(value: Any) -> bool:
    """Say whether JSONLogic counts a value as true: an empty list is false, « 0 » as text is true."""
    return bool(value)


class _Evaluation:
    def __init__(self, today: date | None, root: Any) -> None:
        self.today = today
        self.root = root
        self._steps = 0

    def value(self, logic: Any, data: Any, depth: int) -> Any:
        """Give the value of a rule, of a list of rules, or of what is no rule."""
        self._steps += 1
        if self._steps > MAX_STEPS or depth > MAX_DEPTH:
            raise _TooMuchError
        if isinstance(logic, list):
            return [self.value(item, data, depth + 1) for item in logic]
        if not isinstance(logic, dict) or len(logic) != 1:
            return logic
        ((name, given),) = logic.items()
        arguments = given if isinstance(given, list) else [given]
        if name in LAZY:
            return self._lazy(name, arguments, data, depth + 1)
        values = [self.value(argument, data, depth + 1) for argument in arguments]
        if name in ("var", "missing", "missing_some", "root", "today", "age"):
            return self._of_data(name, values, data)
        operator = OPERATORS.get(name)
        self._weigh(values)
        try:
            return _bounded(operator(*values)) if operator is not None else None
        except (TypeError, ValueError, InvalidOperation, ArithmeticError, IndexError, AttributeError):
            return None

    def _weigh(self, values: list[Any]) -> None:
        """Count what an operator is given, to its last item: a list may hold another many times over."""
        room, weight = (MAX_STEPS - self._steps) * SIGNS_A_STEP, 0
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            inside = value if isinstance(value, list) else list(value.values()) if isinstance(value, Mapping) else []
            weight += len(value) if isinstance(value, str) else 1 + len(inside)
            if weight > room:
                raise _TooMuchError
            waiting.extend(inside)
        self._steps += weight // SIGNS_A_STEP

    def _lazy(self, name: str, arguments: list[Any], data: Any, depth: int) -> Any:
        if name in ("if", "?:"):
            return self._branch(arguments, data, depth)
        if name in ("and", "or"):
            result: Any = None
            for argument in arguments:
                result = self.value(argument, data, depth)
                if truthy(result) == (name == "or"):
                    return result
            return result
        return self._over(name, arguments, data, depth)

    def _branch(self, arguments: list[Any], data: Any, depth: int) -> Any:
        for index in range(0, len(arguments) - 1, 2):
            if truthy(self.value(arguments[index], data, depth)):
                return self.value(arguments[index + 1], data, depth)
        return self.value(arguments[-1], data, depth) if len(arguments) % 2 else None

    def _over(self, name: str, arguments: list[Any], data: Any, depth: int) -> Any:
        items = self.value(arguments[0], data, depth) if arguments else None
        rows = items if isinstance(items, list) else []
        rule = arguments[1] if len(arguments) > 1 else None
        if name == "reduce":
            total = self.value(arguments[2], data, depth) if len(arguments) > 2 else None
            for row in rows:
                total = self.value(rule, {"current": row, "accumulator": total}, depth)
            return total
        results = [self.value(rule, row, depth) for row in rows]
        if name == "map":
            return results
        if name == "filter":
            return [row for row, result in zip(rows, results, strict=True) if truthy(result)]
        passed = [truthy(result) for result in results]
        return {"all": bool(rows) and all(passed), "none": not any(passed), "some": any(passed)}[name]

    def _of_data(self, name: str, values: list[Any], data: Any) -> Any:
        if name == "var":
            found = look_up(data, values[0] if values else "")
            return values[1] if found is None and len(values) > 1 else found
        if name == "root":
            return look_up(self.root, str(values[0]).strip("/").replace("/", ".") if values else "")
        if name == "today":
            return self.today.isoformat() if self.today else None
        if name == "age":
            return age(values[0], self.today) if values and self.today else None
        if name == "missing":
            names = values[0] if values and isinstance(values[0], list) else values
            return [one for one in names if look_up(data, one) in (None, "")]
        wanted, names = values[:2] if len(values) >= 2 else (0, [])
        absent = [one for one in names if look_up(data, one) in (None, "")] if isinstance(names, list) else []
        return [] if isinstance(wanted, int) and len(names) - len(absent) >= wanted else absent


def look_up(data: Any, name: Any) -> Any:
    """Follow a dotted name into data; None where nothing is."""
    if name in ("", None):
        return data
    for part in str(name).split("."):
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data


def number(value: Any) -> int | Decimal:
    """Read a number as JSONLogic does: texts of digits count, true is 1. Raises ValueError or InvalidOperation."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, float):
        return Decimal(str(value))
    if value is None:
        return 0
    if isinstance(value, str) and value.strip():
        made = Decimal(value.strip())
        if made.is_finite():
            return _bounded(made)
    raise ValueError(value)


N = TypeVar("N")


def _bounded(value: N) -> N:
    """Give back what is no number out of bounds. Raises ValueError."""
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) > LONGEST_NUMBER:
        raise ValueError("out of bounds")
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER * 4:
        raise ValueError("out of bounds")
    return value


def iso(value: Any) -> date | None:
    """Read an ISO date, or give None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def age(value: Any, today: date) -> int | None:
    """Give the whole years from a date to today, or None."""
    born = iso(value)
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def days(first: Any, second: Any) -> int | None:
    """Give the days from one date to another, or None."""
    begin, end = iso(first), iso(second)
    return None if begin is None or end is None else (end - begin).days


def months(first: Any, second: Any) -> int | None:
    """Give the whole months from one date to another, or None; a day that is not reached yet makes none."""
    begin, end = iso(first), iso(second)
    if begin is None or end is None:
        return None
    if end < begin:
        back = months(second, first)
        return None if back is None else -back
    return (end.year - begin.year) * 12 + end.month - begin.month - (end.day < begin.day)


def years(first: Any, second: Any) -> int | None:
    """Give the whole years from one date to another, or None."""
    found = months(first, second)
    if found is None:
        return None
    return found // 12 if found >= 0 else -(-found // 12)


def length(value: Any) -> int:
    """Count the signs of a text or the items of a list; nothing counts 0."""
    return len(value) if isinstance(value, str | list) else 0


def same(first: Any, second: Any) -> bool:
    """Compare loosely (`==`): « 1 » equals 1."""
    if type(first) is type(second) or first is None or second is None:
        return bool(first == second)
    try:
        return number(first) == number(second)
    except (ValueError, InvalidOperation):
        return False


def identical(first: Any, second: Any) -> bool:
    """Compare strictly (`===`); 1 and 1.0 are the same number, true is no number."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    return bool(first == second)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[..., bool | None]:
    def compare(*values: Any) -> bool | None:
        if len(values) < 2 or any(value is None for value in values):
            return None
        pairs = list(pairwise(values))
        if all(isinstance(value, str) for value in values):
            return all(test(first, second) for first, second in pairs)
        return all(test(number(first), number(second)) for first, second in pairs)

    return compare


def _minus(first: Any, second: Any = None) -> int | Decimal:
    return -number(first) if second is None else number(first) - number(second)


def _times(*values: Any) -> int | Decimal:
    total: int | Decimal = 1
    for value in values:
        total = _bounded(total * number(value))
    return total


def _divide(first: Any, second: Any) -> int | Decimal:
    result = Decimal(number(first)) / Decimal(number(second))
    return int(result) if result == result.to_integral_value() else result


def _remainder(first: Any, second: Any) -> int | Decimal:
    result = Decimal(number(first)) % Decimal(number(second))
    return int(result) if result == result.to_integral_value() else result


def _inside(needle: Any, hay: Any) -> bool:
    if isinstance(hay, str):
        return isinstance(needle, str) and needle in hay
    return isinstance(hay, list) and any(identical(needle, item) for item in hay)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(_text, value)) if isinstance(value, list) else str(value)


def _part(text: Any, start: Any, count: Any = None) -> str:
    words, begin = str(text), int(start)
    rest = words[begin:] if begin >= 0 else words[max(len(words) + begin, 0) :]
    if count is None:
        return rest
    return rest[: int(count)] if int(count) >= 0 else rest[: max(len(rest) + int(count), 0)]


def _merge(*values: Any) -> list[Any]:
    return [item for value in values for item in (value if isinstance(value, list) else [value])]


OPERATORS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "==": same,
        "!=": lambda first, second: not same(first, second),
        "===": identical,
        "!==": lambda first, second: not identical(first, second),
        "!": lambda value=None: not truthy(value),
        "!!": lambda value=None: truthy(value),
        ">": _ordered(lambda first, second: first > second),
        ">=": _ordered(lambda first, second: first >= second),
        "<": _ordered(lambda first, second: first < second),
        "<=": _ordered(lambda first, second: first <= second),
        "max": lambda *values: max(map(number, values)),
        "min": lambda *values: min(map(number, values)),
        "+": lambda *values: sum(map(number, values)),
        "-": _minus,
        "*": _times,
        "/": _divide,
        "%": _remainder,
        "merge": _merge,
        "in": _inside,
        "cat": lambda *values: "".join(map(_text, values)),
        "substr": _part,
        "days": days,
        "months": months,
        "years": years,
        "length": length,
    }
)
OF_DATA = ("var", "missing", "missing_some", "root", "today", "age")
FIRST_ONLY = ("map", "filter", "reduce", "all", "none", "some")


def check(logic: Any) -> list[str]:
    """Give a sentence for each operator that is none; what is not an operation is a plain value."""
    found: list[str] = []
    for name, _ in _operations(logic):
        if name not in OPERATORS and name not in LAZY and name not in OF_DATA:
            found.append(f"« {name} » n’est pas un opérateur.")
    return found


def reads(logic: Any) -> frozenset[str]:
    """Give what a rule reads: dotted names of `var`, pointers (with their slash) of `root`."""
    found: set[str] = set()
    for name, given in _operations(logic):
        first = given[0] if isinstance(given, list) and given else given
        if name in ("var", "root") and isinstance(first, str):
            found.add(first if name == "var" else "/" + first.strip("/"))
        if name in ("missing", "missing_some"):
            names = given if isinstance(given, list) else [given]
            flat = [one for item in names for one in (item if isinstance(item, list) else [item])]
            found.update(one for one in flat if isinstance(one, str))
    return frozenset(found)


def _operations(logic: Any) -> Iterator[tuple[str, Any]]:
    waiting: list[Any] = [logic]
    while waiting:
        current = waiting.pop()
        if isinstance(current, list):
            waiting.extend(current)
        elif isinstance(current, dict):
            if len(current) == 1:
                yield from current.items()
            waiting.extend(current.values())
