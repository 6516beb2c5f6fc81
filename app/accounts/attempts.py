"""What slows a guesser down: a growing delay from the fifth wrong password, a lock after the tenth.

Wrong tries are counted by address, known or not, so that nobody learns which addresses have an account.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from app.accounts.models import Attempt
from app.accounts.queries import attempt

DELAYED_FROM, LOCKED_FROM = 5, 10
FIRST_DELAY = timedelta(seconds=5)
LOCK = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)


def waiting(database: Database, key: str, now: datetime) -> int:
    """Give how many seconds an address must wait before its next try, 0 when it need not."""
    known = attempt(database, key)
    if known is None or known.wait_until is None or known.wait_until <= now:
        return 0
    return math.ceil((known.wait_until - now).total_seconds())


def fail(database: Database, key: str, now: datetime) -> bool:
    """Count a wrong try; True when it locks the address."""
    known = attempt(database, key) or _first(database, key, now)
    if now - known.last_at > FORGOTTEN_AFTER or known.count >= LOCKED_FROM:
        known.count = 0
    known.count += 1
    known.last_at = now
    known.wait_until = now + delay(known.count) if known.count >= DELAYED_FROM else None
    database.flush()
    return known.count >= LOCKED_FROM


def delay(count: int) -> timedelta:
    """Give the wait after so many wrong tries: 5, 10, 20, 40, 80 seconds, then one hour."""
    return LOCK if count >= LOCKED_FROM else FIRST_DELAY * 2 ** (count - DELAYED_FROM)


def forget(database: Database, key: str) -> None:
    """Forget the wrong tries of an address, after a right one or an unlocking."""
    database.execute(delete(Attempt).where(Attempt.key == key))


def _first(database: Database, key: str, now: datetime) -> Attempt:
    made = Attempt(key=key, count=0, last_at=now)
    try:
        with database.begin_nested():
            database.add(made)
    except IntegrityError:
        return attempt(database, key) or made
    return made
