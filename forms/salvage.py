"""What still compiles of a broken definition, for the editor: what is at fault is taken out and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forms.answers import copied
from forms.expansion import Schema, step
from forms.pointers import escape, split
from forms.problems import DefinitionError, DefinitionProblem
from forms.procedure import Procedure

ROUNDS = 300
LISTS = ("allOf", "x-checks", "x-pages")


def salvage(document: Schema, load: Callable[[Schema], Procedure]) -> Procedure:
    """Load a definition without what is wrong in it; the Procedure tells every problem met on the way.

    Raises DefinitionError when nothing can be taken out that would help.
    """
    kept: Schema = copied(document)
    told: list[DefinitionProblem] = []
    for _ in range(ROUNDS):
        try:
            procedure = load(kept)
        except DefinitionError as error:
            told += [problem for problem in error.problems if problem not in told]
            if not any(_take_out(kept, problem.pointer) for problem in error.problems):
                raise DefinitionError(told) from error
        else:
            return procedure.with_problems(told)
    raise DefinitionError(told)


def _take_out(document: Schema, pointer: str) -> bool:
    """Remove the question, condition, check or page entry a problem stands at; False when there is none."""
    parts = split(pointer)
    for length in range(len(parts), 1, -1):
        holder_parts, last = parts[: length - 1], parts[length - 1]
        holder: Any = document
        for part in holder_parts:
            holder = step(holder, part)
        if isinstance(holder, dict) and holder_parts[-1] == "properties" and last in holder:
            del holder[last]
            _forget(document, "/" + "/".join(escape(part) for part in parts[1:length:2]))
            return True
        if (
            isinstance(holder, list)
            and holder_parts[-1] in (*LISTS, "fields")
            and last.isdecimal()
            and int(last) < len(holder)
        ):
            del holder[int(last)]
            if not holder and holder_parts[-1] in LISTS:
                _drop(document, holder_parts)
            return True
    return False


def _drop(document: Schema, parts: list[str]) -> None:
    """Remove a list that has become empty, which the dialect does not allow."""
    around: Any = document
    for part in parts[:-1]:
        around = step(around, part)
    if isinstance(around, dict):
        del around[parts[-1]]


def _forget(document: Schema, question: str) -> None:
    """Take a removed question out of the pages and of what the root requires."""
    pages = document.get("x-pages")
    for page in pages if isinstance(pages, list) else ():
        if isinstance(page, dict) and isinstance(page.get("fields"), list):
            page["fields"] = [one for one in page["fields"] if one != question]
    required = document.get("required")
    if isinstance(required, list):
        document["required"] = [name for name in required if f"/{escape(name)}" != question]
