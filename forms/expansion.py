"""A definition with its blocks bundled, its texts in one language, and every reference replaced by what it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import simplejson

from forms.answers import copied
from forms.pointers import index_in, join, split
from forms.problems import DefinitionError, DefinitionProblem
from forms.screen import JSON

Schema = dict[str, Any]

MAX_EXPANDED = 40_000
"""Nodes after expansion: 300 questions need a tenth of it, a chain of doubling references a thousand times more."""

MAX_DEPTH = 80
TOO_LARGE = "Des blocs partagés en contiennent trop d’autres : la démarche entière est trop grande."

ADDED_UP_LOW = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
ADDED_UP_HIGH = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
ANNOTATIONS = {"title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format"}
MAPS = {"properties", "patternProperties", "$defs", "dependentSchemas", "dependentRequired"}
SCHEMA_MAPS = {"properties", "patternProperties", "dependentSchemas"}
SCHEMA_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
SCHEMA_ONE = {
    "if",
    "then",
    "else",
    "not",
    "items",
    "contains",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
}
TEXTS = {"title", "description", "x-help", "x-noun", "x-placeholder", "noun", "alt", "label", "message", "section"}
TEXTS |= {"text", "full", "summary", "receipt", "help", "subject", "x-suffix"}
"""The words that people read: only these are translated. The name of a procedure, `type`, is told by its place."""
BLOCK = "x-ext-block"
"""What the expansion notes on a schema that is a `$ref` to a block: the `$id` of the block. No author can write it."""
DROPPED = {"$ref", "$defs", "$anchor", "$id", "$comment", "$schema", "$vocabulary", BLOCK}


def bundle(document: Schema, blocks: Mapping[str, Schema]) -> Schema:
    """Give the document with every shared block it reaches under `$defs`, by its `$id`; the digest counts this."""
    bundled: Schema = copied(document)
    own = {node["$id"] for node in _nodes(bundled) if isinstance(node.get("$id"), str)}
    waiting = [bundled]
    while waiting:
        for node in _nodes(waiting.pop()):
            name = str(node.get("$ref", "")).partition("#")[0]
            if name and name in blocks and name not in own:
                block = copied(blocks[name])
                bundled.setdefault("$defs", {})[name] = block
                own.add(name)
                waiting.append(block)
    return bundled


def compact(document: Schema) -> bytes:
    """Write a definition as compact UTF-8 JSON in the order of its keys, decimals exact."""
    text: str = simplejson.dumps(document, use_decimal=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def digest(document: Schema) -> str:
    """Give the SHA-256 of a bundled definition, in hexadecimal."""
    return hashlib.sha256(compact(document)).hexdigest()


def in_language(document: Schema, language: str) -> Schema:
    """Lay the texts of `x-i18n` over a bundled definition; what has no translation keeps its own words.

    A translation that leads to anything but a text is left out: it would change what is asked, not how.
    """
    translated: Schema = copied(document)
    blocks = [(f"/$defs/{_escaped(name)}", block) for name, block in document.get("$defs", {}).items()]
    for prefix, holder in [("", document), *blocks]:
        overlay = holder.get("x-i18n", {}).get(language, {}) if isinstance(holder, dict) else {}
        for pointer, text in overlay.items():
            if isinstance(text, str) and text.strip() and text_at(holder, pointer) is not None:
                _put(translated, split(prefix + pointer), text)
    translated["x-lang"] = language
    return translated


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _put(document: Any, parts: list[str], text: str) -> None:
    for part in parts[:-1]:
        document = step(document, part)
    if isinstance(document, list):
        document[int(parts[-1])] = text
    elif isinstance(document, dict):
        document[parts[-1]] = text


def text_at(document: Any, pointer: str) -> str | None:
    """Give the text that people read at a pointer into a definition; None where there is none."""
    parts = split(pointer)
    if not parts or not (parts[-1] in TEXTS or parts[-2:-1] == ["x-errors"] or parts == ["x-procedure", "type"]):
        return None
    for part in parts:
        document = step(document, part)
    return document if isinstance(document, str) else None


def step(node: Any, part: str) -> Any:
    """Go down one part of a pointer into JSON; None where there is nothing."""
    if isinstance(node, dict):
        return node.get(part)
    index = index_in(part) if isinstance(node, list) else None
    return node[index] if index is not None and index < len(node) else None


def _nodes(node: Any) -> Iterator[Schema]:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield current
            waiting.extend(
                value for key, value in current.items() if key not in ("const", "enum", "default", "examples")
            )
        elif isinstance(current, list):
            waiting.extend(current)


class Expansion:
    """The tree without references; `origin(node)` is the pointer, in the bundled document, of what a node came from."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        self._origins: dict[int, str] = {}
        self._kept: list[Any] = []
        self._count = 0
        self._resources = self._index(document)
        self.root: Schema = self._expand(document, "", (), document)

    def origin(self, node: Any) -> str:
        """Give the pointer of the definition that a node was made from, `""` when it is made of several."""
        return self._origins.get(id(node), "")

    def _index(self, document: Schema) -> dict[str, tuple[Any, str]]:
        """Find every `$id` and `$anchor`: uri -> (node, pointer)."""
        found: dict[str, tuple[Any, str]] = {}
        waiting: list[tuple[Any, str, str]] = [(document, "", "")]
        while waiting:
            node, pointer, base = waiting.pop()
            if isinstance(node, list):
                waiting.extend((child, f"{pointer}/{i}", base) for i, child in enumerate(node))
            if not isinstance(node, dict):
                continue
            if isinstance(node.get("$id"), str):
                base = node["$id"]
                found[base] = (node, pointer)
            if isinstance(node.get("$anchor"), str):
                found[f"{base}#{node['$anchor']}"] = (node, pointer)
            waiting.extend((child, f"{pointer}/{_escaped(key)}", base) for key, child in node.items())
        return found

    def _resolve(self, reference: str, base: Schema, pointer: str) -> tuple[Any, str, Schema]:
        """Find what `$ref` names, with the resource it lies in; never outside the document and its blocks."""
        name, _, fragment = reference.partition("#")
        resource, resource_pointer = (
            (base, self._origin_of(base)) if not name else self._resources.get(name, (None, ""))
        )
        target, target_pointer = resource, resource_pointer
        if resource is not None and fragment.startswith("/"):
            for part in split(fragment):
                target = step(target, part)
            target_pointer = resource_pointer + fragment
        elif resource is not None and fragment:
            target, target_pointer = self._resources.get(f"{resource.get('$id', '')}#{fragment}", (None, ""))
        if not isinstance(target, dict | bool):
            raise DefinitionError(
                [
                    DefinitionProblem(
                        pointer + "/$ref",
                        "Une partie de la démarche vient d’un bloc partagé qui n’existe pas.",
                        f"Choisissez un bloc qui existe, ou retirez cette partie, à la page {JSON}.",
                        f"« {reference} » ne mène à rien dans ce document ni dans les blocs partagés : "
                        "écrivez « #/$defs/… » ou l’adresse ($id) d’un bloc partagé.",
                    )
                ]
            )
        return target, target_pointer, resource

    def _origin_of(self, resource: Schema) -> str:
        return next((pointer for node, pointer in self._resources.values() if node is resource), "")

    def _expand(self, node: Any, pointer: str, path: tuple[str, ...], base: Schema) -> Any:
        self._count += 1
        if self._count > MAX_EXPANDED or len(path) > MAX_DEPTH:
            raise DefinitionError(
                [
                    DefinitionProblem(
                        pointer,
                        TOO_LARGE,
                        f"Retirez-en, à la page {JSON}.",
                        "Réduisez les « $ref » qui en contiennent d’autres.",
                    )
                ]
            )
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$id"), str):
            base = node
        made = {key: self._child(key, value, pointer, path, base) for key, value in node.items() if key not in DROPPED}
        if isinstance(node.get("$ref"), str):
            made = self._follow(node["$ref"], made, pointer, path, base)
        self._origins.setdefault(id(made), pointer)
        self._kept.append(made)
        return made

    def _follow(self, reference: str, siblings: Schema, pointer: str, path: tuple[str, ...], base: Schema) -> Any:
        target, target_pointer, resource = self._resolve(reference, base, pointer)
        if target_pointer in path:
            raise DefinitionError(
                [
                    DefinitionProblem(
                        pointer + "/$ref",
                        "Une partie de la démarche se contient elle-même : ce n’est pas encore accepté.",
                        f"Remplacez-la par une « Liste de lignes », ou retirez-la, à la page {JSON}.",
                        f"« {reference} » tourne en rond : la récursion n’est pas encore acceptée.",
                    )
                ]
            )
        expanded = self._expand(target, target_pointer, (*path, target_pointer), resource)
        if isinstance(expanded, bool):
            return {**siblings, "not": {}} if expanded is False else siblings
        merged = merge(expanded, siblings)
        reached = target.get("$id") if isinstance(target, dict) else None
        if isinstance(reached, str):
            merged.setdefault(BLOCK, reached)
        return merged

    def _child(self, key: str, value: Any, pointer: str, path: tuple[str, ...], base: Schema) -> Any:
        here = f"{pointer}/{_escaped(key)}"
        deeper = (*path, "")
        if key in SCHEMA_ONE:
            return self._expand(value, here, deeper, base)
        if key in SCHEMA_MAPS and isinstance(value, dict):
            return {
                name: self._expand(child, f"{here}/{_escaped(name)}", deeper, base) for name, child in value.items()
            }
        if key in SCHEMA_LISTS and isinstance(value, list):
            return [self._expand(child, f"{here}/{i}", deeper, base) for i, child in enumerate(value)]
        return value


