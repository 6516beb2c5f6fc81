"""Questions and pages copied, with their translations and the conditions that decide on them; pages removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.authoring import seats
from forms.authoring.following import Changing, containers
from forms.authoring.mentions import (
    AT,
    CHECK,
    EFFECT,
    ORDERS,
    READS,
    KeyMention,
    Mention,
    NameMention,
    TextMention,
    Unit,
    covers,
    listing,
    moved,
)
from forms.authoring.naming import free_key, page_id_from
from forms.authoring.paging import fields_of, page_at, page_ids, pages_in
from forms.authoring.places import pages_of
from forms.authoring.references import mentions
from forms.authoring.results import AuthoringError, Made
from forms.authoring.seats import insert_after
from forms.authoring.structure import take_out
from forms.expansion import Schema
from forms.pointers import split

COPY = " (copie)"


def copy_question(document: Schema, pointer: str) -> Made:
    """Copy a question, a group or rows right after itself, with the conditions that decide on it.

    What tests the question goes on testing the original; `x-was` is not copied.
    """
    changing = Changing(document)
    new = _copied(changing, pointer)
    for page in listing(changing.document, "x-pages"):
        fields = listing(page, "fields")
        fields[:] = [
            one
            for field in fields
            for one in ([field, moved(field, pointer, new)] if _named(pointer, field) else [field])
        ]
    finished = changing.finished()
    return Made(finished, new, next(iter(pages_of(finished, new)), -1))


def copy_page(document: Schema, index: int) -> Made:
    """Copy a page right after itself, with copies of its questions."""
    changing = Changing(document)
    pages = pages_in(changing.document)
    page = page_at(pages, index)
    made = changing.copy(page)
    title = str(page.get("title", "")) + COPY
    made.update({"id": page_id_from(title, page_ids(pages)), "title": title, "fields": []})
    fields = [one for one in fields_of(page) if isinstance(one, str)]
    if any(split(field)[1:] for field in fields):
        raise AuthoringError("Cette page ne montre qu’une partie d’un groupe : copiez ses questions une à une.")
    made["fields"] = [_copied(changing, field) for field in fields]
    pages.insert(index + 1, made)
    return Made(changing.finished(), page=index + 1)


def remove_page(document: Schema, index: int, keep_questions: bool = False) -> Made:
    """Remove a page with its questions; with `keep_questions` they go to the end of the page before, or of the next."""
    changing = Changing(document)
    pages = pages_in(changing.document)
    page = page_at(pages, index)
    if len(pages) == 1:
        raise AuthoringError("Une démarche a au moins une page. Changez celle-ci, ou ajoutez-en une autre d’abord.")
    fields = [one for one in fields_of(page) if isinstance(one, str)]
    told: list[str] = []
    if keep_questions:
        if index:
            fields_of(page_at(pages, index - 1)).extend(fields)
        else:
            fields_of(page_at(pages, 1))[:0] = fields
    else:
        told = [words for field in fields for words in _gone(changing, field)]
    pages[:] = [one for one in pages if one is not page]
    return Made(changing.finished(), page=max(index - 1, 0), told=tuple(dict.fromkeys(told)))


def _gone(changing: Changing, field: str) -> Iterator[str]:
    try:
        seats.seat(changing.document, field)
    except AuthoringError:
        return iter(())
    return take_out(changing, field)


def _copied(changing: Changing, pointer: str) -> str:
    """Copy a question in place, pages aside; give its new pointer."""
    document = changing.document
    seat = seats.seat(document, pointer)
    every = mentions(document)
    key = free_key(seat.key, seats.taken(seat.holder, seat.scope, every), not seat.scope)
    new = seats.child(seat.scope, key)
    node = changing.copy(seat.node)
    _forget(node)
    if isinstance(node, dict) and isinstance(node.get("title"), str):
        node["title"] += COPY
    for one in every:
        if one.pointer == pointer:
            _also(changing, one, key)
    insert_after(seat.properties, seat.key, key, node)
    _inside(document, node, pointer, new)
    _checks(changing, every, pointer, new)
    return new


def _also(changing: Changing, one: Mention, key: str) -> None:
    """Let what is said of the original be said of the copy too: required, order, conditions that decide on it."""
    old = split(one.pointer)[-1]
    if isinstance(one, NameMention) and one.unit is None and one.role in ("requires", ORDERS, EFFECT):
        place = one.holder.index(old) + 1
        one.holder.insert(place, key)
    elif isinstance(one, KeyMention) and one.unit is None and one.role == EFFECT:
        insert_after(one.holder, old, key, changing.copy(one.holder[old]))


def _inside(document: Schema, node: Any, old: str, new: str) -> None:
    """Let what a copy reads of itself by its whole pointer be read of the copy."""
    mine = {id(inner) for inner, _ in containers(node)} if isinstance(node, dict) else set()
    for one in mentions(document):
        if isinstance(one, TextMention) and id(one.holder) in mine and covers(old, one.pointer):
            one.rename(moved(one.pointer, old, new))


def _checks(changing: Changing, every: list[Mention], old: str, new: str) -> None:
    """Copy the checks that read nothing but the question."""
    units: dict[int, tuple[Unit, list[Mention]]] = {}
    for one in every:
        if one.unit is not None and one.unit.kind == CHECK and one.role in (AT, READS):
            units.setdefault(id(one.unit.node), (one.unit, []))[1].append(one)
    copies: Mapping[int, Any] = {
        place: changing.copy(unit.node)
        for place, (unit, read) in units.items()
        if all(covers(old, one.pointer) and not covers(old, one.scope) for one in read)
        and any(one.role == READS for one in read)
    }
    holders = [node for node, _ in containers(changing.document) if isinstance(node, dict) and "x-checks" in node]
    for holder in holders:
        checks = listing(holder, "x-checks")
        for check in [one for one in checks if id(one) in copies]:
            checks.append(copies[id(check)])
    mine = {id(inner) for copy in copies.values() for inner, _ in containers(copy)}
    for one in mentions(changing.document):
        if isinstance(one, TextMention) and id(one.holder) in mine and covers(old, one.pointer):
            one.rename(moved(one.pointer, old, new))


def _forget(node: Any) -> None:
    for inner, _ in containers(node) if isinstance(node, dict) else ():
        if isinstance(inner, dict) and isinstance(inner.get("x-was"), str):
            del inner["x-was"]


def _named(pointer: str, field: Any) -> bool:
    return isinstance(field, str) and (field == pointer or field.startswith(pointer + "/"))
