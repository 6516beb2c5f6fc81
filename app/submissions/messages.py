"""Messages between the applicant, the helpers and the service about a request that was sent. Services never commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.sealing import seal, unseal
from app.submissions import history
from app.submissions.exchange_models import Message
from app.submissions.models import Event, Submission

ABOUT = "message"
LONGEST = 3000
MOST_A_DAY = 20
OPEN_AFTER_END = timedelta(days=60)
"""How long one may still write once a request is over: the time in which a decision can be contested, near enough."""


class UnfitError(Exception):
    """The message cannot be taken; the words say what to do."""


class Read(NamedTuple):
    """A message with its text opened."""

    message: Message
    text: str


def of(database: Session, submission: Submission) -> Sequence[Read]:
    """Give the messages of a request, the latest first."""
    found = select(Message).where(Message.submission_id == submission.id).order_by(Message.created_at.desc())
    return [Read(one, unseal(one.text, ABOUT)) for one in database.scalars(found)]


def write(
    database: Session, submission: Submission, author: Account, text: str, now: datetime, from_office: bool = False
) -> bool:
    """Keep a message; True when the other side had no unread one before. Raises UnfitError.

    Whoever answers has read what the other side wrote.
    """
    words = _fit(text)
    if not from_office and _written_since(database, submission, now - timedelta(days=1)) >= MOST_A_DAY:
        raise UnfitError(f"Vous avez écrit {MOST_A_DAY} messages depuis hier. Attendez demain, ou téléphonez-nous.")
    mark_read(database, submission, from_office, now)
    first = unread(database, submission, from_office) == 0
    helped = not from_office and author.id != submission.account_id
    message = Message(
        submission_id=submission.id,
        author_id=author.id,
        author=author.display_name,
        from_office=from_office,
        as_helper=helped,
        text=seal(words, ABOUT),
        created_at=now,
    )
    database.add(message)
    history.note(database, submission.draft, author, "answered" if from_office else "wrote", now)
    return first


def _fit(text: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise UnfitError("Écrivez votre message avant de l’envoyer.")
    if len(words) > LONGEST:
        raise UnfitError(f"Raccourcissez votre message : il a {len(words)} signes, la limite est de {LONGEST}.")
    return words


def _written_since(database: Session, submission: Submission, moment: datetime) -> int:
    mine = (Message.submission_id == submission.id, Message.from_office.is_(False), Message.created_at > moment)
    return database.scalar(select(func.count()).select_from(Message).where(*mine)) or 0


def mark_read(database: Session, submission: Submission, by_office: bool, now: datetime) -> int:
    """Mark what the other side wrote as read; give how many messages."""
    theirs = (Message.submission_id == submission.id, Message.from_office.is_(not by_office))
    marked = update(Message).where(*theirs, Message.read_at.is_(None)).values(read_at=now).returning(Message.id)
    return len(database.scalars(marked).all())


def unread(database: Session, submission: Submission, from_office: bool) -> int:
    """Count the messages of one side that the other has not read."""
    waiting = (Message.submission_id == submission.id, Message.from_office.is_(from_office), Message.read_at.is_(None))
    return database.scalar(select(func.count()).select_from(Message).where(*waiting)) or 0


def closes_at(database: Session, submission: Submission) -> datetime:
    """Give until when one may write about a request that is over."""
    ends = ("decided", "withdrawn")
    found = select(func.max(Event.at)).where(Event.draft_id == submission.draft_id, Event.kind.in_(ends))
    return (database.scalar(found) or submission.sent_at) + OPEN_AFTER_END
