"""The end of drafts: announced by mail, then they go with their documents; never one whose end was not announced."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts import helping
from app.accounts.models import Account
from app.catalogue.library import Library
from app.extensions import config
from app.outbox import services as outbox
from app.outbox.models import OutboxMail
from app.submissions import announcing, queries
from app.submissions.models import Draft

NOTICE = timedelta(days=14)
"""The end of a draft is announced this long before it, and the draft is kept this long after the mail has left."""
OWN, HELPER = "draft_expires", "draft_expires_helper"


def announce(database: Session, library: Library, now: datetime) -> int:
    """Announce the end of drafts that nobody has saved for long, as many as may be now; give how many mails."""
    room, written = announcing.room(database, now), 0
    due = select(Draft.id).where(Draft.slot.is_not(None), Draft.noticed_at.is_(None), Draft.expires_at <= now + NOTICE)
    for key in list(database.scalars(due.order_by(Draft.expires_at, Draft.id).limit(room))):
        told = recipients(database, database.get_one(Draft, key), OWN, HELPER)
        if written + len(told) > room:
            break
        if _claim(database, key, now):
            written += _write(database.get_one(Draft, key), library, told)
    database.flush()
    return written


def _claim(database: Session, key: uuid.UUID, now: datetime) -> bool:
    """Note that a draft's end is announced, unless it was or somebody saved it meanwhile; it lives two weeks more."""
    mine = update(Draft).where(Draft.id == key, Draft.slot.is_not(None), Draft.noticed_at.is_(None))
    mine = mine.where(Draft.expires_at <= now + NOTICE)
    end = now + NOTICE
    taken = database.scalar(mine.values(noticed_at=now, expires_at=end).returning(Draft.id))
    return taken is not None


def recipients(database: Session, draft: Draft, own_mail: str, helper_mail: str) -> list[tuple[str, str, Account]]:
    """Give the mails to write: to the applicant, and to the helper who began the draft, as long as they help."""
    owner = database.get_one(Account, draft.account_id)
    helpers = []
    if draft.begun_by is not None and helping.between(database, draft.begun_by, owner.id) is not None:
        helpers.append(database.get_one(Account, draft.begun_by).email)
    if not owner.email:
        helpers = helping.to_tell(database, owner, helpers)
    own = [(own_mail, owner.email, owner)] if owner.email else []
    return own + [(helper_mail, address, owner) for address in dict.fromkeys(helpers) if address]


def _write(draft: Draft, library: Library, told: list[tuple[str, str, Account]]) -> int:
    settings = library.of(draft.version).procedure.settings
    link = f"{config().base_url}/demandes/{draft.id}"
    for name, address, owner in told:
        values = {"account": owner, "type": settings.type, "until": draft.expires_at, "link": link}
        outbox.send(name, address, draft.id, **values)
    if not told:
        current_app.logger.warning("the end of draft %s can be announced to nobody", draft.id)
    return len(told)


def purge(database: Session, now: datetime) -> Iterator[list[uuid.UUID]]:
    """Delete the drafts whose end has come and was announced, one a step; give the documents whose bytes must go.

    The caller commits each step, then drops the bytes: no row is ever without its file.
    """
    over = (Draft.slot.is_not(None), Draft.expires_at <= now, Draft.noticed_at <= now - NOTICE)
    for key in list(database.scalars(select(Draft.id).where(*over).order_by(Draft.expires_at))):
        draft = database.scalar(select(Draft).where(Draft.id == key, *over).with_for_update(of=Draft, skip_locked=True))
        if draft is not None and _announced(database, draft, now):
            documents = [one.id for one in queries.documents(database, key)]
            database.execute(delete(Draft).where(Draft.id == key).execution_options(synchronize_session=False))
            database.expunge(draft)
            yield documents
        else:
            yield []


def _announced(database: Session, draft: Draft, now: datetime) -> bool:
    """Say whether the announcement left two weeks ago; one that never left is written again."""
    owner = database.get_one(Account, draft.account_id)
    name = OWN if owner.email else HELPER
    since = (OutboxMail.draft_id == draft.id, OutboxMail.name == name, OutboxMail.created_at >= draft.noticed_at)
    mails = list(database.scalars(select(OutboxMail).where(*since)))
    if any(one.sent_at is not None and one.sent_at <= now - NOTICE for one in mails):
        return True
    if any(one.state in ("waiting", "sent") for one in mails):
        return False
    if any(one.state == "bounced" for one in mails) or not recipients(database, draft, OWN, HELPER):
        return True
    again = update(Draft).where(Draft.id == draft.id).execution_options(synchronize_session=False)
    database.execute(again.values(noticed_at=None))
    return False
