"""Mails that the portal writes of itself, at night or by day: so many at most in ten minutes, whoever writes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.outbox.models import OutboxMail
from app.submissions.models import Counter

MOST, WITHIN = 200, timedelta(minutes=10)
NAMES = ("draft_closed", "draft_closed_helper", "draft_expires", "draft_expires_helper", "renew", "renew_helper")
TURN = "announcements"


def room(database: Session, now: datetime) -> int:
    """Take the turn of announcing until the transaction ends; give how many mails may still be written now."""
    _take_turn(database)
    written = select(func.count()).select_from(OutboxMail)
    written = written.where(OutboxMail.name.in_(NAMES), OutboxMail.created_at > now - WITHIN)
    return max(0, MOST - (database.scalar(written) or 0))


def _take_turn(database: Session) -> None:
    """Wait for another worker that announces, on this machine or another: its mails then count."""
    turn = update(Counter).where(Counter.name == TURN).values(last=Counter.last + 1).returning(Counter.last)
    if database.scalar(turn) is not None:
        return
    try:
        with database.begin_nested():
            database.add(Counter(name=TURN, last=1))
    except IntegrityError:
        database.scalar(turn)
