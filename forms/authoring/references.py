"""Every spot of a definition that names a question: the one place that knows them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from forms.authoring import formulas
from forms.authoring.mentions import (
    ANSWER,
    AT,
    BESIDE,
    CALCULATION,
    CHECK,
    COMPUTES,
    CONDITION,
    DECLARES,
    EFFECT,
    EITHER,
    ORDERS,
    PAGE,
    READS,
    REFUSAL,
    REQUIRES,
    TEST,
    TITLE,
    KeyMention,
    Mention,
    NameMention,
    TextMention,
    TitleMention,
    Unit,
    listing,
    mapping,
)
from forms.authoring.pruning import settle
from forms.expansion import Schema, step
from forms.pointers import escape, join, split

BRACES = re.compile(r"\{([^{}]*)\}")
BRANCH = {"if", "then", "else", "$comment", "title", "description", "x-errors"}


def mentions(document: Schema) -> list[Mention]:
    """Give every spot that names a question, rewritable in place."""
    return list(_Reader(document).read())


class _Reader:
    def __init__(self, document: Schema) -> None:
        self._document = document
        self._seen: set[tuple[int, str]] = set()

    def read(self) -> Iterator[Mention]:
        """Give the mentions of the schema, of the pages, of the root's words."""
        yield from self._schema(self._document, "", DECLARES, None)
        pages = listing(self._document, "x-pages")
        for page in pages:
            fields = listing(page, "fields")
            for index, text in enumerate(fields):
                if isinstance(text, str):
                    yield _text(text, PAGE, "", None, fields, index, _out_of(fields, text))
        words = mapping(self._document, "x-procedure")
        if isinstance(words.get("helper"), str):
            yield _text(words["helper"], ANSWER, "", None, words, "helper", _without(words, "helper"))

    def _schema(self, node: Any, scope: str, role: str, unit: Unit | None) -> Iterator[Mention]:
        if not isinstance(node, dict):
            return
        yield from self._names(node, scope, role, unit)
        yield from self._children(node, scope, role, unit)
        yield from self._dependents(node, scope, role, unit)
        yield from self._combined(node, scope, role, unit)
        yield from self._conditions(node, scope, role, unit)
        if role == DECLARES:
            yield from self._words(node, scope)
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/"):
            target: Any = self._document
            for part in split(reference[1:]):
                target = step(target, part)
            if (id(target), scope) not in self._seen:
                self._seen.add((id(target), scope))
                yield from self._schema(target, scope, role, unit)

    def _names(self, node: Schema, scope: str, role: str, unit: Unit | None) -> Iterator[Mention]:
        for word, plain in (("required", REQUIRES), ("x-order", ORDERS)):
            listed = listing(node, word)
            for name in listed:
                if isinstance(name, str):
                    yield NameMention(_at(scope, name), plain if role == DECLARES else role, scope, unit, listed)

    def _children(self, node: Schema, scope: str, role: str, unit: Unit | None) -> Iterator[Mention]:
        properties = mapping(node, "properties")
        for name, child in properties.items():
            yield KeyMention(_at(scope, name), role, scope, unit, properties)
            yield from self._schema(child, _at(scope, name), role, unit)
        for word in ("items", "contains"):
            yield from self._schema(node.get(word), f"{scope}/*", role, unit)
        listed = listing(node, "prefixItems")
        for index, child in enumerate(listed):
            yield from self._schema(child, f"{scope}/{index}", role, unit)

    def _dependents(self, node: Schema, scope: str, role: str, unit: Unit | None) -> Iterator[Mention]:
        named = mapping(node, "dependentRequired")
        for name, listed in list(named.items()):
            whole = unit or Unit(CONDITION, scope, {"if": {"required": [name]}}, _without(named, name))
            yield KeyMention(_at(scope, name), TEST, scope, whole, named)
            for other in listed if isinstance(listed, list) else ():
                yield NameMention(_at(scope, str(other)), EFFECT, scope, unit, listed)
        named = mapping(node, "dependentSchemas")
        for name, child in list(named.items()):
            whole = unit or Unit(CONDITION, scope, {"if": {"required": [name]}}, _without(named, name))
            yield KeyMention(_at(scope, name), TEST, scope, whole, named)
            yield from self._schema(child, scope, EFFECT if role == DECLARES else role, unit)

    def _combined(self, node: Schema, scope: str, role: str, unit: Unit | None) -> Iterator[Mention]:
        listed = listing(node, "allOf")
        for child in listed:
            yield from self._schema(child, scope, role, unit)
        for word in ("anyOf", "oneOf"):
            listed = listing(node, word)
            for child in listed:
                yield from self._schema(child, scope, TEST if role == TEST else EITHER, unit)
        if isinstance(node.get("not"), dict):
            whole = unit if role == TEST else Unit(REFUSAL, scope, node["not"], _without(node, "not"))
            yield from self._schema(node["not"], scope, TEST, whole)

    def _conditions(self, node: Schema, scope: str, role: str, unit: Unit | None) -> Iterator[Mention]:
        if "if" not in node:
            return
        whole = unit if role == TEST else Unit(CONDITION, scope, node, _no_branch(node))
        yield from self._schema(node["if"], scope, TEST, whole)
        for word in ("then", "else"):
            yield from self._schema(node.get(word), scope, TEST if role == TEST else EFFECT, unit)

    def _words(self, node: Schema, scope: str) -> Iterator[Mention]:
        checks = listing(node, "x-checks")
        for check in checks:
            if isinstance(check, dict):
                yield from _check(checks, check, scope)
        above = scope.rpartition("/")[0]
        if "x-compute" in node:
            whole = Unit(CALCULATION, scope, node, partial(settle, node))
            yield from formulas.mentions(node, "x-compute", formulas.Place(above, COMPUTES, whole))
        if isinstance(node.get("x-bic-for"), str):
            removed = _without(node, "x-bic-for")
            yield TextMention(_at(above, node["x-bic-for"]), BESIDE, above, None, node, "x-bic-for", True, removed)
        row = mapping(node, "x-row")
        if isinstance(row.get("title"), str):
            for name in dict.fromkeys(BRACES.findall(row["title"])):
                yield TitleMention(_at(f"{scope}/*", name), TITLE, f"{scope}/*", None, row)


