"""How agents find requests."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.submissions.models import Submission

PAGE = 50


class Row(NamedTuple):
    """A request and its applicant."""

    submission: Submission
    person: Account


def found(database: Session, status: str, words: str, page: int) -> tuple[list[Row], int]:
    """Give one page of requests, newest first, and how many there are; `words` are a number or a name."""
    wanted = select(Submission, Account).join(Account, Account.id == Submission.account_id)
    if status:
        wanted = wanted.where(Submission.status == status)
    for word in words.split()[:5]:
        like = f"%{word.casefold().replace('%', '').replace('_', '')}%"
        names = (Submission.number, Account.first_name, Account.last_name, Account.email_key)
        wanted = wanted.where(or_(*(func.lower(column).like(like) for column in names)))
    total = database.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    shown = wanted.order_by(Submission.sent_at.desc(), Submission.number.desc()).limit(PAGE).offset(page * PAGE)
    return [Row(*row) for row in database.execute(shown)], total


def one(database: Session, draft_id: uuid.UUID) -> Row | None:
    """Find a request and its applicant."""
    wanted = select(Submission, Account).join(Account, Account.id == Submission.account_id)
    row = database.execute(wanted.where(Submission.draft_id == draft_id)).first()
    return Row(*row) if row else None


def counts(database: Session) -> dict[str, int]:
    """Count the requests of each status."""
    wanted = select(Submission.status, func.count()).group_by(Submission.status)
    return {str(status): int(number) for status, number in database.execute(wanted)}
