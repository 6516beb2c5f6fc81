"""The invitation to renew, before a right ends: once, to people whose request was accepted and who did not begin."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

import forms
from app.accounts import helping
from app.accounts.models import Account
from app.catalogue.library import Library, Loaded
from app.catalogue.models import ProcedureVersion
from app.catalogue.services import state_of
from app.catalogue.serving import published
from app.extensions import PARIS, config
from app.outbox import services as outbox
from app.submissions import announcing, applicant, vault
from app.submissions.durations import earlier, later
from app.submissions.models import Draft, Submission


def invite(database: Session, library: Library, now: datetime) -> int:
    """Invite the people whose right ends soon, as many as may be now; give how many mails were written."""
    room, written = announcing.room(database, now), 0
    today = now.astimezone(PARIS).date()
    for version in published(database, library):
        loaded = library.of(version)
        settings = loaded.procedure.settings
        if not settings.renewal.get("invite") or state_of(settings, today) != "open":
            continue
        for key in _due(database, version, settings, today, room - written):
            mails = _recipients(database, database.get_one(Submission, key), library)
            if written + len(mails) > room:
                return written
            if _claim(database, key, now):
                written += _write(database.get_one(Submission, key), loaded, mails)
    database.flush()
    return written


def _due(
    database: Session, version: ProcedureVersion, settings: forms.Settings, today: date, room: int
) -> Sequence[uuid.UUID]:
    """Give the accepted requests whose right ends soon, and whose owner has begun none since."""
    newer = aliased(Draft)
    since = exists().where(
        newer.account_id == Submission.account_id,
        newer.procedure_id == version.procedure_id,
        newer.created_at > Submission.sent_at,
    )
    wanted = select(Submission.id).join(Draft, Draft.id == Submission.draft_id)
    wanted = wanted.join(Account, Account.id == Submission.account_id)
    wanted = wanted.where(
        Draft.procedure_id == version.procedure_id,
        Account.closed_at.is_(None),
        Account.disabled_at.is_(None),
        Submission.invited_at.is_(None),
        _ends_soon(settings, today),
        ~since,
    )
    return database.scalars(wanted.order_by(Submission.accepted_at, Submission.id).limit(room)).all()


def _ends_soon(settings: forms.Settings, today: date) -> ColumnElement[bool]:
    """Give the condition of a right that ends soon: on its day, or one period after it was given."""
    every, limit = settings.renewal.get("every", ""), later(today, settings.renewal["invite"])
    dated = and_(Submission.valid_until >= today, Submission.valid_until <= limit)
    given = and_(
        Submission.valid_until.is_(None),
        Submission.accepted_at >= _morning(earlier(today, every)),
        Submission.accepted_at < _morning(earlier(limit, every) + timedelta(days=1)),
    )
    return and_(Submission.accepted_at.is_not(None), or_(dated, given))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def _claim(database: Session, key: uuid.UUID, now: datetime) -> bool:
    """Note that a person is invited; of two workers, one gets it."""
    mine = update(Submission).where(Submission.id == key, Submission.invited_at.is_(None))
    return database.scalar(mine.values(invited_at=now).returning(Submission.id)) is not None


def _recipients(database: Session, submission: Submission, library: Library) -> list[tuple[str, str, Account]]:
    owner = database.get_one(Account, submission.account_id)
    own = [("renew", owner.email, owner)] if owner.email else []
    answers = forms.Answers.from_json(vault.opened(submission.answers))
    named = applicant.named_helper(library.of(submission.version), answers)
    told = helping.to_tell(database, owner, [named] if named else [])
    return own + [("renew_helper", address, owner) for address in told]


def _write(submission: Submission, loaded: Loaded, mails: list[tuple[str, str, Account]]) -> int:
    settings = loaded.procedure.settings
    link = f"{config().base_url}/demarches/{loaded.slug}"
    values = {"settings": settings, "type": settings.type, "until": submission.valid_until, "link": link}
    for name, address, owner in mails:
        outbox.send(name, address, submission.draft_id, account=owner, **values)
    return len(mails)
