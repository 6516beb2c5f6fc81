"""What a rehearsal has been answered so far: it travels in the page itself, and is read back as a stranger's post."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import forms
from app.database import dump

LONGEST = 400_000
LONGEST_TEXT = 20_000
MOST_ROWS = 200
BIGGEST = Decimal(10) ** 40
MOST_DIGITS = 60
UNTYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and lone surrogates: nobody types them, and a page cannot be written with them."""
ROW_ID = re.compile(r"[A-Za-z0-9-]{1,40}\Z")
FACTS = {"id": str, "name": str, "type": str, "size": int}
"""What is known of a document, and of which sort each is."""
TAKEN: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool, str),
    "integer": (int, Decimal, str),
    "number": (int, Decimal, str),
}
TYPED_IN_BOXES = ("date", "datetime")


class UnreadableError(Exception):
    """What a page carried cannot be read."""


@dataclass(frozen=True)
class State:
    """The answers of a rehearsal, and those of « Vos informations »."""

    answers: forms.Answers = field(default_factory=forms.Answers)
    about: forms.Answers = field(default_factory=forms.Answers)

    def to_text(self) -> str:
        """Write what a page carries."""
        return dump({"answers": self.answers.to_json(), "about": self.about.to_json()})


def read(text: str, procedure: forms.Procedure, about: forms.Procedure | None) -> State:
    """Read what a page carried, as far as it has the shape of these questions. Raises UnreadableError."""
    if not text:
        return State()
    if len(text) > LONGEST:
        raise UnreadableError
    try:
        known = forms.read(text)
    except (forms.DefinitionError, ValueError, RecursionError) as error:
        raise UnreadableError from error
    if not all(isinstance(known.get(name, {}), dict) for name in ("answers", "about")):
        raise UnreadableError
    return State(fitted(known.get("answers", {}), procedure), fitted(known.get("about", {}), about))


def fitted(known: Mapping[str, Any], procedure: forms.Procedure | None) -> forms.Answers:
    """Give answers of what fits the questions of a procedure in its shape: all that a draft could hold, no more."""
    if procedure is None:
        return forms.Answers()
    values: dict[str, Any] = {}
    given = known.get("values")
    for page in procedure.pages:
        for node in page.nodes:
            _take(node, node.pointer.split("/")[1:], given, values)
    pages = {page.id for page in procedure.pages}
    rows, posted = known.get("rows"), known.get("posted")
    return forms.Answers(
        values=values,
        rows=_rows(rows if isinstance(rows, dict) else {}),
        offered=frozenset(_texts(known.get("offered"))),
        posted=None if posted is None else frozenset(one for one in _texts(posted) if one in pages),
    )


def _texts(given: Any) -> list[str]:
    return [_clean(one) for one in given if isinstance(one, str)] if isinstance(given, list) else []


def _clean(text: str) -> str:
    return UNTYPED.sub("", text[:LONGEST_TEXT])


def _rows(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found = {_clean(pointer): tuple(_texts(ids)) for pointer, ids in given.items()}
    return {
        pointer: ids[:MOST_ROWS]
        for pointer, ids in found.items()
        if len(set(ids)) == len(ids) and all(ROW_ID.match(one) for one in ids)
    }


def _take(node: forms.Node, path: Sequence[str], given: Any, made: dict[str, Any]) -> None:
    """Take one node of a page, which may stand below objects that the page does not draw."""
    for part in path[:-1]:
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(given, dict) or name not in given:
            return
        given = given[name]
        below = made.setdefault(name, {})
        if not isinstance(below, dict):
            return
        made = below
    last = path[-1].replace("~1", "/").replace("~0", "~")
    if isinstance(given, dict) and last in given:
        value = _fit(node, given[last])
        if value is not forms.ABSENT:
            made[last] = value


def _fit(node: forms.Node, value: Any) -> Any:
    if isinstance(node, forms.Question):
        return _leaf(node, value)
    if isinstance(node, forms.Group):
        return _group(node, value)
    if not isinstance(value, list):
        return forms.ABSENT
    if node.scalar:
        fits = [_fit(node.children[0], one) for one in value[:MOST_ROWS]]
        return ["" if one is forms.ABSENT else one for one in fits]
    return [_inside(node.children, one if isinstance(one, dict) else {}) for one in value[:MOST_ROWS]]


def _group(group: forms.Group, value: Any) -> Any:
    if group.fixed_list:
        if not isinstance(value, list):
            return forms.ABSENT
        fits = [_fit(child, one) for child, one in zip(group.children, value, strict=False)]
        return [None if one is forms.ABSENT else one for one in fits]
    return _inside(group.children, value) if isinstance(value, dict) else forms.ABSENT


def _inside(children: Sequence[forms.Node], value: Mapping[str, Any]) -> dict[str, Any]:
    fits = {child.key: _fit(child, value[child.key]) for child in children if child.key in value}
    return {key: one for key, one in fits.items() if one is not forms.ABSENT}


def _leaf(question: forms.Question, value: Any) -> Any:
    if question.kind == "file":
        return _documents(value)
    if isinstance(value, dict):
        if question.kind not in TYPED_IN_BOXES:
            return forms.ABSENT
        return {_clean(key): _clean(one) for key, one in value.items() if isinstance(one, str)} or forms.ABSENT
    if isinstance(value, list):
        kept = [_scalar(one) for one in value[:500]] if question.json_type == "array" else []
        return [one for one in kept if one is not forms.ABSENT] or forms.ABSENT
    if question.json_type == "array":
        return _clean(value) if isinstance(value, str) else forms.ABSENT
    taken = TAKEN.get(question.json_type, (str, int, Decimal, bool))
    whole = isinstance(value, bool) and bool not in taken
    return forms.ABSENT if whole or not isinstance(value, taken) else _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return value
    if not isinstance(value, int | Decimal):
        return forms.ABSENT
    exact = Decimal(value)
    far = abs(exact) > BIGGEST or 0 < abs(exact) < 1 / BIGGEST
    return forms.ABSENT if far or len(exact.as_tuple().digits) > MOST_DIGITS else value


def _documents(value: Any) -> Any:
    if not isinstance(value, list):
        return forms.ABSENT
    kept = [one for one in value[:50] if isinstance(one, dict) and _is_document(one)]
    made = [{key: _clean(one[key]) if kind is str else one[key] for key, kind in FACTS.items()} for one in kept]
    return made or forms.ABSENT


def _is_document(one: Mapping[str, Any]) -> bool:
    sized = isinstance(one.get("size"), int) and not isinstance(one["size"], bool) and 0 <= one["size"] < 10**12
    return sized and all(isinstance(one.get(key), kind) for key, kind in FACTS.items())
