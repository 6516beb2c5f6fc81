"""Generated definitions, answers and posts: sound definitions of every shape, answers right, wrong and absurd."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = ("alpha", "beta", "gamma", "validate", "data", "errors", "q-1", "été", "x y")
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["Oui", "Non", "8 650", "1,0", "<b>", "{{7*7}}", "\x00", "١٢", "-", "x" * 300]
)

LEAVES: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "minLength": 2, "maxLength": 5},
    {"type": "string", "maxLength": 1000},
    {"type": "string", "pattern": "^[0-9]{2,4}$", "x-clean": ["digits"]},
    {"type": "integer", "minimum": 0, "maximum": 99},
    {"type": "number", "multipleOf": 0.25, "x-decimals": [1, 2]},
    {"type": "boolean"},
    {"type": "boolean", "const": True},
    {"type": "boolean", "x-widget": "radio"},
    {"enum": ["Oui", "Non"]},
    {"oneOf": [{"const": 1, "title": "Un"}, {"const": 2, "title": "Deux"}]},
    {"type": "array", "uniqueItems": True, "minItems": 1, "items": {"enum": ["a", "b", "c"]}},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "email"},
    {"type": "string", "format": "iban", "x-sensitive": True},
    {"type": "string", "format": "fr-phone"},
    {"type": "string", "format": "nir"},
    {"type": ["string", "null"]},
    {"type": "string", "default": "x"},
    {"type": "string", "writeOnly": True},
    {"type": "string", "readOnly": True},
    {"x-widget": "note", "readOnly": True, "description": "Une note."},
    {
        "type": "array",
        "x-widget": "file",
        "items": {"type": "object", "properties": {"type": {"enum": ["application/pdf"]}, "size": {"maximum": 9}}},
    },
)


@st.composite
def objects(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """Make an object of questions, groups and lists, with conditions that read earlier questions only."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    properties: dict[str, Any] = {}
    for name in names:
        sort = draw(st.integers(0, 9)) if depth else 0
        if sort == 9:
            properties[name] = {"type": "array", "maxItems": 3, "items": draw(objects(depth=depth - 1))}
        elif sort == 8:
            properties[name] = draw(objects(depth=depth - 1))
        elif sort == 7:
            properties[name] = {"type": "array", "items": {"type": "string", "maxLength": 4}}
        else:
            properties[name] = dict(draw(st.sampled_from(LEAVES)))
    made: dict[str, Any] = {"type": "object", "properties": properties}
    asked = [name for name in names if not properties[name].get("readOnly")]
    made["required"] = draw(st.lists(st.sampled_from(asked), unique=True)) if asked else []
    rules = [draw(condition(names[:place], name)) for place, name in enumerate(names) if place and draw(st.booleans())]
    return made | ({"allOf": rules} if rules else {})


@st.composite
def condition(draw: st.DrawFn, earlier: list[str], name: str) -> dict[str, Any]:
    """Make a condition on a question that reads earlier ones."""
    read = draw(st.sampled_from(earlier))
    tests = [{"const": "Oui"}, {"const": True}, {"minimum": 3}, {"enum": ["a", 1]}, {"minItems": 1}, {"minLength": 2}]
    test = {"required": [read], "properties": {read: draw(st.sampled_from(tests))}}
    whole = draw(st.sampled_from([test, {"not": test}, {"anyOf": [test, {"required": [read]}]}]))
    hidden, needed = {"properties": {name: False}}, {"required": [name]}
    shape = draw(st.sampled_from([{"then": hidden}, {"else": hidden}, {"then": needed, "else": hidden}]))
    return {"if": whole, **shape}


def definitions() -> st.SearchStrategy[dict[str, Any]]:
    """Give whole definitions."""
    return objects().map(lambda made: {"title": "Essai", **made})


def values() -> st.SearchStrategy[Any]:
    """Give any JSON value, numbers, texts, dates as typed and documents likelier."""
    odd = [True, False, None, "", 0, 1, 3, 7, [], {}, ["a"], ["a", "a"], {"day": "31", "month": "2", "year": "1"}]
    document = [{"id": "1", "name": "a.pdf", "type": "application/pdf", "size": 3}]
    leaf = st.sampled_from([*odd, document, "1947-01-16", "FR7612548029981234567890161", "06 12"]) | TEXTS
    return st.recursive(leaf, lambda inner: st.lists(inner, max_size=3) | answers(inner), max_leaves=8)


def answers(inner: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Give answers by names that questions have, and some that none has."""
    return st.dictionaries(st.sampled_from([*NAMES, "inconnue"]), inner if inner is not None else values(), max_size=6)


def posts() -> st.SearchStrategy[dict[str, list[str]]]:
    """Give posts: names of questions and boxes, and some that nothing has."""
    suffixes = ["", "-0", "-alpha", "-0-beta", "-jour", "-mois", "-annee"]
    names = st.builds(lambda name, suffix: name + suffix, st.sampled_from(NAMES), st.sampled_from(suffixes))
    return st.dictionaries(
        names | st.sampled_from(["shown", "row", "action", "z"]), st.lists(TEXTS, max_size=3), max_size=8
    )
