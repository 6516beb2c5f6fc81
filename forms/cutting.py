"""A procedure cut down to some of its questions: these, and what their conditions read, with what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forms.compiler import Compiled
from forms.conditions import tests_of
from forms.expansion import Schema
from forms.pointers import split

MAPS = ("properties", "dependentRequired", "dependentSchemas")
BRANCHES = ("then", "else")
LEFT_OUT = ("x-pages", "x-terms", "x-procedure", "x-order")


def closure(compiled: Compiled, keys: Iterable[str]) -> frozenset[str]:
    """Give these keys of the root and those that their conditions, requirements and computations read."""
    found: set[str] = set()
    waiting = [key for key in keys if f"/{key}" in compiled.nodes]
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found.add(key)
        waiting.extend(_read_for(compiled, f"/{key}"))
    return frozenset(found)


def _read_for(compiled: Compiled, root: str) -> set[str]:
    """Give the keys of the root that anything said of a node, or below it, reads."""
    reads: set[str] = set()
    for pointer in compiled.nodes:
        if pointer != root and not pointer.startswith(root + "/"):
            continue
        ways = [*compiled.hide.get(pointer, ()), *compiled.require.get(pointer, ())]
        ways += [way for way, _ in compiled.narrow.get(pointer, ())]
        reads |= {read for way in ways for test in tests_of(way) for read in test.reads}
        reads |= compiled.needs.get(pointer, set())
    return {split(read)[0] for read in reads if split(read)}


def cut(bundled: Schema, compiled: Compiled, keys: frozenset[str]) -> Schema:
    """Give a definition of these keys alone, on one page; checks that read another key are left out."""
    made: Schema = {key: value for key, value in _part(bundled, keys).items() if key not in LEFT_OUT}
    own = [check.message for check in compiled.checks if _within(check.reads | {check.at}, keys)]
    made["x-checks"] = [check for check in bundled.get("x-checks", []) if check["message"] in own]
    if "x-i18n" in bundled:
        made["x-i18n"] = {code: _texts(made, texts) for code, texts in bundled["x-i18n"].items()}
    return {key: value for key, value in made.items() if value not in ([], {})}


def _within(pointers: Iterable[str], keys: frozenset[str]) -> bool:
    return all(split(pointer)[0] in keys for pointer in pointers if split(pointer))


def _part(schema: Schema, keys: frozenset[str]) -> Schema:
    """Keep of a schema of the root what it says of some keys."""
    made = dict(schema)
    for word in MAPS:
        if isinstance(made.get(word), dict):
            made[word] = {name: value for name, value in made[word].items() if name in keys}
    if isinstance(made.get("required"), list):
        made["required"] = [name for name in made["required"] if name in keys]
    for word in BRANCHES:
        if isinstance(made.get(word), dict):
            made[word] = _part(made[word], keys)
    if isinstance(made.get("allOf"), list):
        parts = (_part(one, keys) if isinstance(one, dict) else one for one in made["allOf"])
        made["allOf"] = [one for one in parts if not isinstance(one, dict) or _says(one)]
    return {key: value for key, value in made.items() if value not in ([], {})}


def _says(part: Schema) -> bool:
    """Say whether anything is left of a condition once its effects on other keys are gone."""
    return not ("if" in part and not any(word in part for word in BRANCHES))


def _texts(made: Schema, texts: dict[str, Any]) -> dict[str, Any]:
    """Keep the translations of what is still there."""
    return {pointer: text for pointer, text in texts.items() if _there(made, split(pointer))}


def _there(node: Any, parts: list[str]) -> bool:
    for part in parts[:-1]:
        if isinstance(node, dict):
            node = node.get(part)
        elif isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            node = node[int(part)]
        else:
            return False
    return isinstance(node, dict | list)