def merge(base: Schema, over: Schema) -> Schema:
    """Lay one schema over another: the nearest annotation wins, assertions add up."""
    made = dict(base)
    left_over: Schema = {}
    for key, value in over.items():
        if key not in made or made[key] == value:
            made[key] = value
        elif not _added_up(made, key, value):
            left_over[key] = value
    if left_over:
        made["allOf"] = [*made.get("allOf", []), left_over]
    return made


def _added_up(made: Schema, key: str, value: Any) -> bool:
    """Combine one keyword that both schemas have; False when only an `allOf` can say both."""
    old = made[key]
    if key in ANNOTATIONS or key.startswith("x-"):
        made[key] = {**old, **value} if key == "x-errors" else value
    elif key in ADDED_UP_LOW:
        made[key] = min(old, value)
    elif key in ADDED_UP_HIGH:
        made[key] = max(old, value)
    elif key == "required":
        made[key] = [*old, *(name for name in value if name not in old)]
    elif key == "allOf":
        made[key] = [*old, *value]
    elif key in SCHEMA_MAPS:
        made[key] = {**old, **{name: _both(old.get(name), child) for name, child in value.items()}}
    elif key == "items" and isinstance(old, dict) and isinstance(value, dict):
        made[key] = merge(old, value)
    elif key == "enum":
        made[key] = [item for item in old if item in value]
    else:
        return False
    return True


def _both(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return merge(old, new)
    return new if old is None or new is False else old if old is False else new


def pointer_of(parts: list[str]) -> str:
    """Write the pointer of a place in the definition."""
    return join(parts)
