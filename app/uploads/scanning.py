"""Having documents checked, and images made of them, by the worker: what fails is tried again, nothing is skipped."""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.extensions import config, db, now
from app.uploads import previews
from app.uploads.antivirus import Antivirus, Verdict
from app.uploads.models import CHECKING, SAFE, Document
from app.uploads.reading import opened
from app.uploads.storage import Store

RETRY, QUICK_TRIES = timedelta(minutes=5), 5
NIGHT = time(2, 30, tzinfo=UTC)
Refuse = Callable[[uuid.UUID, str], None]
"""What tells the person that a document was refused, and mends what answered with it; it flushes."""


def look(store: Store, antivirus: Antivirus, refuse: Refuse) -> int:
    """Check what is due, then draw what is safe; give how many were checked. One process does it at a time."""
    done = 0
    while _work_to_do():
        with _alone() as mine:
            if not mine:
                break
            checked, drawn = _round(store, antivirus, refuse)
        done += checked
        if not checked and not drawn:
            break
    db.session.rollback()
    return done


def _work_to_do() -> bool:
    found = bool(due(db.session, now())) or bool(previews.waiting(db.session))
    db.session.rollback()
    return found


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of the instance, which ends with its process, or say that another has it."""
    config().instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (config().instance / "documents.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _round(store: Store, antivirus: Antivirus, refuse: Refuse) -> tuple[int, int]:
    """Check all that is due, then draw one image, so that what comes in meanwhile is checked first."""
    keys = due(db.session, now())
    db.session.rollback()
    checked = sum(check(key, store, antivirus, refuse) for key in keys)
    drawn = 0
    for key in previews.waiting(db.session)[:1]:
        drawn = previews.make(key, store)
    return checked, drawn


def due(database: Session, moment: datetime) -> list[uuid.UUID]:
    """Give the documents to check now, the oldest first."""
    free = or_(Document.due_at.is_(None), Document.due_at <= moment)
    found = select(Document.id).where(Document.state == CHECKING, free)
    return list(database.scalars(found.order_by(Document.created_at).limit(100)))


def check(key: uuid.UUID, store: Store, antivirus: Antivirus, refuse: Refuse) -> bool:
    """Have one document checked, without holding the database meanwhile; say whether there is a verdict."""
    document = db.session.get(Document, key)
    if document is None:
        return False
    verdict, word = _verdict(document, store, antivirus)
    db.session.rollback()
    if verdict is Verdict.CLEAN:
        _settle(key, state=SAFE, due_at=None, tries=0)
        _hurry()
    elif verdict is Verdict.UNKNOWN:
        current_app.logger.warning("document %s could not be checked: %s", key, word)
        _postpone(key)
    else:
        current_app.logger.warning("document %s is refused: %s", key, word)
        refuse(key, verdict.value)
    db.session.commit()
    return verdict is not Verdict.UNKNOWN


def _verdict(document: Document, store: Store, antivirus: Antivirus) -> tuple[Verdict, str]:
    if antivirus.off:
        return Verdict.CLEAN, "off"
    try:
        stream = opened(store, document)
    except OSError as error:
        return Verdict.UNKNOWN, str(error)
    db.session.rollback()
    with stream:
        return antivirus.scan(stream)


def _settle(key: uuid.UUID, **values: object) -> None:
    """Write what became of a check, unless somebody deleted the document or settled it meanwhile."""
    db.session.execute(update(Document).where(Document.id == key, Document.state == CHECKING).values(**values))


def _postpone(key: uuid.UUID) -> None:
    """Try again in five minutes, five times, then once a night."""
    document = db.session.get(Document, key)
    if document is not None:
        tries, moment = document.tries + 1, now()
        _settle(key, tries=tries, due_at=moment + RETRY if tries <= QUICK_TRIES else tonight(moment))


def _hurry() -> None:
    """The antivirus answers: what waited for it is due at once."""
    late = update(Document).where(Document.state == CHECKING, Document.due_at > now(), Document.tries > 0)
    db.session.execute(late.values(due_at=now()))


def tonight(moment: datetime) -> datetime:
    """Give the next night's hour of checks."""
    today = datetime.combine(moment.astimezone(UTC).date(), NIGHT)
    return today if today > moment else today + timedelta(days=1)
