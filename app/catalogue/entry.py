"""What the entry page of a procedure says to have ready: its documents, with their conditions in words."""

from __future__ import annotations

from dataclasses import dataclass

import forms


@dataclass(frozen=True, slots=True)
class Needed:
    """A document to have ready: its title, what is accepted, when it is asked (`""` for always)."""

    title: str
    hint: str
    when: str
    optional: bool


def documents(procedure: forms.Procedure) -> tuple[Needed, ...]:
    """Give the documents that a procedure may ask, in order."""
    found = []
    for question in procedure.questions:
        if question.kind == "file":
            when = procedure.condition_words(question.pointer)
            optional = not question.required and not when
            found.append(Needed(question.texts.title, question.texts.hint, when, optional))
    return tuple(found)
