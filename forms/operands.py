"""What a rule of JSONLogic works on: names that lead to no question, spots where no answer is left, nothing at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms import logic
from forms.model import Node, Question, Repeat
from forms.pointers import join, split

Scope = str | None
"""What `var` counts from: the pointer of an object or of a row; None where nobody can say."""
EVERY = ("+", "-", "*", "/", "%", "max", "min", "<", "<=", ">", ">=", "merge", "cat", "in", "and", "!", "!!")
EVERY_OF_DATES = ("age", "days", "months", "years", "length")
EQUAL = ("==", "!=", "===", "!==")
ASKS = ("var", "root", "missing", "missing_some")
PLAIN = ("string", "integer", "number", "boolean")
"""The sorts of answers that have nothing inside."""
NOTHING_YET: dict[str, Any] = {"+": []}
"""How a computed question begins: the sum of nothing."""


def operation(rule: Any) -> tuple[str, list[Any]] | None:
    """Give the name and the operands of an operation; None for what is none."""
    if not isinstance(rule, dict) or len(rule) != 1:
        return None
    ((name, given),) = rule.items()
    return str(name), given if isinstance(given, list) else [given]


def blank(rule: Any) -> bool:
    """Say whether somewhere null stands where an answer must: what a question leaves that was taken out."""
    if isinstance(rule, list):
        return any(map(blank, rule))
    found = operation(rule)
    if found is None:
        return False
    name, given = found
    if name in ASKS:
        return False
    if _needs_more(name, given) or NOTHING_YET in given:
        return True
    return any(map(blank, given))


def _needs_more(name: str, given: list[Any]) -> bool:
    if name in (*EVERY, *EVERY_OF_DATES):
        return None in given
    if name in ("if", "?:"):
        return None in given[: len(given) - 1 : 2]
    if name in EQUAL:
        return None in given and not any(isinstance(one, dict | list) for one in given)
    return name in (*logic.FIRST_ONLY, "substr") and given[:1] == [None]


def looks(rule: Any, at: tuple[str, ...] = ASKS) -> bool:
    """Say whether a rule looks at an answer at all; rows that are not there have nothing in them to look at."""
    if isinstance(rule, list):
        return any(looks(one, at) for one in rule)
    found = operation(rule)
    if found is None:
        return False
    name, given = found
    if name in logic.FIRST_ONLY and given[:1] == [None]:
        return False
    if name in ("missing", "missing_some"):
        return any(isinstance(one, str) for item in given for one in (item if isinstance(item, list) else [item]))
    return name in at or looks(given, at)


def idle(rule: Any) -> bool:
    """Say whether a rule looks at no answer and at no day: it gives the same for everybody, always."""
    return not looks(rule, (*ASKS, "today"))


def unsaid(rule: Any) -> bool:
    """Say whether nobody has said yet what is computed."""
    return rule in (NOTHING_YET, {}, None)


def lost(rule: Any, scope: Scope, nodes: Mapping[str, Node]) -> list[str]:
    """Give the names in a rule that lead to no question, as they are written; `scope` is the object it stands on."""
    return list(dict.fromkeys(_Reader(nodes).read(rule, scope)))


class _Reader:
    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes

    def read(self, rule: Any, scope: Scope, accumulating: bool = False) -> Iterator[str]:
        """Give the names that lead nowhere; `accumulating` inside the step of `reduce`."""
        if isinstance(rule, list):
            for one in rule:
                yield from self.read(one, scope, accumulating)
        found = operation(rule)
        if found is None:
            return
        name, given = found
        if name in ASKS:
            yield from self._asked(name, given, scope, accumulating)
        elif name in logic.FIRST_ONLY:
            yield from self.read(given[:1], scope, accumulating)
            yield from self.read(given[1:2], self._rows(given[:1], scope, accumulating), name == "reduce")
            yield from self.read(given[2:], scope, accumulating)
        else:
            yield from self.read(given, scope, accumulating)

    def _asked(self, name: str, given: list[Any], scope: Scope, accumulating: bool) -> Iterator[str]:
        if name in ("missing", "missing_some"):
            names = [one for item in given for one in (item if isinstance(item, list) else [item])]
        else:
            names = given[:1]
            yield from self.read(given[1:], scope, accumulating)
        for one in names:
            if isinstance(one, str) and one and not self._leads(name, one, scope, accumulating):
                yield one

    def _leads(self, name: str, text: str, scope: Scope, accumulating: bool) -> bool:
        """Say whether a name leads to a question, or to what nobody can say."""
        if name == "root":
            return self._follow("", _parts(text)) is not None
        parts = text.split(".")
        if accumulating:
            if parts[0] == "accumulator":
                return True
            if parts[0] != "current":
                return False
            parts = parts[1:]
        return scope is None or self._follow(scope, parts) is not None

    def _follow(self, scope: str, parts: list[str]) -> str | None:
        """Give the pointer that names lead to; None where nothing is."""
        pointer = scope
        for part in parts:
            node = self._nodes.get(pointer)
            if isinstance(node, Question):
                return None if node.json_type in PLAIN else pointer
            deeper = pointer + ("/*" if isinstance(node, Repeat) and part.isdecimal() else join([part]))
            if deeper not in self._nodes and not (isinstance(node, Repeat) and deeper.endswith("/*")):
                return None
            pointer = deeper
        return pointer

    def _rows(self, rule: list[Any], scope: Scope, accumulating: bool) -> Scope:
        """Give the pointer of the rows that an operation goes over."""
        found = operation(rule[0]) if rule else None
        if found is None:
            return None
        name, given = found
        if name == "filter":
            return self._rows(given[:1], scope, accumulating)
        text = given[0] if given else None
        if name not in ("var", "root") or not isinstance(text, str) or not text:
            return None
        parts, above = (_parts(text), "") if name == "root" else (text.split("."), scope)
        if name == "var" and accumulating:
            if parts[0] != "current":
                return None
            parts = parts[1:]
        pointer = self._follow(above, parts) if above is not None else None
        return f"{pointer}/*" if pointer is not None and isinstance(self._nodes.get(pointer), Repeat) else None


def _parts(text: str) -> list[str]:
    """Read what `root` names: a pointer, or a dotted name."""
    return split("/" + text.strip("/").replace(".", "/"))
