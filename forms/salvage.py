"""What still compiles of a broken definition, for the editor: what is at fault is taken out and told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from forms.answers import copied
from forms.expansion import TOO_LARGE, Schema, step
from forms.pointers import escape, split
from forms.problems import DefinitionError, DefinitionProblem
from forms.procedure import Procedure

Place = tuple[str, ...]
ROUNDS = 60
FEW = 8
"""Up to how many problems are taken out one by one: one gone, others often are. More go at once, to save time."""
LISTS = ("allOf", "x-checks", "x-pages")


def salvage(document: Schema, load: Callable[[Schema], Procedure]) -> Procedure:
    """Load a definition without what is wrong in it; the Procedure tells every problem met on the way.

    Raises DefinitionError when nothing can be taken out that would help.
    """
    kept = document
    told: dict[DefinitionProblem, None] = {}
    gone: set[str] = set()
    for _ in range(ROUNDS):
        try:
            procedure = load(kept)
        except DefinitionError as error:
            told |= dict.fromkeys(one for one in error.problems if not _is_echo(one, gone))
            faulty = list(filter(None, (_faulty(kept, problem.pointer) for problem in error.problems)))
            if not faulty or any(problem.sentence == TOO_LARGE for problem in error.problems):
                raise DefinitionError(list(told)) from error
            kept = copied(document) if kept is document else kept
            for parts in faulty[:1] if len(error.problems) <= FEW else _last_first(faulty):
                gone |= _take_out(kept, parts)
        else:
            return procedure.with_problems(list(told))
    raise DefinitionError(list(told))


def _faulty(document: Schema, pointer: str) -> Place | None:
    """Find the question, condition, check or page entry that a problem stands at; None when there is none."""
    parts = tuple(split(pointer))
    for length in range(len(parts), 1, -1):
        holder_parts, last = parts[: length - 1], parts[length - 1]
        holder: Any = document
        for part in holder_parts:
            holder = step(holder, part)
        if isinstance(holder, dict) and holder_parts[-1] == "properties" and last in holder:
            return parts[:length]
        listed = isinstance(holder, list) and holder_parts[-1] in (*LISTS, "fields")
        if listed and last.isdecimal() and int(last) < len(holder):
            return parts[:length]
    return None


def _last_first(places: Iterable[Place]) -> list[Place]:
    """Put places in an order in which taking one out leaves the others where they are; what is inside another goes."""
    every = set(places)
    outer = [one for one in every if not any(one[:length] in every for length in range(1, len(one)))]
    return sorted(outer, key=lambda parts: [(int(one) if one.isdecimal() else -1, one) for one in parts], reverse=True)


def _is_echo(problem: DefinitionProblem, gone: Collection[str]) -> bool:
    """Say whether a problem comes of a question that was taken out for a fault of its own: mending that mends it."""
    words = f"{problem.sentence} {problem.detail}"
    return any(f"« {pointer} »" in words for pointer in gone)


def _take_out(document: Schema, parts: Place) -> set[str]:
    """Take a place out; give the pointer of the question that it was."""
    holder: Any = document
    for part in parts[:-1]:
        holder = step(holder, part)
    if isinstance(holder, dict):
        del holder[parts[-1]]
        question = "/" + "/".join(escape(part) for part in parts[1::2])
        _forget(document, question)
        return {question}
    del holder[int(parts[-1])]
    if not holder and parts[-2] in LISTS:
        _drop(document, parts[:-1])
    return set()


def _drop(document: Schema, parts: Place) -> None:
    """Remove a list that has become empty, which the dialect does not allow."""
    around: Any = document
    for part in parts[:-1]:
        around = step(around, part)
    if isinstance(around, dict):
        del around[parts[-1]]


def _forget(document: Schema, question: str) -> None:
    """Take a removed question out of the pages and of what the root requires."""
    pages = document.get("x-pages")
    if isinstance(pages, list):
        pages[:] = [one for one in (_without(page, question) for page in pages) if one is not None]
        if not pages:
            del document["x-pages"]
    required = document.get("required")
    if isinstance(required, list):
        document["required"] = [name for name in required if f"/{escape(name)}" != question]


def _without(page: Any, question: str) -> Any:
    """Take a question out of a page; a page that asks nothing more goes, for the dialect allows none."""
    fields = page.get("fields") if isinstance(page, dict) else None
    if isinstance(fields, list) and question in fields:
        page["fields"] = [one for one in fields if one != question]
        return page if page["fields"] else None
    return page
