"""What is wrong with the text of a definition, each fault at its line, and the lines around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import forms
from app.catalogue.library import Library
from app.catalogue.models import NamedList
from app.editor.working import Made, Work, make, walked
from forms import authoring

AROUND = 2
"""How many lines are shown before and after one that is at fault."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault: where it stands in the text, in words, what would be right in JSON, the question it is about."""

    pointer: str
    line: int
    column: int
    sentence: str
    right: str
    blocks: bool
    question: str = ""


class Shown(NamedTuple):
    """One line of a text; `id` says that something is wrong there."""

    number: int
    text: str
    id: str


def of_text(text: str, library: Library, today: date, published: forms.Procedure | None) -> list[Trouble]:
    """Give what is wrong with a text: that it is no JSON, else what the dialect and the engine say."""
    try:
        document = authoring.parse(text)
    except forms.DefinitionError as error:
        return unreadable(error, authoring.fault_position(text))
    return of_definition(make(authoring.write_text(document), library, today, published), text)


def of_definition(made: Made, text: str, above: str = "") -> list[Trouble]:
    """Give what is wrong with a definition whose text this is, or with what stands at a pointer, whose text this is."""
    lines = authoring.pointer_lines(text, above)
    found = []
    for one in made.report.faults:
        position = lines.get(authoring.nearest(lines, made.document, one.pointer))
        if position is not None:
            question = one.asked or authoring.question_of(one.pointer)
            found.append(Trouble(one.pointer, *position, one.wrong, one.detail or one.right, one.blocks, question))
    return sorted(found, key=lambda one: (not one.blocks, one.line, one.column))


def caused(here: Work, document: dict[str, Any], text: str, above: str) -> list[Trouble]:
    """Give what would block a definition once one place of it, whose text this is, were written so."""
    made = make(authoring.write_text(document), here.library, here.today, here.published)
    known = {(one.pointer, one.sentence) for one in of_definition(here.made, authoring.write_text(here.document))}
    inside = of_definition(made, text, above)
    places = {(one.pointer, one.sentence) for one in inside}
    around = of_definition(made, authoring.write_text(made.document))
    outside = [replace(one, line=1, column=1) for one in around if (one.pointer, one.sentence) not in places]
    return [one for one in (*inside, *outside) if one.blocks and (one.pointer, one.sentence) not in known]


def unreadable(error: forms.DefinitionError, position: authoring.Position) -> list[Trouble]:
    """Give why a text is no JSON object; where is said once, by its line."""
    line, column = position
    return [
        Trouble(
            "", line, column, f"{one.sentence.partition(' : ligne ')[0].rstrip('.')}.", one.detail or one.right, True
        )
        for one in error.problems
    ]


def excerpts(text: str, troubles: Iterable[Trouble], more: Sequence[int] = ()) -> list[list[Shown]]:
    """Give the lines at fault, and others that are asked for, with those around, in runs."""
    known = text.split("\n")
    marked = {one.line for one in troubles} | set(more)
    wanted = {near for line in marked for near in range(line - AROUND, line + AROUND + 1) if 1 <= near <= len(known)}
    runs: list[list[Shown]] = []
    for number in sorted(wanted):
        shown = Shown(number, known[number - 1], f"ligne-{number}" if number in marked else "")
        if runs and runs[-1][-1].number == number - 1:
            runs[-1].append(shown)
        else:
            runs.append([shown])
    return runs


def words(here: Work, stored: Iterable[NamedList]) -> dict[str, Any]:
    """Give the names that the editor proposes beside those of the dialect."""
    library = here.library
    profile = library.profile().procedure.compiled.questions()
    questions = {one.pointer: one.title for one, _ in walked(here.made)}
    return {
        "pointers": [{"name": pointer, "title": title} for pointer, title in questions.items()],
        "blocks": [{"name": key, "title": str(block.get("title", ""))} for key, block in library.blocks.items()],
        "lists": [{"name": name} for name in (*library.lists.files, *(f"{one.name}/{one.number}" for one in stored))],
        "profile": [{"name": ".".join(one.pointer.split("/")[1:]), "title": one.texts.title} for one in profile],
    }
