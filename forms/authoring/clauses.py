"""What a condition asks, clause by clause: « prélèvement est Oui »; written as the `if` of the format, read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.authoring.comparing import plain
from forms.authoring.days import day_of, pattern_from
from forms.expansion import Schema
from forms.model import Json
from forms.pointers import join, split

AND, OR = "and", "or"
ANY_ALL, ALL_ANY = "any-all", "all-any"
"""How groups join: all of one group is enough, or one of each group is needed."""
GROUPED: Mapping[str, tuple[str, str]] = MappingProxyType({ANY_ALL: (OR, AND), ALL_ANY: (AND, OR)})
"""What joins the groups, and what joins the clauses of one, by what joins all."""
WORDS: Mapping[str, str] = MappingProxyType({AND: "allOf", OR: "anyOf"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One question looked at: `operator` is a key of OPERATORS, `value` what it is compared with.

    The value of `one-of` and `none-of` is a list, that of `between` a list of two; presence has none. `group` counts
    from 1 where clauses join by groups.
    """

    pointer: str
    operator: str
    value: Json = None
    group: int = 0


OPERATORS: Mapping[str, Callable[[Any], Schema | None]] = MappingProxyType(
    {
        "is": lambda value: {"const": value},
        "is-not": lambda value: {"not": {"const": value}},
        "one-of": lambda value: {"enum": list(value)},
        "none-of": lambda value: {"not": {"enum": list(value)}},
        "lt": lambda value: {"exclusiveMaximum": value},
        "le": lambda value: {"maximum": value},
        "gt": lambda value: {"exclusiveMinimum": value},
        "ge": lambda value: {"minimum": value},
        "between": lambda value: {"minimum": value[0], "maximum": value[1]},
        "before": lambda value: {"type": "string", "not": {"pattern": pattern_from(value)}},
        "from": lambda value: {"type": "string", "pattern": pattern_from(value)},
        "contains": lambda value: {"contains": {"const": value}},
        "at-least": lambda value: {"minItems": value},
        "filled": lambda value: None,
    }
)
"""What each operator asks of the value of a question that is answered; the others are the opposite of one of these."""

OPPOSITES: Mapping[str, str] = MappingProxyType(
    {"unless": "is", "unless-any": "one-of", "contains-not": "contains", "fewer": "at-least", "empty": "filled"}
)
"""Operators that hold without an answer too, each with the one that it denies."""
DENIED = {asked: opposite for opposite, asked in OPPOSITES.items()}
LISTS = ("one-of", "none-of", "unless-any")


def schema_of(clauses: Sequence[Clause], joiner: str, scope: str) -> Schema:
    """Write the `if` of an entry that stands on the object at `scope`."""
    if joiner in GROUPED:
        between, within = GROUPED[joiner]
        made = [_all_of([_written(one, scope) for one in group], within) for group in groups_of(clauses)]
        return _all_of(made, between)
    return _all_of([_written(clause, scope) for clause in clauses], joiner)


def clauses_of(schema: Any, scope: str) -> tuple[tuple[Clause, ...], str] | None:
    """Read an `if` into clauses and what joins them; None for a shape that no sentence says."""
    if not isinstance(schema, dict) or not schema:
        return None
    for joiner, word in WORDS.items():
        if set(schema) == {word} and isinstance(schema[word], list):
            return _several(schema[word], joiner, scope) or _groups(schema[word], joiner, scope)
    found = _clauses(schema, scope)
    return (tuple(found), AND) if found else None


def groups_of(clauses: Sequence[Clause]) -> list[list[Clause]]:
    """Give the clauses group by group, in the order in which groups begin."""
    made: dict[int, list[Clause]] = {}
    for one in clauses:
        made.setdefault(one.group, []).append(one)
    return list(made.values())


def settled(clauses: Sequence[Clause], joiner: str) -> tuple[tuple[Clause, ...], str]:
    """Number groups as they are read back; groups that are but one, or of one clause each, are none."""
    if joiner not in GROUPED:
        return tuple(replace(one, group=0) for one in clauses), joiner
    between, within = GROUPED[joiner]
    found = groups_of(clauses)
    if len(found) == 1 or all(len(group) == 1 for group in found):
        flat = [replace(one, group=0) for group in found for one in group]
        return tuple(flat), within if len(found) == 1 else between
    numbered = [replace(one, group=number) for number, group in enumerate(found, 1) for one in group]
    return tuple(numbered), joiner


def same(one: object, two: object) -> bool:
    """Say whether two JSON values are the same: 1 is 1.0, true is no number."""
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    return one == two


def alike(one: Sequence[Clause], two: Sequence[Clause]) -> bool:
    """Say whether two lists of clauses ask the same, in the same order."""
    return len(one) == len(two) and all(
        (a.pointer, a.operator, a.group) == (b.pointer, b.operator, b.group) and same(a.value, b.value)
        for a, b in zip(one, two, strict=True)
    )


def nested(parts: Sequence[str], leaf: Schema | None) -> Schema:
    """Ask for a value that stands some objects down, each of them required."""
    name, *rest = parts
    inner = nested(rest, leaf) if rest else leaf
    return {"required": [name]} if inner is None else {"required": [name], "properties": {name: inner}}


