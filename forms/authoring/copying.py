"""Questions and pages copied, with their translations and the conditions that decide on them; pages removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.authoring import seats
from forms.authoring.following import Changing, containers
from forms.authoring.mentions import (
    AT,
    CHECK,
    CONDITION,
    EFFECT,
    EITHER,
    ORDERS,
    READS,
    REQUIRES,
    TEST,
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
from forms.authoring.results import AuthoringError, Made, sturdy
from forms.authoring.seats import insert_after
from forms.authoring.structure import take_out
from forms.authoring.tidying import hollow, tidy
from forms.expansion import Schema
from forms.pointers import split

COPY = " (copie)"
READERS = {"x-compute", "x-checks", "x-bic-for"}


@sturdy
def copy_question(document: Schema, pointer: str) -> Made:
    """Copy a question, a group or rows right after itself, with the conditions that decide on it.

    What tests the question goes on testing the original; `x-was` is not copied.
    """
    changing = Changing(document)
    new = _copied(changing, [pointer])[pointer]
    for page in listing(changing.document, "x-pages"):
        fields = listing(page, "fields")
        fields[:] = [
            one
            for field in fields
            for one in ([field, moved(field, pointer, new)] if _named(pointer, field) else [field])
        ]
    finished = changing.finished()
    return Made(finished, new, next(iter(pages_of(finished, new)), -1))


@sturdy
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
    made["fields"] = list(_copied(changing, fields).values())
    pages.insert(index + 1, made)
    return Made(changing.finished(), page=index + 1)


@sturdy
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
        told = take_out(changing, [field for field in fields if _written(changing.document, field)])
    pages[:] = [one for one in pages if one is not page]
    return Made(changing.finished(), page=max(index - 1, 0), told=tuple(dict.fromkeys(told)))


def _written(document: Schema, field: str) -> bool:
    try:
        seats.seat(document, field)
    except AuthoringError:
        return False
    return True


def _copied(changing: Changing, pointers: Sequence[str]) -> dict[str, str]:
    """Copy questions in place, pages aside; give the new pointer of each."""
    document = changing.document
    every = mentions(document)
    pairs: dict[str, str] = {}
    mine: set[int] = set()
    for pointer in pointers:
        seat = seats.seat(document, pointer)
        key = free_key(seat.key, seats.taken(seat.holder, seat.scope, every), not seat.scope)
        node = changing.copy(seat.node)
        _forget(node)
        if isinstance(node, dict) and isinstance(node.get("title"), str):
            node["title"] += COPY
        insert_after(seat.properties, seat.key, key, node)
        pairs[pointer] = seats.child(seat.scope, key)
        mine |= _ids(node) if _reads(node) else set()
    twice = _conditions(changing, every, pairs)
    for one in every:
        if one.pointer in pairs and isinstance(one, KeyMention | NameMention) and id(one.holder) not in twice:
            _also(changing, one, split(pairs[one.pointer])[-1])
    mine |= _checks(changing, every, pairs)
    for one in mentions(document) if mine else ():
        if isinstance(one, TextMention) and id(one.holder) in mine and (old := _covering(pairs, one.pointer)):
            one.rename(moved(one.pointer, old, pairs[old]))
    return pairs


def _also(changing: Changing, one: KeyMention | NameMention, key: str) -> None:
    """Let what is said of the original be said of the copy too: required, order, conditions that decide on it."""
    old = split(one.pointer)[-1]
    if one.unit is not None or one.role not in (REQUIRES, ORDERS, EFFECT):
        return
    if isinstance(one, NameMention):
        one.holder.insert(one.holder.index(old) + 1, key)
    else:
        insert_after(one.holder, old, key, changing.copy(one.holder[old]))


def _conditions(changing: Changing, every: Sequence[Mention], pairs: Mapping[str, str]) -> set[int]:
    """Copy, in place, the conditions that read and decide only on what is copied; give the ids of what they hold."""
    units: dict[int, tuple[Unit, list[Mention]]] = {}
    for one in every:
        if one.role == TEST and one.unit is not None and one.unit.kind == CONDITION:
            units.setdefault(id(one.unit.node), (one.unit, []))[1].append(one)
    wanted = {
        place: unit.node
        for place, (unit, read) in units.items()
        if all(_covering(pairs, one.pointer) for one in read) and _decides(unit, every, pairs)
    }
    copies: dict[int, Any] = {}
    if not wanted:
        return set()
    known = hollow(changing.document)
    for holder in [node for node, _ in containers(changing.document) if isinstance(node, list)]:
        for child in [one for one in holder if id(one) in wanted]:
            copies[id(child)] = changing.copy(child)
            holder.insert([id(one) for one in holder].index(id(child)) + 1, copies[id(child)])
    mine = {inner for copy in copies.values() for inner in _ids(copy)}
    for one in mentions(changing.document) if mine else ():
        if not isinstance(one, KeyMention | NameMention) or id(one.holder) not in mine:
            continue
        old = _covering(pairs, one.pointer)
        if one.pointer == old:
            one.rename(pairs[old])
        elif not old and one.role in (EFFECT, EITHER) and not any(at.startswith(one.pointer + "/") for at in pairs):
            one.drop()
    tidy(changing.document, known)
    return {inner for place, node in wanted.items() if place in copies for inner in _ids(node)}


def _decides(unit: Unit, every: Sequence[Mention], pairs: Mapping[str, str]) -> bool:
    inside = _ids([unit.node.get(word) for word in ("then", "else")])
    return any(
        id(one.holder) in inside and one.pointer in pairs for one in every if isinstance(one, KeyMention | NameMention)
    )


def _checks(changing: Changing, every: Sequence[Mention], pairs: Mapping[str, str]) -> set[int]:
    """Copy, in place, the checks that read nothing but what is copied; give the ids of what the copies hold."""
    units: dict[int, tuple[Unit, list[Mention]]] = {}
    for one in every:
        if one.unit is not None and one.unit.kind == CHECK and one.role in (AT, READS):
            units.setdefault(id(one.unit.node), (one.unit, []))[1].append(one)
    wanted = {
        place
        for place, (_, read) in units.items()
        if all((old := _covering(pairs, one.pointer)) and not covers(old, one.scope) for one in read)
        and any(one.role == READS for one in read)
    }
    mine: set[int] = set()
    holders = [node for node, _ in containers(changing.document) if isinstance(node, dict) and "x-checks" in node]
    for checks in [listing(holder, "x-checks") for holder in holders] if wanted else ():
        for check in [one for one in checks if id(one) in wanted]:
            checks.append(changing.copy(check))
            mine |= _ids(checks[-1])
    return mine


def _covering(pairs: Mapping[str, str], pointer: str) -> str:
    """Give which of the copied questions a pointer is, or leads into; `""` for none."""
    return next((old for old in pairs if covers(old, pointer)), "")


def _reads(node: Any) -> bool:
    return any(isinstance(inner, dict) and READERS & inner.keys() for inner, _ in containers(node))


def _ids(node: Any) -> set[int]:
    return {id(inner) for inner, _ in containers(node)}


def _forget(node: Any) -> None:
    for inner, _ in containers(node) if isinstance(node, dict) else ():
        if isinstance(inner, dict) and isinstance(inner.get("x-was"), str):
            del inner["x-was"]


def _named(pointer: str, field: Any) -> bool:
    return isinstance(field, str) and (field == pointer or field.startswith(pointer + "/"))
