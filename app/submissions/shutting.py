"""A procedure was closed by hand: who holds a draft of it is told once, with what the rule of late sendings means."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.catalogue.library import Library
from app.catalogue.models import Procedure
from app.extensions import PARIS, config
from app.outbox import services as outbox
from app.outbox.models import OutboxMail
from app.submissions import announcing, drafts, expiring
from app.submissions.models import Draft

OWN, HELPER = "draft_closed", "draft_closed_helper"
TOLD_WITHIN = timedelta(days=7)
"""How long after a closing drafts are looked for: 200 mails in 10 minutes tell of 200,000 drafts in this time."""


def announce(database: Session, library: Library, now: datetime) -> int:
    """Tell of closings, as many as may be told of now; give how many mails were written."""
    room, written = announcing.room(database, now), 0
    for key in _untold(database, now, room):
        draft = database.get_one(Draft, key)
        told = expiring.recipients(database, draft, OWN, HELPER)
        if written + len(told) > room:
            break
        written += _write(library, draft, told, now)
    database.flush()
    return written


def _untold(database: Session, now: datetime, most: int) -> list[uuid.UUID]:
    """Give the drafts that were there at the closing of their procedure, and whose owners were told nothing yet."""
    mail = (OutboxMail.draft_id == Draft.id, OutboxMail.name.in_((OWN, HELPER)))
    told = exists(select(OutboxMail.id).where(*mail, OutboxMail.created_at >= Procedure.closed_at))
    found = select(Draft.id).join(Procedure, Procedure.id == Draft.procedure_id)
    found = found.where(Procedure.state == "closed", Procedure.closed_at > now - TOLD_WITHIN, Draft.slot.is_not(None))
    due = found.where(Draft.created_at <= Procedure.closed_at, ~told)
    return list(database.scalars(due.order_by(Draft.created_at, Draft.id).limit(most)))


def _write(library: Library, draft: Draft, told: list[tuple[str, str, Account]], now: datetime) -> int:
    settings = library.of(draft.version).procedure.settings
    known = {"type": settings.type, "settings": settings, "until": draft.expires_at}
    known["link"] = f"{config().base_url}/demandes/{draft.id}"
    known["closed"] = draft.version.procedure.closed_at
    known["in_time"] = drafts.may_send_late(settings, draft, now.astimezone(PARIS).date())
    for name, address, owner in told:
        outbox.send(name, address, draft.id, account=owner, **known)
    return len(told)
