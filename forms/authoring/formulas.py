"""What a JSONLogic rule reads, spot by spot: `var`, `root`, `missing`, and the rows that a rule goes over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from forms.authoring.mentions import Mention, TextMention, Unit
from forms.logic import FIRST_ONLY
from forms.pointers import join, split

Scope = str | None
"""What `var` counts from: the pointer of an object or of a row; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: what its `var` counts from, what the mentions are of; `accumulating` inside `reduce`."""

    scope: Scope
    role: str
    unit: Unit | None
    accumulating: bool = False


def mentions(holder: Any, key: Any, place: Place) -> Iterator[Mention]:
    """Give every question that the rule at `holder[key]` reads."""
    rule = holder[key]
    if isinstance(rule, list):
        for index in range(len(rule)):
            yield from mentions(rule, index, place)
    if not isinstance(rule, dict) or len(rule) != 1:
        return
    ((name, given),) = rule.items()
    if name in ("var", "root"):
        yield from _named(rule, name, place, _to_null(holder, key))
        if isinstance(given, list):
            for index in range(1, len(given)):
                yield from mentions(given, index, place)
    elif name in ("missing", "missing_some"):
        yield from _missing(rule, name, place)
    elif name in FIRST_ONLY and isinstance(given, list) and given:
        yield from mentions(given, 0, place)
        inner = Place(_rows(given[0], place), place.role, place.unit, name == "reduce")
        for index in range(1, len(given)):
            yield from mentions(given, index, inner if index == 1 else place)
    else:
        yield from mentions(rule, name, place)


def _named(rule: Any, name: str, place: Place, removed: Callable[[], None]) -> Iterator[Mention]:
    listed = isinstance(rule[name], list) and bool(rule[name])
    holder, key = (rule[name], 0) if listed else (rule, name)
    text = holder[key]
    if not isinstance(text, str) or not text:
        return
    if name == "root":
        dotted = "/" not in text
        parts = text.split(".") if dotted else split("/" + text.strip("/"))
        yield TextMention(join(parts), place.role, "", place.unit, holder, key, dotted, removed)
        return
    found = _pointed(text, place)
    if found is not None:
        pointer, scope, prefix = found
        if prefix:
            yield _Prefixed(pointer, place.role, scope, place.unit, holder, key, True, removed)
        else:
            yield TextMention(pointer, place.role, scope, place.unit, holder, key, True, removed)


class _Prefixed(TextMention):
    """A name inside `reduce`, which begins with `current`."""

    __slots__ = ()

    def rename(self, pointer: str) -> None:
        """Write another name after `current`."""
        inner = split(pointer)[len(split(self.scope)) :]
        self.holder[self.key] = ".".join(["current", *inner])


def _pointed(text: str, place: Place) -> tuple[str, str, bool] | None:
    """Give the pointer that a name of `var` leads to, what it counts from, whether `current` stands before it."""
    if place.scope is None:
        return None
    parts = text.split(".")
    if place.accumulating:
        if parts[0] != "current" or len(parts) < 2:
            return None
        parts = parts[1:]
    return place.scope + join(parts), place.scope, place.accumulating


def _rows(rule: Any, place: Place) -> Scope:
    """Give the pointer of the rows that a rule goes over."""
    if not isinstance(rule, dict) or len(rule) != 1:
        return None
    ((name, given),) = rule.items()
    first = given[0] if isinstance(given, list) and given else given
    if name == "filter":
        return _rows(first, place)
    if not isinstance(first, str) or not first:
        return None
    if name == "root":
        return join(split("/" + first.strip("/").replace(".", "/"))) + "/*"
    found = _pointed(first, place) if name == "var" else None
    return f"{found[0]}/*" if found is not None else None


def _missing(rule: Any, name: str, place: Place) -> Iterator[Mention]:
    given = rule[name]
    inner = [one for one in given if isinstance(one, list)] if isinstance(given, list) else []
    holder: Any = inner[0] if inner else given if isinstance(given, list) else rule
    keys: list[Any] = list(range(len(holder))) if isinstance(holder, list) else [name]
    for key in keys:
        text = holder[key]
        if isinstance(text, str) and text and (found := _pointed(text, place)) is not None:
            yield TextMention(found[0], place.role, found[1], place.unit, holder, key, True, _out_of(holder, key, text))


def _to_null(holder: Any, key: Any) -> Callable[[], None]:
    def removed() -> None:
        """An absent answer is null: the rule computes as if the question were never answered."""
        holder[key] = None

    return removed


def _out_of(holder: Any, key: Any, text: str) -> Callable[[], None]:
    def removed() -> None:
        if isinstance(holder, list):
            holder[:] = [one for one in holder if one != text]
        else:
            holder[key] = []

    return removed
