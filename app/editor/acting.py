"""What the buttons of the editor's screen do to a definition: move, copy, delete, undo, do again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.editor.working import Work, walked
from app.numbers import natural
from forms import authoring

NEW_PAGE = "Page sans titre"


class UnfitActError(Exception):
    """An act that cannot be done, in a sentence for who pressed the button."""


@dataclass(frozen=True)
class Done:
    """What an act made: the new document, what was done in words, where to go on, what else it took away."""

    document: dict[str, Any]
    words: str
    pointer: str = ""
    page: int = -1
    told: tuple[str, ...] = ()


Deed = Callable[[Work, Mapping[str, str]], Done]


def act(work: Work, name: str, fields: Mapping[str, str], own: Mapping[str, Deed] | None = None) -> Done:
    """Do what a button says; `own` are deeds of its page alone. Raises UnfitActError when it cannot be done."""
    deed = {**DEEDS, **(own or {})}.get(name)
    if deed is None:
        raise UnfitActError("Ce bouton n’existe plus. Rechargez la page.")
    try:
        return deed(work, fields)
    except authoring.AuthoringError as error:
        raise UnfitActError(str(error)) from error


def _number(fields: Mapping[str, str], name: str) -> int:
    number = natural(fields.get(name, ""))
    if number is None:
        raise UnfitActError("Cette page a changé entre-temps. Rechargez-la.")
    return number


def _item(work: Work, fields: Mapping[str, str]) -> authoring.TreeItem:
    found = work.item(fields.get("ou", ""))
    if found is None:
        raise UnfitActError("Cette question n’existe plus.")
    return found


def _page(work: Work, fields: Mapping[str, str]) -> authoring.TreePage:
    number = _number(fields, "page")
    if number >= len(work.made.tree):
        raise UnfitActError("Cette page n’existe plus.")
    return work.made.tree[number]


def _siblings(work: Work, pointer: str) -> tuple[tuple[authoring.TreeItem, ...], int]:
    """Give the items among which one stands, and the number of its page."""
    for page in work.made.tree:
        if any(one.pointer == pointer for one in page.items):
            return page.items, page.index
    for one, number in walked(work.made):
        if any(child.pointer == pointer for child in one.children):
            return one.children, number
    return (), -1


def _move(work: Work, fields: Mapping[str, str]) -> Done:
    item = _item(work, fields)
    page, position = _number(fields, "page"), _number(fields, "position")
    made = authoring.move_question(work.document, item.pointer, page, position)
    return Done(made.document, f"« {item.title} » déplacée", made.pointer)


def _step(by: int) -> Deed:
    def step(work: Work, fields: Mapping[str, str]) -> Done:
        item = _item(work, fields)
        siblings, page = _siblings(work, item.pointer)
        place = [one.pointer for one in siblings].index(item.pointer) + by if siblings else -1
        if 0 <= place < len(siblings):
            made = authoring.move_question(work.document, item.pointer, page, place)
            return Done(made.document, f"« {item.title} » déplacée", made.pointer)
        return _over(work, item, page, by)

    return step


def _over(work: Work, item: authoring.TreeItem, page: int, by: int) -> Done:
    """Move a question beyond the end of its page: to the page before, or to the page after."""
    there = page + by
    outermost = 0 <= page < len(work.made.tree) and any(
        one.pointer == item.pointer for one in work.made.tree[page].items
    )
    if not outermost or not 0 <= there < len(work.made.tree):
        return Done(work.document, "", item.pointer)
    position = len(work.made.tree[there].items) if by < 0 else 0
    made = authoring.move_question(work.document, item.pointer, there, position)
    return Done(made.document, f"« {item.title} » déplacée", made.pointer)


def _copy(work: Work, fields: Mapping[str, str]) -> Done:
    item = _item(work, fields)
    made = authoring.copy_question(work.document, item.pointer)
    return Done(made.document, f"« {item.title} » copiée", made.pointer)


def _delete(work: Work, fields: Mapping[str, str]) -> Done:
    item = _item(work, fields)
    page = work.page_of(item.pointer)
    made = authoring.remove_question(work.document, item.pointer)
    return Done(made.document, f"« {item.title} » supprimée", page=page, told=tuple(made.told))


def _add_page(work: Work, fields: Mapping[str, str]) -> Done:
    at = _number(fields, "apres") + 1 if fields.get("apres") else len(work.made.tree)
    made = authoring.add_page(work.document, NEW_PAGE, at)
    return Done(made.document, "Page ajoutée", page=at)


def _move_page(work: Work, fields: Mapping[str, str]) -> Done:
    page, position = _page(work, fields), _number(fields, "position")
    return _page_to(work, page, position)


def _step_page(by: int) -> Deed:
    def step(work: Work, fields: Mapping[str, str]) -> Done:
        page = _page(work, fields)
        return _page_to(work, page, page.index + by)

    return step


def _page_to(work: Work, page: authoring.TreePage, to: int) -> Done:
    to = min(max(to, 0), len(work.made.tree) - 1)
    if to == page.index:
        return Done(work.document, "", page=page.index)
    made = authoring.move_page(work.document, page.index, to)
    return Done(made.document, f"Page « {page.title} » déplacée", page=to)


def _copy_page(work: Work, fields: Mapping[str, str]) -> Done:
    page = _page(work, fields)
    made = authoring.copy_page(work.document, page.index)
    return Done(made.document, f"Page « {page.title} » copiée", page=page.index + 1)


def _delete_page(work: Work, fields: Mapping[str, str]) -> Done:
    page = _page(work, fields)
    made = authoring.remove_page(work.document, page.index)
    words = f"Page « {page.title} » supprimée"
    return Done(made.document, words, page=max(page.index - 1, 0), told=tuple(made.told))


DEEDS: Mapping[str, Deed] = {
    "deplacer": _move,
    "monter": _step(-1),
    "descendre": _step(1),
    "copier": _copy,
    "supprimer": _delete,
    "page-ajouter": _add_page,
    "page-deplacer": _move_page,
    "page-monter": _step_page(-1),
    "page-descendre": _step_page(1),
    "page-copier": _copy_page,
    "page-supprimer": _delete_page,
}
