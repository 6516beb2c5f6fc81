"""How agents find requests, and what the list says of each."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.catalogue.models import Procedure, ProcedureVersion
from app.outbox.models import OutboxMail
from app.submissions import queries as requests
from app.submissions.exchange_models import Message, PieceRequest
from app.submissions.history import ACTS
from app.submissions.models import Event, Submission
from app.uploads.models import SAFE, Document

PAGE = 50
UNDELIVERED = ("failed", "bounced")


class Wanted(NamedTuple):
    """What an agent looks for: a status, a procedure by its slug, words, and only what waits for an agent."""

    status: str = ""
    slug: str = ""
    words: str = ""
    waiting: bool = False


class Row(NamedTuple):
    """A request and its applicant."""

    submission: Submission
    person: Account


class Marks(NamedTuple):
    """What the list says of a request: messages not read, documents that came, late ones, mails that did not arrive."""

    unread: int = 0
    arrived: int = 0
    late: int = 0
    undelivered: int = 0
    changed: datetime | None = None


def _acted() -> ColumnElement[Any]:
    """When an agent last did something on a request, or when it was sent."""
    last = select(func.max(Event.at)).where(Event.draft_id == Submission.draft_id, Event.kind.in_(sorted(ACTS)))
    return func.coalesce(last.correlate(Submission).scalar_subquery(), Submission.sent_at)


def _unread() -> tuple[ColumnElement[bool], ...]:
    return (Message.submission_id == Submission.id, Message.from_office.is_(False), Message.read_at.is_(None))


def _arrived() -> tuple[ColumnElement[bool], ...]:
    mine = (Document.draft_id == Submission.draft_id, Document.state == SAFE)
    return (*mine, Document.created_at > _acted())


def _filtered(wanted: Wanted) -> Select[Submission, Account]:
    found = select(Submission, Account).join(Account, Account.id == Submission.account_id)
    if wanted.slug:
        known = select(ProcedureVersion.id).join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
        found = found.where(Submission.version_id.in_(known.where(Procedure.slug == wanted.slug)))
    if wanted.waiting:
        found = found.where(or_(exists().where(*_unread()), exists().where(*_arrived())))
    for word in wanted.words.split()[:5]:
        like = f"%{word.casefold().replace('%', '').replace('_', '')}%"
        names = (Submission.number, Account.first_name, Account.last_name, Account.email_key)
        found = found.where(or_(*(func.lower(column).like(like) for column in names)))
    return found


def found(database: Session, wanted: Wanted, page: int) -> tuple[list[Row], int]:
    """Give one page of requests, newest first, and how many there are; the words are a number or a name."""
    asked = _filtered(wanted)
    if wanted.status:
        asked = asked.where(Submission.status == wanted.status)
    total = database.scalar(select(func.count()).select_from(asked.subquery())) or 0
    shown = asked.order_by(Submission.sent_at.desc(), Submission.number.desc()).limit(PAGE).offset(page * PAGE)
    return [Row(*row) for row in database.execute(shown)], total


def counts(database: Session, wanted: Wanted) -> dict[str, int]:
    """Count the requests of each status among those that are looked for, whatever their status."""
    among = _filtered(wanted).subquery()
    asked = select(among.c.status, func.count()).group_by(among.c.status)
    return {str(status): int(number) for status, number in database.execute(asked)}


def procedures(database: Session) -> list[ProcedureVersion]:
    """Give the latest version of each procedure for which a request came."""
    used = select(ProcedureVersion.procedure_id).join(Submission, Submission.version_id == ProcedureVersion.id)
    latest = select(ProcedureVersion.procedure_id, func.max(ProcedureVersion.number).label("number"))
    among = latest.where(ProcedureVersion.procedure_id.in_(used)).group_by(ProcedureVersion.procedure_id).subquery()
    same = (ProcedureVersion.procedure_id == among.c.procedure_id, ProcedureVersion.number == among.c.number)
    return list(database.scalars(select(ProcedureVersion).join(among, same[0] & same[1])))


def marks(database: Session, keys: list[uuid.UUID], today: date) -> Mapping[uuid.UUID, Marks]:
    """Say what waits on each of these requests, in one question."""
    late = (PieceRequest.submission_id == Submission.id, PieceRequest.due_on < today)
    awaited = (PieceRequest.answered_at.is_(None), PieceRequest.withdrawn_at.is_(None))
    lost = (OutboxMail.draft_id == Submission.draft_id, OutboxMail.state.in_(UNDELIVERED))
    changed = select(func.max(Event.at)).where(Event.draft_id == Submission.draft_id)
    asked = select(
        Submission.id,
        _count(Message, *_unread()),
        _count(Document, *_arrived()),
        _count(PieceRequest, *late, *awaited),
        _count(OutboxMail, *lost),
        changed.correlate(Submission).scalar_subquery(),
    )
    return {row[0]: Marks(*row[1:]) for row in database.execute(asked.where(Submission.id.in_(keys)))}


def _count(table: type[Any], *where: ColumnElement[bool]) -> Any:
    return select(func.count(table.id)).where(*where).correlate(Submission).scalar_subquery()


def one(database: Session, draft_id: uuid.UUID) -> Row | None:
    """Find a request and its applicant; writers wait in turn."""
    submission = requests.submission(database, draft_id)
    person = database.get(Account, submission.account_id) if submission else None
    return Row(submission, person) if submission and person else None
