"""Questions moved: on their page, to another page, among those of their group, into a group or out of one."""

from __future__ import annotations

from collections.abc import Sequence

from forms.authoring import seats
from forms.authoring.following import Changing, containers
from forms.authoring.mentions import (
    BESIDE,
    COMPUTES,
    DECLARES,
    ORDERS,
    PAGE,
    REQUIRES,
    Mention,
    TextMention,
    TitleMention,
    covers,
    listing,
    moved,
    without_braces,
)
from forms.authoring.naming import free_key
from forms.authoring.nesting import renest
from forms.authoring.paging import emptied, pages_in, put_on_page
from forms.authoring.places import pages_of
from forms.authoring.references import mentions
from forms.authoring.results import AuthoringError, Made, sturdy
from forms.authoring.structure import ask_at, neighbours, retitle, was_at
from forms.authoring.tidying import hollow, tidy
from forms.expansion import Schema
from forms.pointers import split


@sturdy
def move_question(
    document: Schema,
    pointer: str,
    page_index: int,
    position: int,
    inside: str | None = None,
    was: bool = False,
) -> Made:
    """Move a question so that it is the one at `position`: of its group, or of the page `page_index`.

    `inside` names the group or rows to move it into, `""` the page itself; None leaves it in its group, or takes it out
    when the page is another one. With `was`, `x-was` says where its answers were. Raises AuthoringError when what reads
    it, or what it reads, cannot follow.
    """
    changing = Changing(document)
    made = changing.document
    scope, _, last = pointer.rpartition("/")
    named = {one for page in listing(made, "x-pages") for one in listing(page, "fields")}
    to = scope if inside is None else seats.scope_of(made, inside)
    if inside is None and scope and pointer not in named and page_index not in pages_of(made, pointer):
        to = ""
    if to == scope or (pointer in named and inside is None):
        told: tuple[str, ...] = ()
        target = pointer
        if pointer in named or (not scope and pages_in(made)):
            put_on_page(made, pointer, page_index, position)
        else:
            seats.seat(made, pointer)
            seats.place_key(seats.held(made, scope), split("/" + last)[0], position)
    else:
        before, ahead = neighbours(made, page_index, position) if not to else (None, None)
        target, told = _relocate(changing, pointer, to)
        _between(made, target, before, ahead)
        if was:
            was_at(seats.seat(made, target).node, pointer, target)
        ask_at(made, target, page_index, position)
    finished = changing.finished()
    return Made(finished, target, next(iter(pages_of(finished, target)), -1), (*told, *emptied(document, finished)))


def _between(document: Schema, pointer: str, before: str | None, ahead: str | None) -> None:
    """Write a question that has come out of a group between its neighbours of the page, in place."""
    seat = seats.seat(document, pointer)
    if before is None and ahead is None:
        return
    required = seat.key in listing(seat.holder, "required")
    seats.require(seat.holder, seat.key, required=False)
    del seat.properties[seat.key]
    seats.insert_after(seat.properties, before, seat.key, seat.node, ahead)
    seats.require(seat.holder, seat.key, required)


def _relocate(changing: Changing, pointer: str, to: str) -> tuple[str, tuple[str, ...]]:
    """Write a question into another object, in place; give its new pointer, and what did not follow."""
    document = changing.document
    seat, target = seats.seat(document, pointer), seats.held(document, to)
    if to == pointer or to.startswith(pointer + "/"):
        raise AuthoringError("Un groupe ne peut pas être mis dans lui-même.")
    every, known = mentions(document), hollow(document)
    new = seats.child(to, free_key(seat.key, seats.taken(target, to, every), not to))
    told = _carried(seat, every, to)
    outside = [one for one in every if covers(pointer, one.pointer) and not covers(pointer, one.scope)]
    required = any(one.role == REQUIRES and one.pointer == pointer for one in outside)
    title = seats.title_of(document, pointer)
    for one in outside:
        told += _followed(changing, one, pointer, new, title)
    seat.properties.pop(seat.key, None)
    if not isinstance(target.get("properties"), dict):
        seats.lay(target, "properties", {})
    target["properties"][split(new)[-1]] = seat.node
    if required:
        seats.require(target, split(new)[-1], required=True)
    renest(document, pointer, new)
    tidy(document, known)
    left = [one for one in mentions(document) if one.pointer == pointer and one.role != DECLARES]
    if left:
        raise AuthoringError(
            f"« {title} » est lue par une condition qui ne peut pas la suivre. Retirez d’abord cette condition, ou "
            "laissez la question où elle est."
        )
    return new, tuple(dict.fromkeys(told))


def _followed(changing: Changing, one: Mention, old: str, new: str, title: str) -> Sequence[str]:
    """Let one spot follow a question into another object; conditions follow by themselves, afterwards."""
    exact = len(split(one.pointer)) == len(split(old))
    if one.role in (REQUIRES, ORDERS, PAGE) and exact:
        one.drop()
    elif isinstance(one, TitleMention):
        retitle(changing, one, lambda text: without_braces(text, split(one.pointer)[-1]))
        one.drop()
        return (f"Le titre des lignes ne nomme plus « {title} ».",)
    elif isinstance(one, TextMention):
        to = moved(one.pointer, old, new)
        if one.fits(to):
            one.rename(to)
        elif one.role == BESIDE:
            one.drop()
            return (f"Le BIC n’est plus proposé d’après « {title} ».",)
        else:
            raise AuthoringError(
                f"« {title} » est lue par une règle ou un calcul qui ne peut pas la suivre. Laissez la question "
                "où elle est, ou changez d’abord cette règle."
            )
    return ()


def _carried(seat: seats.Seat, every: Sequence[Mention], to: str) -> list[str]:
    """Let what a question reads itself be read from its new place. Raises AuthoringError when it cannot."""
    mine = {id(node) for node, _ in containers(seat.node)} if isinstance(seat.node, dict) else set()
    told: list[str] = []
    for one in every:
        if not isinstance(one, TextMention) or one.scope != seat.scope or id(one.holder) not in mine:
            continue
        if one.role == BESIDE:
            one.drop()
            told.append("Le BIC n’est plus proposé d’après l’IBAN.")
        elif one.role == COMPUTES and one.holder is not None and not covers(seat.pointer, one.pointer):
            _from_root(one, to)
    return told


def _from_root(one: TextMention, to: str) -> None:
    if to and "*" not in to and one.pointer.startswith(to + "/"):
        _renamed(one, ".".join(split(one.pointer)[len(split(to)) :]))
        return
    if "*" in one.pointer or not isinstance(one.holder, dict) or "var" not in one.holder:
        raise AuthoringError("Ce calcul lit des réponses de son groupe : il ne peut pas en sortir.")
    one.holder.clear()
    one.holder["root"] = one.pointer


def _renamed(one: TextMention, text: str) -> None:
    one.holder[one.key] = text
