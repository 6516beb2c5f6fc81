"""Documents that the département asks for once a request was sent: which, whether they came. Services never commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

import forms
from app.accounts.models import Account
from app.catalogue.library import Loaded
from app.submissions import history, mandates, queries, sending, vault
from app.submissions.exchange_models import PieceDocument, PieceRequest
from app.submissions.models import Submission
from app.uploads.models import REFUSED, SAFE, Document
from app.uploads.services import RefusedError, Slot, take_in
from app.uploads.storage import Store

MOST_FILES = 5
OVER = "Cette demande est terminée : on ne peut plus y ajouter de document. Pour toute question, téléphonez-nous."
CHOOSE = "Choisissez d’abord un fichier, ou prenez le papier en photo, puis envoyez-le."


class Place(NamedTuple):
    """A question that takes documents, where it applies to a request: its pointer by index, title, documents."""

    pointer: str
    title: str
    question: forms.Question
    documents: Sequence[Mapping[str, object]]


class Filed(NamedTuple):
    """A document of a request, and what it is."""

    document: Document
    title: str


def checked(document: Document) -> bool:
    """Say whether a document was found safe."""
    return document.state == SAFE


def answers_of(submission: Submission) -> forms.Answers:
    """Give the answers of a request as the office has them."""
    return forms.Answers.from_json(vault.opened(submission.answers))


def places(loaded: Loaded, answers: forms.Answers, day: date) -> list[Place]:
    """Give the questions of documents that apply to these answers, each row its own."""
    procedure = loaded.procedure
    found: list[Place] = []
    for page in procedure.pages:
        for view, row in _opened(procedure.page(page.id, answers, today=day, show_problems=False).items):
            if view.question.kind == "file" and view.visible:
                title = f"{view.question.texts.title} ({row})" if row else view.question.texts.title
                held = procedure.documents_at(answers, view.pointer)
                found.append(Place(view.pointer, title, view.question, held))
    return found


def _opened(items: Iterable[object], row: str = "") -> Iterator[tuple[forms.QuestionView, str]]:
    """Give the questions drawn under these items, each with the title of its row."""
    for item in items:
        if isinstance(item, forms.QuestionView):
            yield item, row
        elif isinstance(item, forms.GroupView):
            yield from _opened(item.items, row)
        elif isinstance(item, forms.RepeatView):
            for one in item.rows:
                yield from _opened(one.items, one.title)


def of(database: Session, submission: Submission) -> list[PieceRequest]:
    """Give what was asked for a request, the latest first."""
    found = select(PieceRequest).where(PieceRequest.submission_id == submission.id)
    return list(database.scalars(found.order_by(PieceRequest.asked_at.desc(), PieceRequest.title)))


def one(database: Session, submission: Submission, piece_id: uuid.UUID) -> PieceRequest | None:
    """Find one document that was asked for a request."""
    mine = (PieceRequest.id == piece_id, PieceRequest.submission_id == submission.id)
    return database.scalar(select(PieceRequest).where(*mine))


def documents_of(database: Session, piece: PieceRequest) -> list[Document]:
    """Give what came for a document that was asked; what was not safe has not come."""
    found = select(Document).join(PieceDocument, PieceDocument.document_id == Document.id)
    return list(database.scalars(found.where(PieceDocument.piece_id == piece.id, Document.state != REFUSED)))


def filed(database: Session, submission: Submission, loaded: Loaded, answers: forms.Answers) -> list[Filed]:
    """Give the documents of a request with what each is, the latest first."""
    offered = places(loaded, answers, submission.sent_at.date())
    titles = {loaded.procedure.with_row_ids(answers, one.pointer): one.title for one in offered}
    asked = select(PieceDocument.document_id, PieceRequest.title).join(
        PieceRequest, PieceRequest.id == PieceDocument.piece_id
    )
    mine = asked.where(PieceRequest.submission_id == submission.id)
    named = {key: title for key, title in database.execute(mine)}  # noqa: C416  # rows are no pairs to mypy
    return [
        Filed(one, named.get(one.id) or titles.get(one.pointer, ""))
        for one in queries.documents(database, submission.draft_id)
    ]


def take_all(
    database: Session, store: Store, slot: Slot, files: Sequence[FileStorage], now: datetime, most: int = MOST_FILES
) -> list[Document]:
    """Take every file in, or none. Raises RefusedError, whose words say that nothing was kept."""
    if not files:
        raise RefusedError(CHOOSE)
    if len(files) > most:
        raise RefusedError(_too_many(len(files), most))
    taken: list[Document] = []
    try:
        for file in files:
            taken.append(take_in(database, store, slot, file.filename or "", file.stream, now))
    except RefusedError as refused:
        for document in taken:
            database.delete(document)
            database.flush()
            store.drop(document.id)
        rest = " Aucun des fichiers choisis n’a été gardé : renvoyez-les tous." if len(files) > 1 else ""
        again = RefusedError(f"{refused}{rest}")
        again.status = refused.status
        raise again from refused
    return taken


def _too_many(count: int, most: int) -> str:
    if most == 1:
        return f"Vous avez choisi {count} fichiers : un seul est attendu ici. Aucun n’a été gardé. Choisissez-en un."
    return f"Vous avez choisi {count} fichiers : {most} au plus à la fois. Aucun n’a été gardé. Envoyez-en moins."


def add(
    database: Session, store: Store, submission: Submission, loaded: Loaded, files: Sequence[FileStorage],
    actor: Account, now: datetime,
) -> list[Document]:  # fmt: skip
    """Add documents to a request that is open, beside those that are there. Raises RefusedError."""
    check_open(submission, loaded)
    slot = Slot(mandates.TYPES, mandates.MAX_SIZE, submission.draft_id)
    taken = take_all(database, store, slot, files, now)
    for document in taken:
        history.note(database, submission.draft, actor, "document", now, {"name": document.name})
    return taken


def check_open(submission: Submission, loaded: Loaded) -> None:
    """Raise RefusedError when a request takes no more documents."""
    if not sending.status_of(loaded.procedure.settings, submission.status).open:
        raise RefusedError(OVER)
