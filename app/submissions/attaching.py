"""Documents of a draft: taken in, replaced, taken out; the same whether posted with a page or sent alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, NamedTuple

from sqlalchemy.orm import Session

import forms
from app.uploads.models import Document
from app.uploads.services import RefusedError, Slot, metadata, take_in
from app.uploads.storage import Store


@dataclass(frozen=True, slots=True)
class Place:
    """A question of a draft that takes documents: its pointer as the answers count rows, and with their ids."""

    question: forms.Question
    pointer: str
    named: str

    @property
    def most(self) -> int | None:
        """How many documents it takes, None for any number."""
        return self.question.documents.max_items if self.question.documents else None


class Arrival(NamedTuple):
    """A file as it comes, and the id of the document whose place it takes, if it takes one."""

    name: str
    stream: IO[bytes]
    replaced: str = ""


def places(procedure: forms.Procedure, answers: forms.Answers, form: forms.PageForm) -> dict[str, Place]:
    """Give the questions of a page that take documents, by the HTML names that the page has."""
    fields = (one for one in form.answer_fields() if one.question.kind == "file")
    return {one.name: Place(one.question, one.pointer, procedure.with_row_ids(answers, one.pointer)) for one in fields}


def arrive(
    database: Session, store: Store, draft_id: uuid.UUID, place: Place, file: Arrival, now: datetime
) -> Document:
    """Take a file in for a question; the answers do not know of it yet. Raises RefusedError."""
    rule = place.question.documents
    limits = (rule.types if rule else (), rule.max_size if rule else None)
    slot = Slot(*limits, draft_id, place.named, replaced=file.replaced)
    return take_in(database, store, slot, file.name, file.stream, now)


def twin(document: Document, answers: forms.Answers, place: Place, others: Sequence[Document]) -> Document | None:
    """Find the same file where it already answers the same question: it was sent again, its answer being lost."""
    held = {item.get("id") for item in _held(answers, place)}
    same = (document.pointer, document.sha256, document.name)
    return next(
        (
            one
            for one in others
            if one.id != document.id and str(one.id) in held and (one.pointer, one.sha256, one.name) == same
        ),
        None,
    )


def attach(answers: forms.Answers, place: Place, document: Document, replaced: str = "") -> forms.Answers:
    """Add a document to its question, in the place of another one or beside the others. Raises RefusedError if full."""
    if any(item.get("id") == replaced for item in _held(answers, place)):
        answers = forms.remove_document(answers, place.pointer, replaced)
    if place.most is not None and len(_held(answers, place)) >= place.most:
        raise RefusedError(too_many(document.name, place.most))
    return forms.add_document(answers, place.pointer, metadata(document))


def too_many(name: str, most: int) -> str:
    """Say that a file is one too many."""
    if most == 1:
        return f"Le fichier « {name} » est en trop : un seul est demandé. Pour le changer, cliquez sur « Remplacer »."
    return f"Le fichier « {name} » est en trop : {most} au plus. Pour en changer un, cliquez sur « Remplacer »."


def detach(answers: forms.Answers, document_id: str) -> forms.Answers:
    """Take a document out of whichever question it answers."""
    for pointer in _pointers(answers.values, document_id):
        answers = forms.remove_document(answers, pointer, document_id)
    return answers


def question_of(procedure: forms.Procedure, answers: forms.Answers, document_id: str) -> str:
    """Give the pointer, with row ids, of the question that a document answers, `""` for none."""
    pointer = next(_pointers(answers.values, document_id), "")
    return procedure.with_row_ids(answers, pointer) if pointer else ""


def _held(answers: forms.Answers, place: Place) -> list[Mapping[str, Any]]:
    found: Any = answers.values
    for part in place.pointer.split("/")[1:]:
        if isinstance(found, list):
            found = found[int(part)] if part.isdecimal() and int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _pointers(values: Any, document_id: str, path: str = "") -> Iterator[str]:
    """Give the pointers of the lists that hold a document."""
    if isinstance(values, list):
        if any(isinstance(one, Mapping) and one.get("id") == document_id for one in values):
            yield path
        for index, one in enumerate(values):
            yield from _pointers(one, document_id, f"{path}/{index}")
    elif isinstance(values, Mapping):
        for key, one in values.items():
            yield from _pointers(one, document_id, f"{path}/{key.replace('~', '~0').replace('/', '~1')}")
