"""Which version serves: the newest that is sound, never one whose stored text was spoiled."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue import queries
from app.catalogue.library import Library
from app.catalogue.models import ProcedureVersion


def sound(database: Session, library: Library, version: ProcedureVersion | None) -> ProcedureVersion | None:
    """Give a version, or the last one before it that is sound; None when none is."""
    if version is None or not library.of(version).fault:
        return version
    older = select(ProcedureVersion).where(
        ProcedureVersion.procedure_id == version.procedure_id, ProcedureVersion.number < version.number
    )
    found = database.scalars(older.order_by(ProcedureVersion.number.desc()))
    return next((one for one in found if not library.of(one).fault), None)


def latest(database: Session, library: Library, slug: str) -> ProcedureVersion | None:
    """Find the version of a procedure that serves."""
    return sound(database, library, queries.latest(database, slug))


def published(database: Session, library: Library) -> list[ProcedureVersion]:
    """Give the version that serves of every published procedure, by slug."""
    found = (sound(database, library, one) for one in queries.published(database))
    return [one for one in found if one is not None]


def later(database: Session, library: Library, version: ProcedureVersion) -> list[ProcedureVersion]:
    """Give the sound versions that were published after a version, in their order."""
    return [one for one in queries.since(database, version)[1:] if not library.of(one).fault]
