"""What an entry of `allOf` does: which questions it shows, which it requires, when its condition holds or does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from forms.authoring.clauses import inside
from forms.expansion import Schema
from forms.pointers import join

HOLDS, FAILS = ("then", "else"), ("else", "then")
Rank = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Target:
    """A question that a condition decides on: shown, required, or both, when it holds; `otherwise` when it does not."""

    pointer: str
    required: bool = False
    shown: bool = True
    otherwise: bool = False


def targets_of(entry: Schema, scope: str) -> tuple[tuple[Target, ...], bool]:
    """Give the questions that an entry decides on, in its order, and whether it does more than that."""
    required = {word: list(_required(entry.get(word), scope)) for word in HOLDS}
    hidden = {word: list(_hidden(entry.get(word), scope)) for word in HOLDS}
    found: list[Target] = []
    for holds, fails in (HOLDS, FAILS):
        shown = set(hidden[fails])
        both = dict.fromkeys([*required[holds], *hidden[fails]])
        needed = set(required[holds])
        found += [Target(one, one in needed, one in shown, holds == "else") for one in both]
    more = any(_more(entry[word]) for word in HOLDS if word in entry)
    return tuple(found), more


def without(entry: Schema, pointer: str, scope: str, shown: bool = True) -> Schema | None:
    """Give an entry that no longer decides on a question; None when nothing is left of it.

    Without `shown` the entry only stops to require it.
    """
    names = inside(pointer, scope)
    made = dict(entry)
    for word in HOLDS:
        if word in made:
            left = _without(made[word], names, shown)
            made[word] = left
            if left == {} and entry[word] != {}:
                del made[word]
    return made if any(word in made for word in HOLDS) else None


def with_target(entry: Schema, target: Target, scope: str, rank: Rank) -> Schema:
    """Give an entry that decides on one question more; names stand in the order of the questions."""
    names = inside(target.pointer, scope)
    holds, fails = FAILS if target.otherwise else HOLDS
    made = dict(entry)
    if target.required:
        made[holds] = _requiring(made.get(holds, {}), names, scope, rank)
    if target.shown:
        made[fails] = _hiding(made.get(fails, {}), names, scope, rank)
    return _in_order(made)


def _in_order(entry: Schema) -> Schema:
    """Put `then` after `if` and `else` after `then`, the rest where it was."""
    branches = [word for word in ("if", *HOLDS) if word in entry]
    waiting = iter(branches)
    return {key: entry[key] for key in (next(waiting) if key in branches else key for key in entry)}


def _required(schema: Any, scope: str) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    names = schema.get("required")
    for name in names if isinstance(names, list) else ():
        yield scope + join([str(name)])
    for child, here in _under(schema, scope):
        yield from _required(child, here)


def _hidden(schema: Any, scope: str) -> Iterator[str]:
    for child, here in _under(schema, scope):
        if child is False:
            yield here
        else:
            yield from _hidden(child, here)


def _under(schema: Any, scope: str) -> Iterator[tuple[Any, str]]:
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties")
    for name, child in properties.items() if isinstance(properties, dict) else ():
        yield child, scope + join([name])
    if "items" in schema:
        yield schema["items"], f"{scope}/*"


def _more(schema: Any) -> bool:
    """Say whether a branch does something else than show and require."""
    if schema is False:
        return False
    if not isinstance(schema, dict) or not set(schema) <= {"required", "properties", "items", "x-errors", "$comment"}:
        return True
    return any(_more(child) for child, _ in _under(schema, ""))


def _without(schema: Any, names: list[str], shown: bool) -> Any:
    """Take a name out of a branch; objects that this leaves empty go too."""
    if not isinstance(schema, dict):
        return schema
    name, rest = names[0], names[1:]
    made = dict(schema)
    if name == "*":
        return _replaced(made, "items", _without(made.get("items"), rest, shown))
    if not rest and isinstance(made.get("required"), list):
        made = _replaced(made, "required", [one for one in made["required"] if one != name])
    properties = made.get("properties")
    if isinstance(properties, dict) and name in properties:
        if rest:
            left = _replaced(properties, name, _without(properties[name], rest, shown))
        else:
            left = {key: child for key, child in properties.items() if not (shown and key == name and child is False)}
        made = _replaced(made, "properties", left)
    return made


def _replaced(holder: Schema, key: str, value: Any) -> Schema:
    """Put a value, or take the key out when nothing is left of what was there."""
    if key not in holder or value == holder[key]:
        return holder
    if value in ({}, []):
        return {name: child for name, child in holder.items() if name != key}
    return {name: value if name == key else child for name, child in holder.items()}


def _requiring(schema: Any, names: list[str], scope: str, rank: Rank) -> Schema:
    made = dict(schema) if isinstance(schema, dict) else {}
    name, rest = names[0], names[1:]
    if not rest:
        known = made.get("required", [])
        if name in known:
            return made
        listed = _placed(list(known), name, lambda one: rank(scope + join([one])))
        return _first(made, "required", listed)
    return _deeper(made, name, scope, lambda child, here: _requiring(child, rest, here, rank), rank)


def _hiding(schema: Any, names: list[str], scope: str, rank: Rank) -> Schema:
    made = dict(schema) if isinstance(schema, dict) else {}
    name, rest = names[0], names[1:]
    if rest:
        return _deeper(made, name, scope, lambda child, here: _hiding(child, rest, here, rank), rank)
    return {**made, "properties": _named(made.get("properties", {}), name, False, scope, rank)}


def _deeper(made: Schema, name: str, scope: str, change: Callable[[Any, str], Schema], rank: Rank) -> Schema:
    if name == "*":
        return {**made, "items": change(made.get("items", {}), f"{scope}/*")}
    properties = made.get("properties", {})
    child = change(properties.get(name, {}), scope + join([name]))
    return {**made, "properties": _named(properties, name, child, scope, rank)}


def _named(properties: Schema, name: str, child: Any, scope: str, rank: Rank) -> Schema:
    if name in properties:
        return {key: child if key == name else old for key, old in properties.items()}
    order = _placed(list(properties), name, lambda one: rank(scope + join([one])))
    return {key: child if key == name else properties[key] for key in order}


def _placed(listed: list[str], name: str, rank: Rank) -> list[str]:
    """Put a name before the first one that is asked later, else at the end."""
    mine = rank(name)
    place = next((index for index, one in enumerate(listed) if rank(one) > mine), len(listed))
    return [*listed[:place], name, *listed[place:]]


def _first(made: Schema, key: str, value: Any) -> Schema:
    """Put a key where it is, else before the others."""
    return {**made, key: value} if key in made else {key: value, **made}
