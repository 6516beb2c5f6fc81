"""How procedures and versions are found."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.models import Procedure, ProcedureVersion


def latest(database: Session, slug: str) -> ProcedureVersion | None:
    """Find the newest version of a procedure."""
    found = select(ProcedureVersion).join(Procedure).where(Procedure.slug == slug)
    return database.scalar(found.order_by(ProcedureVersion.number.desc()).limit(1))


def newest(database: Session, procedure_id: uuid.UUID) -> ProcedureVersion:
    """Give the newest version of a procedure that is known to have one."""
    found = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure_id)
    return database.scalars(found.order_by(ProcedureVersion.number.desc()).limit(1)).one()


def published(database: Session) -> list[ProcedureVersion]:
    """Give the newest version of every published procedure, by slug."""
    newest = (
        select(ProcedureVersion.procedure_id, func.max(ProcedureVersion.number).label("number"))
        .group_by(ProcedureVersion.procedure_id)
        .subquery()
    )
    found = (
        select(ProcedureVersion)
        .join(
            newest,
            (newest.c.procedure_id == ProcedureVersion.procedure_id) & (newest.c.number == ProcedureVersion.number),
        )
        .join(Procedure)
        .where(Procedure.state == "published")
        .order_by(Procedure.slug)
    )
    return list(database.scalars(found))


def newest_number(database: Session, procedure_id: uuid.UUID) -> int:
    """Give the number of the newest version of a procedure, without reading its text."""
    found = select(func.max(ProcedureVersion.number)).where(ProcedureVersion.procedure_id == procedure_id)
    return database.scalar(found) or 0


def version(database: Session, procedure_id: uuid.UUID, number: int) -> ProcedureVersion | None:
    """Find a version by its number."""
    found = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure_id)
    return database.scalar(found.where(ProcedureVersion.number == number))


def since(database: Session, first: ProcedureVersion) -> list[ProcedureVersion]:
    """Give a version and those that were published after it, in their order."""
    found = select(ProcedureVersion).where(ProcedureVersion.procedure_id == first.procedure_id)
    later = found.where(ProcedureVersion.number >= first.number)
    return list(database.scalars(later.order_by(ProcedureVersion.number)))
