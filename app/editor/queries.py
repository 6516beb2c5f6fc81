"""How the pages of publication find procedures, versions, drafts in progress and open requests."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.library import PROFILE, Library
from app.catalogue.models import Procedure, ProcedureEvent, ProcedureVersion
from app.submissions.models import Draft, Submission
from app.submissions.sending import status_of

BATCH = 200


def procedures(database: Session) -> list[Procedure]:
    """Give every procedure, closed ones included."""
    return list(database.scalars(select(Procedure).where(Procedure.slug != PROFILE).order_by(Procedure.slug)))


def procedure(database: Session, slug: str, lock: bool = False) -> Procedure | None:
    """Find a procedure; with `lock`, those who publish or close it wait in turn, and those who begin drafts do not."""
    found = select(Procedure).where(Procedure.slug == slug, Procedure.slug != PROFILE)
    return database.scalar(found.with_for_update(key_share=True) if lock else found)


def versions(database: Session, procedure_id: uuid.UUID) -> list[ProcedureVersion]:
    """Give the versions of a procedure, the newest first."""
    found = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure_id)
    return list(database.scalars(found.order_by(ProcedureVersion.number.desc())))


def events(database: Session, procedure_id: uuid.UUID) -> list[ProcedureEvent]:
    """Give what was done to a procedure, the latest first."""
    found = select(ProcedureEvent).where(ProcedureEvent.procedure_id == procedure_id)
    return list(database.scalars(found.order_by(ProcedureEvent.at.desc(), ProcedureEvent.id)))


def draft_counts(database: Session) -> Mapping[uuid.UUID, int]:
    """Count the drafts in progress of each procedure."""
    found = select(Draft.procedure_id, func.count()).where(Draft.slot.is_not(None)).group_by(Draft.procedure_id)
    return {row[0]: row[1] for row in database.execute(found)}


def open_counts(database: Session, library: Library) -> Mapping[uuid.UUID, int]:
    """Count the requests of each procedure that are not settled yet, each by the statuses of its own version."""
    found = select(Submission.version_id, Submission.status, func.count()).group_by(
        Submission.version_id, Submission.status
    )
    counts: dict[uuid.UUID, int] = {}
    for version_id, status, number in database.execute(found).all():
        version = database.get_one(ProcedureVersion, version_id)
        if status_of(library.of(version).procedure.settings, status).open:
            counts[version.procedure_id] = counts.get(version.procedure_id, 0) + number
    return counts


def drafts(database: Session, procedure_id: uuid.UUID) -> Iterator[Draft]:
    """Give the drafts in progress of a procedure in turn, read in batches, the oldest first."""
    found = select(Draft).where(Draft.procedure_id == procedure_id, Draft.slot.is_not(None)).order_by(Draft.created_at)
    yield from database.scalars(found.execution_options(yield_per=BATCH))
