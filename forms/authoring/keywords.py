"""Where a keyword is put in a definition, and what follows it: a new document each time, the order of keys kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.dialect import meta_schema
from forms.expansion import Schema
from forms.pointers import index_in, join, split

Path = tuple[str | int, ...]

_IN_OUR_FILES = """
$schema $id $vocabulary $ref $anchor $comment title description x-lang x-terms x-procedure type format const
default minLength maxLength pattern minimum exclusiveMinimum maximum exclusiveMaximum multipleOf minItems
maxItems uniqueItems x-validity x-clean x-decimals x-suffix x-inputmode x-widget x-list x-noun x-autocomplete
x-placeholder x-prefill x-bic-for x-compute enum oneOf anyOf examples x-row readOnly writeOnly deprecated
x-sensitive x-example x-summary x-help x-figure x-errors x-was minProperties maxProperties
additionalProperties unevaluatedProperties patternProperties propertyNames required properties items
prefixItems unevaluatedItems contains minContains maxContains allOf not if then else dependentRequired
dependentSchemas x-checks x-order x-pages x-i18n $defs
"""
ORDER = tuple(_IN_OUR_FILES.split())
"""The order in which our own files write the keywords of a question, a group and a procedure."""

NAMED = {"properties", "patternProperties", "$defs", "dependentSchemas", "dependentRequired", "x-i18n", "x-errors"}
"""Keywords whose value has names of the author's: a new one goes to the end."""


def put(document: Schema, path: Path, value: Any) -> Schema:
    """Give the document with a value at a path; what is missing on the way is made."""
    made: Schema = _put(document, path, value, ())
    return made


def drop(document: Schema, path: Path) -> Schema:
    """Give the document without what stands at a path; an object that this leaves empty goes too."""
    made: Schema = _drop(document, path)
    return made


def at(document: Any, path: Path, otherwise: Any = None) -> Any:
    """Give what stands at a path, or `otherwise`."""
    for part in path:
        listed = isinstance(document, list) and isinstance(part, int) and part < len(document)
        if not listed and not (isinstance(document, Mapping) and part in document):
            return otherwise
        document = document[part]
    return document


def path_of(document: Any, pointer: str) -> Path:
    """Read a JSON Pointer into a path: indexes of lists become numbers."""
    path: list[str | int] = []
    for part in split(pointer):
        index = index_in(part) if isinstance(document, list) else None
        here: str | int = part if index is None else index
        path.append(here)
        document = at(document, (here,))
    return tuple(path)


def without_texts(document: Schema, pointer: str) -> Schema:
    """Give the document without the translations of what stood at a pointer of the definition, or under it."""
    return _translated(document, lambda key: None if _under(key, pointer) else key)


def moved_texts(document: Schema, pointer: str, places: Mapping[int, int | None]) -> Schema:
    """Give the document with the translations of a list's rows at their new indexes; None stands for a row gone."""

    def moved(key: str) -> str | None:
        if not key.startswith(pointer + "/"):
            return key
        index, slash, rest = key[len(pointer) + 1 :].partition("/")
        number = index_in(index)
        if number is None or number not in places:
            return key
        place = places[number]
        return None if place is None else f"{pointer}/{place}{slash}{rest}"

    return _translated(document, moved)


def _translated(document: Schema, moved: Any) -> Schema:
    languages = document.get("x-i18n")
    if not isinstance(languages, Mapping):
        return document
    made = {}
    for code, texts in languages.items():
        pairs = ((moved(key), text) for key, text in texts.items())
        made[code] = {key: text for key, text in pairs if key is not None}
    return document if made == languages else {**document, "x-i18n": made}


def _under(key: str, pointer: str) -> bool:
    return key == pointer or key.startswith(pointer + "/")


def _put(node: Any, path: Path, value: Any, above: Path) -> Any:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(node, list) and isinstance(key, int):
        made = list(node)
        made[key] = _put(made[key], rest, value, (*above, key))
        return made
    known: dict[Any, Any] = dict(node) if isinstance(node, Mapping) else {}
    child = _put(known.get(key, {}), rest, value, (*above, key))
    if key in known:
        known[key] = child
        return known
    return _inserted(known, str(key), child, order_of(above))


def _inserted(known: dict[Any, Any], key: str, child: Any, order: Sequence[str]) -> dict[Any, Any]:
    ranks = {name: rank for rank, name in enumerate(order)}
    mine = ranks.get(key)
    if mine is None:
        return {**known, key: child}
    after = [name for name in known if ranks.get(name, -1) > mine]
    if not after:
        return {**known, key: child}
    made: dict[Any, Any] = {}
    for name, old in known.items():
        if name == after[0]:
            made[key] = child
        made[name] = old
    return made


def _drop(node: Any, path: Path) -> Any:
    key, rest = path[0], path[1:]
    if isinstance(node, list) and isinstance(key, int) and rest:
        return [_drop(child, rest) if place == key else child for place, child in enumerate(node)]
    if not isinstance(node, Mapping) or key not in node:
        return node
    child = _drop(node[key], rest) if rest else None
    if rest and (child or child == node[key]):
        return {name: child if name == key else old for name, old in node.items()}
    return {name: old for name, old in node.items() if name != key}


def order_of(above: Path) -> Sequence[str]:
    """Give the order of the keys of the object at a path: our files', or that of the dialect inside an `x-` word."""
    if above and above[-1] in NAMED:
        return ()
    inside = [place for place, part in enumerate(above) if str(part).startswith("x-")]
    if not inside:
        return ORDER
    schema: Any = meta_schema()["properties"].get(above[inside[0]], {})
    for part in above[inside[0] + 1 :]:
        named = schema.get("properties", {})
        schema = (
            schema.get("items", {}) if isinstance(part, int) else named.get(part, schema.get("additionalProperties"))
        )
        if not isinstance(schema, Mapping):
            return ()
    return tuple(schema.get("properties", ()))


def pointer_to(path: Path) -> str:
    """Write a path as a JSON Pointer."""
    return join(path)
