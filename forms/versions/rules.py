"""Conditions of two versions made comparable: in the names of the new one, in one spelling."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from forms.compiler import Compiled
from forms.conditions import IN_PLACE, ONE_IN_PLACE, Conjunction, Guard
from forms.pointers import escape, split
from forms.versions.matching import Matching

SAME = Matching({}, {}, {})
"""The names of the new version itself."""

WORDS = ("title", "description", "$comment", "x-errors")
Key = frozenset[str]
ALWAYS: Key = frozenset()
EVEN_HIDDEN: Key = frozenset({"even when it is hidden"})


def spelt(value: Any) -> str:
    """Write a JSON value in one spelling, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def renamed(schema: Any, scope: str, matching: Matching) -> Any:
    """Give a schema on the object at `scope` (an old pointer) with the new names of its questions, without words."""
    if not isinstance(schema, dict):
        return schema
    return {key: _renamed(key, value, scope, matching) for key, value in schema.items() if key not in WORDS}


def _renamed(key: str, value: Any, scope: str, matching: Matching) -> Any:
    if key in ("properties", "dependentSchemas") and isinstance(value, Mapping):
        inside = "" if key == "dependentSchemas" else "/"
        return {
            matching.key(scope, name): renamed(child, f"{scope}/{escape(name)}" if inside else scope, matching)
            for name, child in value.items()
        }
    if key == "required" and isinstance(value, list):
        return sorted(matching.key(scope, name) for name in value)
    if key == "dependentRequired":
        return {
            matching.key(scope, name): _renamed("required", names, scope, matching) for name, names in value.items()
        }
    if key in IN_PLACE and isinstance(value, list):
        return [renamed(child, scope, matching) for child in value]
    if key in (*ONE_IN_PLACE, "contains", "items"):
        return renamed(value, f"{scope}/*" if key in ("contains", "items") else scope, matching)
    return value


def words(value: Any) -> list[str]:
    """Write every text that conditions hold (messages, titles of branches), in their order."""
    if isinstance(value, list):
        return [text for one in value for text in words(one)]
    if not isinstance(value, Mapping):
        return []
    own = [spelt([key, one]) for key, one in value.items() if key in WORDS[:2] or key == "x-errors"]
    return own + [text for key, one in value.items() if key not in WORDS for text in words(one)]


def part(guard: Any, matching: Matching, opposite: bool = False) -> str:
    """Write one condition of a conjunction, or its opposite."""
    if isinstance(guard, Guard):
        scope = guard.test.scope if matching is SAME else matching.scope(guard.test.scope)
        test = renamed(guard.test.schema, guard.test.scope, matching)
        return spelt([scope, test, guard.negated != opposite])
    return spelt([sorted(map(sorted, (way(one, matching) for one in guard.ways))), opposite])


def way(conjunction: Conjunction, matching: Matching) -> Key:
    """Write a conjunction."""
    return frozenset(part(guard, matching) for guard in conjunction)


def ways(conjunctions: Iterable[Conjunction], matching: Matching) -> frozenset[Key]:
    """Write several conjunctions, in no order."""
    return frozenset(way(one, matching) for one in conjunctions)


def hidden(compiled: Compiled, pointer: str, matching: Matching, inherited: bool) -> frozenset[Key]:
    """Write what hides a node, or with `inherited` also what hides the groups that it stands in."""
    return ways(compiled.hides_of(pointer) if inherited else compiled.hide.get(pointer, ()), matching)


def required(compiled: Compiled, pointer: str, matching: Matching) -> frozenset[Key]:
    """Write when a node that applies is required: no way for never, one empty way for always.

    « Required if A » of a question hidden unless A is « always »: it is required whenever it is shown. Required
    without any condition though it may be hidden is another thing: nobody for whom it is hidden can send.
    """
    found = ways(compiled.require.get(pointer, ()), matching)
    shown = {part(one[0], matching, opposite=True) for one in compiled.hide.get(pointer, ()) if len(one) == 1}
    if ALWAYS in found and compiled.hide.get(pointer):
        return frozenset({EVEN_HIDDEN})
    return frozenset({ALWAYS}) if any(one <= shown for one in found) else found


def overlays(compiled: Compiled, pointer: str, matching: Matching) -> frozenset[str]:
    """Write what conditions add to the limits and choices of a node."""
    made = set()
    for guards, schema in compiled.structure.overlays.get(pointer, ()):
        said = renamed(schema, pointer, matching)
        if said:
            made.add(spelt([sorted(way(guards, matching)), said]))
    return frozenset(made)


def logic(rule: Any, scope: str, compiled: Compiled, matching: Matching) -> Any:
    """Give a JSONLogic rule with the new names of what it reads."""
    if isinstance(rule, list):
        return [logic(one, scope, compiled, matching) for one in rule]
    if not isinstance(rule, Mapping):
        return rule
    made = {}
    for name, given in rule.items():
        if name in ("var", "root"):
            first, *others = given if isinstance(given, list) and given else [given]
            read = _read(first, scope, compiled, matching)
            made[name] = [read, *others] if isinstance(given, list) and given else read
        else:
            made[name] = logic(given, scope, compiled, matching)
    return made


def _read(name: Any, scope: str, compiled: Compiled, matching: Matching) -> Any:
    """Rename what a variable reads when all of it is a question; anything else stays."""
    if not isinstance(name, str) or not name or matching is SAME:
        return name
    if name.startswith("/"):
        return matching.forth.get(name, name)
    pointer = scope + "".join(f"/{escape(one)}" for one in name.split("."))
    new, holder = matching.forth.get(pointer), matching.scope(scope)
    if new is None or holder is None or not new.startswith(f"{holder}/"):
        return name
    return ".".join(split(new.removeprefix(holder)))
