"""Writing mails, and sending those that are due. Writing flushes and never commits; sending commits each mail."""

from __future__ import annotations

import smtplib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, has_request_context
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app import mail
from app.extensions import config, db, now
from app.outbox.models import OutboxMail
from app.sealing import seal, unseal

ABOUT = "mail"
URGENT = frozenset({"activate", "reset", "known", "locked", "email_new", "fc_link"})
RETRY = timedelta(minutes=5)
MOST_TRIES = 48
LEASE = timedelta(minutes=2)
BATCH = 10
"""How many are looked up at once: urgent ones written meanwhile wait for no more than these."""
GONE = frozenset({550, 551, 553, 554})
"""Answers of a server by which an address takes no mail, now or later."""


def send(name: str, to: str, draft_id: uuid.UUID | None = None, **values: Any) -> None:
    """Write the mail `name` (templates/mail/<name>/) to one address, in the transaction of what it tells.

    Who has no address is sent nothing. It leaves once the answer is given: its time tells nobody anything.
    """
    if not to:
        return
    composed = mail.compose(name, **values)
    moment = now()
    row = OutboxMail(
        name=name,
        recipient=mail.one_line(to),
        subject=composed.subject,
        body=seal(composed.body, ABOUT),
        message_id=make_msgid(domain=urlsplit(config().base_url).hostname or "localhost"),
        draft_id=draft_id,
        urgency=0 if name in URGENT else 1,
        created_at=moment,
        due_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    if has_request_context():
        g.mails_wait = True


def due(database: Session, moment: datetime) -> Sequence[uuid.UUID]:
    """Give the mails to send now, the urgent ones first."""
    free = or_(OutboxMail.claimed_until.is_(None), OutboxMail.claimed_until <= moment)
    found = select(OutboxMail.id).where(OutboxMail.state == "waiting", OutboxMail.due_at <= moment, free)
    return database.scalars(found.order_by(OutboxMail.urgency, OutboxMail.created_at).limit(BATCH)).all()


def deliver_due() -> int:
    """Send the mails that are due, one after the other, until none is; give how many left.

    One that fails is due again later, one that another sender has in hand is not due: this ends.
    """
    left = 0
    while waiting := _looked_up():
        left += sum(deliver(key) for key in waiting)
    return left


def _looked_up() -> Sequence[uuid.UUID]:
    found = due(db.session, now())
    db.session.rollback()
    return found


def deliver(key: uuid.UUID) -> bool:
    """Send one mail, unless another sender has it in hand; say whether it left."""
    row = _claim(key)
    if row is None:
        return False
    message = mail.Composed(row.subject, unseal(row.body, ABOUT))
    recipient, message_id = row.recipient, row.message_id
    db.session.rollback()  # a server that takes its time must not hold a transaction, which keeps others from writing
    try:
        mail.transport(message, recipient, message_id)
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        _settle(key, state="bounced" if code in GONE else "", error=f"SMTP {code}")
    except (OSError, smtplib.SMTPException) as error:
        current_app.logger.warning("mail %s could not be sent: %s", key, type(error).__name__)
        _settle(key, state="", error=type(error).__name__)
    else:
        _settle(key, state="sent", error="")
        return True
    return False


def _claim(key: uuid.UUID) -> OutboxMail | None:
    """Take a mail in hand for the time of a lease; of two senders, one gets it."""
    moment = now()
    free = or_(OutboxMail.claimed_until.is_(None), OutboxMail.claimed_until <= moment)
    mine = update(OutboxMail).where(OutboxMail.id == key, OutboxMail.state == "waiting", free)
    taken = db.session.scalar(mine.values(claimed_until=moment + LEASE).returning(OutboxMail.id))
    db.session.commit()
    return db.session.get(OutboxMail, key) if taken is not None else None


def _settle(key: uuid.UUID, state: str, error: str) -> None:
    """Note what became of a try: sent, refused for good, or to be tried again in five minutes, four hours long."""
    moment = now()
    row = db.session.get_one(OutboxMail, key)
    row.tries += 1
    row.error, row.claimed_until = error, None
    if state == "sent":
        row.sent_at = moment
        row.body = ""
    row.state = state or ("failed" if row.tries >= MOST_TRIES else "waiting")
    row.due_at = moment + RETRY
    db.session.commit()


def fates(database: Session, draft_id: uuid.UUID) -> list[OutboxMail]:
    """Give the mails of a request, the latest first, for its page and for the office."""
    found = select(OutboxMail).where(OutboxMail.draft_id == draft_id).order_by(OutboxMail.created_at.desc())
    return list(database.scalars(found))


def oldest_waiting(database: Session) -> datetime | None:
    """Give since when the oldest mail waits, for the health page."""
    return database.scalar(select(func.min(OutboxMail.created_at)).where(OutboxMail.state == "waiting"))
