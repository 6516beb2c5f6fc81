"""What conditions try on the value of each question, and the points where their verdict may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from forms.conditions import OF_OBJECTS
from forms.expansion import Schema
from forms.pointers import escape

UNDERSTOOD = {
    "const",
    "enum",
    "type",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "contains",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "title",
    "description",
    "$comment",
}
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
LENGTHS = ("minLength", "maxLength")
COUNTS = ("minItems", "maxItems", "minContains", "maxContains")


@dataclass(slots=True)
class Points:
    """The values at which the verdict of some schemas may change; `understood` when there are no others."""

    values: list[Any] = field(default_factory=list)
    bounds: list[Any] = field(default_factory=list)
    lengths: set[int] = field(default_factory=set)
    counts: set[int] = field(default_factory=set)
    members: list[Any] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    understood: bool = True


def points_of(schemas: Iterable[Any]) -> Points:
    """Gather the points of schemas that are tried on one value."""
    made = Points()
    for schema in schemas:
        _gather(schema, made)
    return made


def _gather(schema: Any, made: Points) -> None:
    if not isinstance(schema, dict):
        return
    made.understood &= all(key in UNDERSTOOD or key.startswith("x-") for key in schema)
    if "const" in schema:
        made.values.append(schema["const"])
    made.values.extend(schema.get("enum", ()))
    made.bounds.extend(schema[key] for key in BOUNDS if key in schema)
    made.lengths.update(schema[key] for key in LENGTHS if key in schema)
    made.counts.update(schema[key] for key in COUNTS if key in schema)
    made.patterns.extend(schema[key] for key in ("pattern",) if key in schema)
    for inner in ("allOf", "anyOf", "oneOf"):
        for child in schema.get(inner, ()):
            _gather(child, made)
    _gather(schema.get("not"), made)
    if "contains" in schema:
        _gather_members(schema["contains"], made)


def _gather_members(schema: Any, made: Points) -> None:
    inner = points_of([schema])
    made.members.extend(inner.values)
    simple = isinstance(schema, dict) and schema.keys() <= {"const", "enum", "title", "description", "$comment"}
    made.understood &= simple


def atoms(schema: Any, pointer: str) -> Iterator[tuple[str, Schema]]:
    """Give, for a schema tried on the object at `pointer`, each schema it tries on one value with its pointer."""
    if not isinstance(schema, dict):
        return
    for name, child in schema.get("properties", {}).items():
        yield from _of_value(child, f"{pointer}/{escape(name)}")
    for word in ("allOf", "anyOf", "oneOf"):
        for child in schema.get(word, ()):
            yield from atoms(child, pointer)
    for word in ("not", "if", "then", "else"):
        yield from atoms(schema.get(word), pointer)
    for child in schema.get("dependentSchemas", {}).values():
        yield from atoms(child, pointer)


def _of_value(schema: Any, pointer: str) -> Iterator[tuple[str, Schema]]:
    if not isinstance(schema, dict) or not schema:
        return
    if OF_OBJECTS & schema.keys():
        yield from atoms(schema, pointer)
        return
    yield pointer, schema
    for word in ("contains", "items"):
        inner = schema.get(word)
        if isinstance(inner, dict) and OF_OBJECTS & inner.keys():
            yield from atoms(inner, f"{pointer}/*")
