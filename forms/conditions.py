"""Conditions of a definition: what they read, whether they hold for the answers found so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import jsonschema_rs

from forms.expansion import Schema
from forms.pointers import escape

CANONICAL = {
    "const",
    "enum",
    "contains",
    "required",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "type",
    "properties",
    "items",
    "allOf",
    "anyOf",
    "not",
}
"""Keywords that the script of the page evaluates by itself; any other sends the question to the server."""

IN_PLACE = ("allOf", "anyOf", "oneOf")
ONE_IN_PLACE = ("not", "if", "then", "else")
OF_OBJECTS = {"properties", "required", "dependentRequired", "dependentSchemas", "minProperties", "maxProperties"}
OF_OBJECTS |= {"propertyNames", "patternProperties", "additionalProperties", "unevaluatedProperties"}


def refuse(uri: str) -> Any:
    """Refuse every reference that leaves the document; jsonschema-rs would open a socket or a file."""
    raise LookupError(uri)


def validator(schema: Schema | bool) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema: linear patterns with ECMA meaning, formats checked, nothing fetched."""
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions(), retriever=refuse
    )


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """A schema tried against the answers of one object: `reads` are pointers of questions, `keys` its own keys."""

    scope: str
    schema: Schema
    reads: frozenset[str]
    keys: tuple[str, ...]
    origin: str
    compiled: jsonschema_rs.Draft202012Validator

    def holds(self, value: Any) -> bool:
        """Say whether the answers of the object satisfy the schema."""
        return self.compiled.is_valid(value)


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A test, or its opposite (the `else` of a condition)."""

    test: Test
    negated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class NoneOf:
    """Holds when none of several conjunctions does: what only branches declare is hidden outside all of them."""

    ways: tuple[Conjunction, ...]


Conjunction: TypeAlias = "tuple[Guard | NoneOf, ...]"
"""Conditions that must all hold; none at all always holds."""


def tests_of(conjunction: Conjunction) -> Iterator[Test]:
    """Give every test that a conjunction asks."""
    for part in conjunction:
        if isinstance(part, Guard):
            yield part.test
        else:
            for way in part.ways:
                yield from tests_of(way)


def make_test(scope: str, schema: Schema | bool, origin: str) -> Test:
    """Compile the `if` of a condition that stands on the object at `scope`."""
    body: Schema = schema if isinstance(schema, dict) else ({} if schema else {"not": {}})
    reads = frozenset(_reads(body, scope))
    prefix = scope + "/"
    keys = {pointer.removeprefix(prefix).partition("/")[0] for pointer in reads if pointer.startswith(prefix)}
    unescaped = tuple(sorted(key.replace("~1", "/").replace("~0", "~") for key in keys))
    return Test(scope, body, reads, unescaped, origin, validator(body))


def reads_whole(test: Test) -> bool:
    """Say whether a test reads its object as such, and so every question in it."""
    return test.scope in test.reads


def canonical(schema: Any) -> bool:
    """Say whether the script of the page can evaluate this schema."""
    if isinstance(schema, bool):
        return True
    if not isinstance(schema, dict) or not set(schema) <= CANONICAL | {"title", "description", "$comment"}:
        return False
    inner = [*schema.get("properties", {}).values(), *schema.get("allOf", []), *schema.get("anyOf", [])]
    inner += [schema[key] for key in ("contains", "items", "not") if key in schema]
    return all(canonical(child) for child in inner)


def _reads(schema: Any, pointer: str) -> Iterator[str]:
    """Give the pointers that a schema applied to an object at `pointer` looks at."""
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key == "properties":
            for name, child in value.items():
                yield from _value_reads(child, f"{pointer}/{escape(name)}")
        elif key == "required":
            yield from (f"{pointer}/{escape(name)}" for name in value)
        elif key == "dependentRequired":
            yield from (f"{pointer}/{escape(name)}" for pair in value.items() for name in (pair[0], *pair[1]))
        elif key == "dependentSchemas":
            yield from (f"{pointer}/{escape(name)}" for name in value)
            yield from _all_reads(value.values(), pointer)
        elif key in IN_PLACE:
            yield from _all_reads(value, pointer)
        elif key in ONE_IN_PLACE:
            yield from _reads(value, pointer)
        elif key not in ("title", "description", "$comment", "type") and not key.startswith("x-"):
            yield pointer


def _all_reads(schemas: Iterable[Any], pointer: str) -> Iterator[str]:
    for schema in schemas:
        yield from _reads(schema, pointer)


def _value_reads(schema: Any, pointer: str) -> Iterator[str]:
    """Give what a schema on the value of one property looks at: the value, or only parts of it."""
    if schema is True or schema == {}:
        return
    if not isinstance(schema, dict):
        yield pointer
        return
    found = set(schema) - {"title", "description", "$comment", "type"}
    if found and found <= OF_OBJECTS | {*IN_PLACE, *ONE_IN_PLACE} and found & OF_OBJECTS:
        yield from _reads(schema, pointer)
    elif found and found <= {"contains", "items"}:
        for child in (schema[key] for key in ("contains", "items") if key in schema):
            yield from _item_reads(child, pointer)
    else:
        yield pointer


def _item_reads(schema: Any, pointer: str) -> Iterator[str]:
    inner = list(_value_reads(schema, pointer + "/*"))
    if not inner or pointer + "/*" in inner:
        yield pointer
    else:
        yield from inner


def vacuous(schema: Any) -> Iterator[str]:
    """Give the properties that a condition tests without requiring them, at any depth but under `not`."""
    if not isinstance(schema, dict):
        return
    required = set(schema.get("required", []))
    for name, child in schema.get("properties", {}).items():
        if child is not True and child != {}:
            if name not in required:
                yield name
            yield from vacuous(child)
    for word in ("allOf", "anyOf", "oneOf"):
        for child in schema.get(word, []):
            yield from vacuous(
                child if not required else {**child, "required": [*required, *child.get("required", [])]}
            )
    for word in ("contains", "not"):
        yield from vacuous(schema.get(word))
