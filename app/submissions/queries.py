"""How drafts and requests are found, for their owner only: another person's do not exist."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Uuid, bindparam, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.helping import fills
from app.accounts.models import HelperLink
from app.database import writes
from app.submissions.models import Counter, Draft, Event, Submission
from app.uploads.models import Document

OWN_DRAFT = select(Draft).where(Draft.id == bindparam("draft"), Draft.account_id == bindparam("asking"))
HELPED_DRAFT = select(Draft).where(
    Draft.id == bindparam("draft"),
    exists(
        select(HelperLink.id).where(HelperLink.person_id == Draft.account_id, *fills(bindparam("asking", type_=Uuid())))
    ),
)

TAKE = (
    update(Counter).where(Counter.name == "submission").values(last=Counter.last + 1).returning(Counter.last)
).execution_options(synchronize_session=False)


def draft_for(database: Session, asking: uuid.UUID, draft_id: uuid.UUID) -> Draft | None:
    """Find a draft, sent or not, of this person or of somebody who lets them fill in.

    Writers wait in turn, but not for a row that only names the draft: a document coming in holds nobody up.
    """
    known = {"draft": draft_id, "asking": asking}
    for wanted in (OWN_DRAFT, HELPED_DRAFT):
        locked = wanted.with_for_update(of=Draft, key_share=True)
        found = database.scalar(locked if writes.get() else wanted, known)
        if found is not None:
            if found.slot is None and found.submission is None:
                database.refresh(found, ["submission"])  # it was sent while this one waited for its row
            return found
    return None


def sent_already(database: Session, draft_id: uuid.UUID) -> Submission | None:
    """Find the request of a draft, sent by whoever came first."""
    return database.scalar(select(Submission).where(Submission.draft_id == draft_id))


def begun_draft(database: Session, account_id: uuid.UUID, procedure_id: uuid.UUID) -> Draft | None:
    """Find the draft of a procedure that this person has not sent yet, the one used last."""
    found = select(Draft).where(Draft.account_id == account_id, Draft.procedure_id == procedure_id)
    return database.scalar(found.where(Draft.slot.is_not(None)).order_by(Draft.updated_at.desc()).limit(1))


def renewal_draft(database: Session, account_id: uuid.UUID, renewed_id: uuid.UUID) -> Draft | None:
    """Find the draft, not sent yet, that began with the answers of a request of this person."""
    found = select(Draft).where(Draft.account_id == account_id, Draft.renews_id == renewed_id)
    return database.scalar(found.where(Draft.slot.is_not(None)).order_by(Draft.updated_at.desc()).limit(1))


def slots(database: Session, account_id: uuid.UUID, procedure_id: uuid.UUID) -> set[int]:
    """Give the places that the drafts of a procedure of this person take."""
    found = select(Draft.slot).where(Draft.account_id == account_id, Draft.procedure_id == procedure_id)
    return {slot for slot in database.scalars(found) if slot is not None}


def unsent(database: Session, account_id: uuid.UUID) -> list[Draft]:
    """Give the drafts of a person, the latest first."""
    found = select(Draft).where(Draft.account_id == account_id, Draft.slot.is_not(None))
    return list(database.scalars(found.order_by(Draft.updated_at.desc())))


def sent(database: Session, account_id: uuid.UUID) -> list[Submission]:
    """Give the requests of a person, the latest first."""
    found = select(Submission).where(Submission.account_id == account_id)
    return list(database.scalars(found.order_by(Submission.sent_at.desc())))


def submission(database: Session, draft_id: uuid.UUID) -> Submission | None:
    """Find a request that was sent, whoever asks; writers wait in turn, and all on its draft, as its applicant does."""
    if writes.get():
        database.execute(select(Draft.id).where(Draft.id == draft_id).with_for_update(of=Draft))
    return database.scalar(select(Submission).where(Submission.draft_id == draft_id))


def previous(database: Session, account_id: uuid.UUID, procedure_id: uuid.UUID, before: datetime) -> Submission | None:
    """Find the last request of a procedure that this person sent before."""
    found = select(Submission).join(Draft).where(Draft.procedure_id == procedure_id)
    found = found.where(Submission.account_id == account_id, Submission.sent_at < before)
    return database.scalar(found.order_by(Submission.sent_at.desc()).limit(1))


def counts(database: Session, account_id: uuid.UUID) -> tuple[int, int]:
    """Count the requests sent and the drafts of a person."""
    requests = select(func.count()).select_from(Submission).where(Submission.account_id == account_id)
    drafts = select(func.count()).select_from(Draft).where(Draft.account_id == account_id, Draft.slot.is_not(None))
    return database.scalar(requests) or 0, database.scalar(drafts) or 0


def document(database: Session, draft_id: uuid.UUID, document_id: uuid.UUID) -> Document | None:
    """Find a document of a draft."""
    return database.scalar(select(Document).where(Document.id == document_id, Document.draft_id == draft_id))


def all_drafts(database: Session, account_id: uuid.UUID) -> list[Draft]:
    """Give the requests of a person, sent or not, the latest first."""
    return list(database.scalars(select(Draft).where(Draft.account_id == account_id).order_by(Draft.updated_at.desc())))


def acts_of(database: Session, person_id: uuid.UUID, helper_id: uuid.UUID) -> list[tuple[Event, Draft]]:
    """Give what a helper did on the requests of a person, the latest first."""
    found = select(Event, Draft).join(Draft, Draft.id == Event.draft_id)
    found = found.where(Draft.account_id == person_id, Event.actor_id == helper_id).order_by(Event.at.desc())
    return [(event, draft) for event, draft in database.execute(found)]


def events(database: Session, draft_id: uuid.UUID) -> list[Event]:
    """Give what happened to a request, the latest first."""
    return list(database.scalars(select(Event).where(Event.draft_id == draft_id).order_by(Event.at.desc())))


def next_number(database: Session) -> str:
    """Take the next number of a request; the row is locked until the transaction ends."""
    taken = database.scalar(TAKE)
    if taken is None:
        taken = _first_number(database)
    return f"DEM-{taken:010}"


def _first_number(database: Session) -> int:
    """Begin to count; who begins at the same time as another takes the number after."""
    try:
        with database.begin_nested():
            database.add(Counter(name="submission", last=1))
    except IntegrityError:
        return int(database.scalars(TAKE).one())
    return 1


def documents(database: Session, draft_id: uuid.UUID) -> list[Document]:
    """Give every document of a draft, the latest first."""
    found = select(Document).where(Document.draft_id == draft_id)
    return list(database.scalars(found.order_by(Document.created_at.desc(), Document.name)))