def inside(pointer: str, scope: str) -> list[str]:
    """Give the names that lead from an object to what is under it."""
    return split(pointer)[len(split(scope)) :]


def _written(clause: Clause, scope: str) -> Schema:
    opposite = OPPOSITES.get(clause.operator)
    made = nested(inside(clause.pointer, scope), OPERATORS[opposite or clause.operator](clause.value))
    return {"not": made} if opposite else made


def _several(schemas: Sequence[Any], joiner: str, scope: str) -> tuple[tuple[Clause, ...], str] | None:
    found: list[Clause] = []
    for schema in schemas:
        inner = _clauses(schema, scope)
        if inner is None or (joiner == OR and len(inner) != 1):
            return None
        found += inner
    return (tuple(found), joiner) if len(schemas) > 1 else None


def _all_of(made: Sequence[Schema], joiner: str) -> Schema:
    return made[0] if len(made) == 1 else {WORDS[joiner]: list(made)}


def _groups(schemas: Sequence[Any], between: str, scope: str) -> tuple[tuple[Clause, ...], str] | None:
    """Read groups: joined by one word, the clauses of each by the other."""
    joiner, within = (ANY_ALL, AND) if between == OR else (ALL_ANY, OR)
    found: list[Clause] = []
    for number, schema in enumerate(schemas, 1):
        inner = clauses_of(schema, scope)
        if inner is None or (len(inner[0]) > 1 and inner[1] != within):
            return None
        found += [replace(one, group=number) for one in inner[0]]
    return settled(found, joiner) if len(schemas) > 1 else None


def _clauses(schema: Any, scope: str) -> list[Clause] | None:
    """Read what one object is asked; several questions of it are joined by « et »."""
    if not isinstance(schema, dict):
        return None
    if set(schema) == {"not"}:
        inner = _clauses(schema["not"], scope)
        if inner is None or len(inner) != 1 or inner[0].operator not in DENIED:
            return None
        return [Clause(inner[0].pointer, DENIED[inner[0].operator], inner[0].value)]
    names, properties = schema.get("required"), schema.get("properties", {})
    if not (set(schema) <= {"required", "properties"} and isinstance(names, list) and isinstance(properties, dict)):
        return None
    if not names or not set(properties) <= {name for name in names if isinstance(name, str)}:
        return None
    found: list[Clause] = []
    for name in names:
        inner = _of_property(properties, name, scope)
        if inner is None:
            return None
        found += inner
    return found


def _of_property(properties: Schema, name: Any, scope: str) -> list[Clause] | None:
    if not isinstance(name, str):
        return None
    pointer = scope + join([name])
    if name not in properties:
        return [Clause(pointer, "filled")]
    child = properties[name]
    if isinstance(child, dict) and "required" in child:
        return _clauses(child, pointer)
    read = _value(child)
    return [Clause(pointer, *read)] if read is not None else None


def _value(schema: Any) -> tuple[str, Json] | None:
    """Read what the value of a question is asked: the operator and what it is compared with."""
    if not isinstance(schema, dict):
        return None
    keys = frozenset(schema)
    for operator, read in READ.get(keys, ()):
        value = read(schema)
        if value is not None:
            return operator, plain(value)
    return None


def _inner(word: str, operator: str) -> Callable[[Schema], Any]:
    """Read the one keyword that stands under another."""

    def read(schema: Schema) -> Any:
        inner = schema[word]
        return inner[operator] if isinstance(inner, dict) and set(inner) == {operator} else None

    return read


def _number(word: str) -> Callable[[Schema], Any]:
    def read(schema: Schema) -> Any:
        return schema[word] if is_number(schema[word]) else None

    return read


def _pair(schema: Schema) -> Any:
    low, high = schema["minimum"], schema["maximum"]
    return [low, high] if is_number(low) and is_number(high) else None


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) and value else None


def _from(schema: Schema) -> Any:
    return day_of(schema["pattern"]) if schema["type"] == "string" else None


def _before(schema: Schema) -> Any:
    return day_of(_inner("not", "pattern")(schema)) if schema["type"] == "string" else None


def is_number(value: object) -> bool:
    """Say whether a JSON value is a number."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


READ: Mapping[frozenset[str], Sequence[tuple[str, Callable[[Schema], Any]]]] = {
    frozenset({"const"}): (("is", lambda schema: schema["const"]),),
    frozenset({"enum"}): (("one-of", lambda schema: _listed(schema["enum"])),),
    frozenset({"not"}): (
        ("is-not", _inner("not", "const")),
        ("none-of", lambda schema: _listed(_inner("not", "enum")(schema))),
    ),
    frozenset({"exclusiveMaximum"}): (("lt", _number("exclusiveMaximum")),),
    frozenset({"maximum"}): (("le", _number("maximum")),),
    frozenset({"exclusiveMinimum"}): (("gt", _number("exclusiveMinimum")),),
    frozenset({"minimum"}): (("ge", _number("minimum")),),
    frozenset({"minimum", "maximum"}): (("between", _pair),),
    frozenset({"type", "pattern"}): (("from", _from),),
    frozenset({"type", "not"}): (("before", _before),),
    frozenset({"contains"}): (("contains", _inner("contains", "const")),),
    frozenset({"minItems"}): (("at-least", _number("minItems")),),
}
"""How the value of a question is read, by the keywords that stand on it."""
