"""What is swept at night: ended sessions, dead links, wrong tries of the day before. Twice changes nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session as Database

from app.accounts.attempts import FORGOTTEN_AFTER
from app.accounts.models import Attempt, Session, Token

LINKS_KEPT = timedelta(days=30)
"""A dead link is kept this long, so that its owner can ask for a new one by one click."""


def sweep(database: Database, now: datetime) -> None:
    """Delete what no longer serves."""
    database.execute(delete(Session).where(Session.expires_at <= now))
    database.execute(delete(Token).where(Token.expires_at <= now - LINKS_KEPT))
    database.execute(delete(Attempt).where(Attempt.last_at <= now - FORGOTTEN_AFTER))
    database.flush()
