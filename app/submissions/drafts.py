"""Beginning a draft, keeping answers in it, its documents. Services flush, never commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue.library import Loaded
from app.catalogue.models import ProcedureVersion
from app.extensions import PARIS
from app.profile.views import relevant
from app.submissions import queries, vault
from app.submissions.durations import moment_later
from app.submissions.models import Draft
from app.uploads.models import Document

KEPT_BY_DEFAULT = "P3M"
MOST_AT_ONCE = 5
FIRST_SLOT = 1
"""The place of a draft that is begun where there is none: of two clicks at once, one finds it taken."""


class TooManyError(Exception):
    """This person has as many drafts of this procedure as one may have."""


def begin(
    database: Session,
    account_id: uuid.UUID,
    version: ProcedureVersion,
    loaded: Loaded,
    now: datetime,
    helper_id: uuid.UUID | None = None,
    another: bool = False,
    renews_id: uuid.UUID | None = None,
    key: uuid.UUID | None = None,
) -> Draft:
    """Open the draft of a procedure that this person has, or begin one with the terms accepted now.

    With `another`, begin one more beside those that are there; `renews_id` is the request whose answers it will take.
    A new one gets the id `key`; of two clicks at once, one gets the other's. Raises TooManyError beyond MOST_AT_ONCE.
    """
    known = queries.begun_draft(database, account_id, version.procedure_id)
    if known is not None and not another:
        return known
    draft = _new(version, loaded, now)
    draft.id, draft.account_id, draft.begun_by, draft.renews_id = key or uuid.uuid4(), account_id, helper_id, renews_id
    draft.slot = _free_slot(database, account_id, version.procedure_id) if another else FIRST_SLOT
    try:
        with database.begin_nested():
            database.add(draft)
    except IntegrityError:
        known = queries.begun_draft(database, account_id, version.procedure_id)
        if known is None:
            raise
        return known
    return draft


def _new(version: ProcedureVersion, loaded: Loaded, now: datetime) -> Draft:
    """Make a draft without answers, with the terms accepted now."""
    terms = loaded.procedure.terms
    return Draft(
        procedure_id=version.procedure_id,
        version_id=version.id,
        answers=forms.Answers().to_json(),
        terms={"version": terms.version, "accepted": now.isoformat()} if terms else {},
        created_at=now,
        updated_at=now,
        expires_at=_end(loaded, now),
    )


def _end(loaded: Loaded, now: datetime) -> datetime:
    """Give until when a draft is kept that was saved now."""
    end = moment_later(now, loaded.procedure.settings.retention.get("drafts", ""))
    return end if end > now else moment_later(now, KEPT_BY_DEFAULT)


def _free_slot(database: Session, account_id: uuid.UUID, procedure_id: uuid.UUID) -> int:
    """Give the first place that no draft of this procedure takes."""
    taken = queries.slots(database, account_id, procedure_id)
    slot = next((number for number in range(1, MOST_AT_ONCE + 1) if number not in taken), None)
    if slot is None:
        raise TooManyError
    return slot


def answers_of(draft: Draft) -> forms.Answers:
    """Give the answers of a draft."""
    return forms.Answers.from_json(vault.opened(draft.answers))


def keep(draft: Draft, answers: forms.Answers, loaded: Loaded, now: datetime) -> None:
    """Keep answers in a draft, whose life begins again."""
    draft.answers = vault.sealed(answers.to_json(), loaded.procedure)
    draft.updated_at = now
    draft.noticed_at = None
    draft.expires_at = _end(loaded, now)


def speak(draft: Draft, loaded: Loaded, code: str) -> None:
    """Have a draft read in a language that its procedure has; any other changes nothing."""
    if code in loaded.procedure.languages:
        draft.language = code


def with_document(answers: forms.Answers, pointer: str, metadata: Mapping[str, Any]) -> forms.Answers:
    """Add a document to a question; `pointer` counts rows by their index."""
    return forms.add_document(answers, pointer, metadata)


def without_document(answers: forms.Answers, pointer: str, document_id: str) -> forms.Answers:
    """Take a document out of a question."""
    return forms.remove_document(answers, pointer, document_id)


def sources(
    database: Session, draft: Draft, loaded: Loaded, page_id: str, owner: Account
) -> dict[str, Mapping[str, Any]]:
    """Give what a page may be prefilled from: the profile, and the last request's answers, where it asks for them."""
    asked = loaded.procedure.sources_of(page_id)
    person = relevant(owner) if "profile" in asked else {}
    if "previous" not in asked:
        return {"profile": person, "previous": {}}
    last = queries.previous(database, draft.account_id, draft.procedure_id, draft.created_at)
    return {"profile": person, "previous": vault.opened(last.answers).get("values", {}) if last else {}}


def closed_since(settings: forms.Settings, draft: Draft, today: date) -> date | None:
    """Give since when the procedure of a draft is closed, by its dates or by the département; None while it is open."""
    by_hand = draft.version.procedure.closed_at if draft.version.procedure.state == "closed" else None
    days = [by_hand.astimezone(PARIS).date()] if by_hand else []
    if settings.closes and today > date.fromisoformat(settings.closes):
        days.append(date.fromisoformat(settings.closes))
    return min(days, default=None)


def may_send_late(settings: forms.Settings, draft: Draft, today: date) -> bool:
    """Say whether a draft may still be sent: the procedure is open, or takes drafts that were begun in time."""
    since = closed_since(settings, draft, today)
    if since is None:
        return True
    return settings.late == "accept" and draft.created_at.astimezone(PARIS).date() <= since


def own_document(database: Session, draft: Draft, document_id: str) -> Document | None:
    """Find a document of a draft by the text of its id."""
    try:
        key = uuid.UUID(document_id)
    except ValueError:
        return None
    return queries.document(database, draft.id, key)
