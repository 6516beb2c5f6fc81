"""A document that was asked for comes in: it takes the place of the old one, and the request goes on.

Services flush and never commit; `settle_due`, which the worker runs, commits each request.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

import forms
from app.accounts.models import Account
from app.catalogue.library import Library, Loaded
from app.submissions import history, mandates, moving, pieces, queries, sending, telling, vault
from app.submissions.exchange_models import PieceDocument, PieceRequest
from app.submissions.models import Submission
from app.uploads.models import Document
from app.uploads.services import RefusedError, Slot, metadata
from app.uploads.storage import Store

CHECKED_WITHIN = timedelta(hours=24)
NOT_ASKED = "Ce document n’est plus demandé : il est déjà arrivé, ou le service n’en a plus besoin."


class Deposit(NamedTuple):
    """What somebody gives for a document that was asked, and how: logged in, or by the link of the mail."""

    files: Sequence[FileStorage]
    actor: Account
    by_link: bool = False


class Target(NamedTuple):
    """What a deposit is taken by: types, bytes of one file, number of files."""

    types: tuple[str, ...]
    max_size: int | None
    most: int


def target(piece: PieceRequest, loaded: Loaded, answers: forms.Answers, day: datetime) -> Target:
    """Give what is accepted for a document that was asked: what its question says, or what helpers’ mandates accept."""
    found = next((one for one in pieces.places(loaded, answers, day.date()) if one.pointer == piece.pointer), None)
    rule = found.question.documents if found else None
    if rule is None:
        return Target(mandates.TYPES, mandates.MAX_SIZE, pieces.MOST_FILES)
    return Target(rule.types or mandates.TYPES, rule.max_size or mandates.MAX_SIZE, rule.max_items or pieces.MOST_FILES)


def deposit(
    database: Session, store: Store, submission: Submission, loaded: Loaded, piece: PieceRequest, given: Deposit,
    now: datetime,
) -> list[Document]:  # fmt: skip
    """Take in what was asked for; the old documents of its question are kept, and marked as replaced.

    Raises RefusedError, and then the caller must roll back.
    """
    pieces.check_open(submission, loaded)
    answers = pieces.answers_of(submission)
    accepted = target(piece, loaded, answers, submission.sent_at)
    named = loaded.procedure.with_row_ids(answers, piece.pointer) if piece.pointer else ""
    slot = Slot(accepted.types, accepted.max_size, submission.draft_id, named)
    mine = (PieceRequest.id == piece.id, PieceRequest.answered_at.is_(None), PieceRequest.withdrawn_at.is_(None))
    if database.scalar(update(PieceRequest).where(*mine).values(answered_at=now).returning(PieceRequest.id)) is None:
        raise RefusedError(NOT_ASKED)
    if piece.pointer:
        answers = _set_aside(database, submission, loaded, piece.pointer, answers, now)
    taken = pieces.take_all(database, store, slot, given.files, now, accepted.most)
    database.add_all(PieceDocument(document_id=one.id, piece_id=piece.id) for one in taken)
    _note(database, submission, piece, taken, given, now)
    if piece.pointer:
        for document in taken:
            answers = forms.add_document(answers, piece.pointer, metadata(document))
        submission.answers = vault.sealed(answers.to_json(), loaded.procedure)
    database.flush()
    database.refresh(piece)
    return taken


def _note(
    database: Session, submission: Submission, piece: PieceRequest, taken: Sequence[Document], given: Deposit,
    now: datetime,
) -> None:  # fmt: skip
    how = {"by_link": True} if given.by_link else {}
    for document in taken:
        details = {"name": document.name, "title": piece.title, **how}
        history.note(database, submission.draft, given.actor, "deposited", now, details)


def _set_aside(
    database: Session, submission: Submission, loaded: Loaded, pointer: str, answers: forms.Answers, now: datetime
) -> forms.Answers:
    """Take the documents that answered a question out of the answers; they stay, marked."""
    for old in loaded.procedure.documents_at(answers, pointer):
        answers = forms.remove_document(answers, pointer, str(old["id"]))
        row = queries.document(database, submission.draft_id, uuid.UUID(str(old["id"])))
        if row is not None:
            row.replaced_at = now
            history.note(database, submission.draft, None, "replaced", now, {"name": row.name})
    database.flush()
    return answers


def settle(
    database: Session, submission: Submission, loaded: Loaded, now: datetime,
    checked: Callable[[Document], bool] = pieces.checked,
) -> forms.Status | None:  # fmt: skip
    """Let a request go on when all that was asked is there and checked, or there for a day; give its new status.

    Doing it twice changes nothing more. A document that is gone (it held a virus) is awaited again.
    """
    asked = [one for one in pieces.of(database, submission) if one.withdrawn_at is None and one.settled_at is None]
    came = {one.id: pieces.documents_of(database, one) for one in asked}
    for one in asked:
        if one.answered_at is not None and not came[one.id]:
            one.answered_at = None
    dates = [one.answered_at for one in asked if one.answered_at is not None]
    if not asked or len(dates) < len(asked):
        database.flush()
        return None
    safe = all(checked(document) for documents in came.values() for document in documents)
    if not safe and now < max(dates) + CHECKED_WITHIN:
        return None
    for one in asked:
        one.settled_at = now
    return resume(database, submission, loaded, asked[-1].status_before, now)


def resume(
    database: Session, submission: Submission, loaded: Loaded, before: str, now: datetime
) -> forms.Status | None:
    """Give a request that awaits nothing more the status it returns to, unless an agent has moved it meanwhile."""
    settings = loaded.procedure.settings
    waiting = moving.pending(settings)
    if waiting is None or submission.status != waiting.id:
        database.flush()
        return None
    moved = moving.resumed(settings, before)
    submission.status = moved.id
    history.note(database, submission.draft, None, "moved", now, {"to": moved.label})
    return moved


def unsettled(database: Session) -> list[uuid.UUID]:
    """Give the requests for which something came that was not taken into account yet."""
    waiting = (PieceRequest.answered_at.is_not(None), PieceRequest.settled_at.is_(None))
    found = select(PieceRequest.submission_id).where(*waiting, PieceRequest.withdrawn_at.is_(None))
    return list(database.scalars(found.distinct()))


def settle_due(database: Session, library: Library, now: datetime) -> int:
    """Let every request go on that can, and tell its people; give how many."""
    waiting = unsettled(database)
    database.rollback()
    return sum(_settle_one(database, library, key, now) for key in waiting)


def _settle_one(database: Session, library: Library, key: uuid.UUID, now: datetime) -> bool:
    submission = queries.submission(database, key)
    if submission is None:
        return False
    loaded = library.of(submission.version)
    moved = settle(database, submission, loaded, now)
    if moved is not None:
        owner = database.get_one(Account, submission.account_id)
        telling.person("updated", submission, loaded, owner, refusal=False)
        telling.helpers(submission, loaded, owner)
    database.commit()
    return moved is not None


def over(settings: forms.Settings, submission: Submission) -> bool:
    """Say whether a request is over."""
    return not sending.status_of(settings, submission.status).open