def _check(checks: list[Any], check: Schema, scope: str) -> Iterator[Mention]:
    whole = Unit(CHECK, scope, check, _out_of(checks, check))
    if isinstance(check.get("at"), str):
        parts = split(check["at"])
        if parts:
            yield TextMention(scope + join(parts), AT, scope, whole, check, "at", False, whole.remove)
    if "logic" in check:
        yield from formulas.mentions(check, "logic", formulas.Place(scope, READS, whole))


def _text(
    text: str, role: str, scope: str, unit: Unit | None, holder: Any, key: Any, removed: Callable[[], None]
) -> TextMention:
    return TextMention(join(split(text)), role, scope, unit, holder, key, False, removed)


def _at(scope: str, name: str) -> str:
    return f"{scope}/{escape(name)}"


def _without(holder: Any, key: Any) -> Callable[[], None]:
    return lambda: holder.pop(key, None)


def _out_of(holder: list[Any], one: Any) -> Callable[[], None]:
    def removed() -> None:
        holder[:] = [other for other in holder if not (other is one or (isinstance(one, str) and other == one))]

    return removed


def _no_branch(node: Schema) -> Callable[[], None]:
    """Empty a condition; what is left of it without meaning goes when the definition is tidied."""

    def removed() -> None:
        for word in BRANCH if node.keys() <= BRANCH else ("if", "then", "else"):
            node.pop(word, None)

    return removed


def named_in(document: Schema) -> frozenset[str]:
    """Give the pointers of all that a definition names, wherever it does."""
    return frozenset(one.pointer for one in mentions(document))
