"""Rows of procedures: one a procedure, one a published version, which never changes, one for each thing done; lists."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, Identified


class Procedure(Identified, Base):
    """A procedure by the name in its address; `closed_at` is when somebody closed it, while it is closed."""

    __tablename__ = "procedure"
    __table_args__ = (CheckConstraint("state IN ('published', 'closed')", name="state"),)

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="published")
    closed_at: Mapped[datetime | None]


class ProcedureVersion(Identified, Base):
    """A version as it was published: its text with its blocks bundled, its digest, who, when, why."""

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    procedure_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure.id"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(500), default="")
    published_at: Mapped[datetime]

    procedure: Mapped[Procedure] = relationship(lazy="joined", innerjoin=True)


class ProcedureEvent(Identified, Base):
    """One thing that was done to a procedure (published, closed, opened again), and by whom; never changed."""

    __tablename__ = "procedure_event"

    procedure_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(250))
    details: Mapped[dict[str, Any]]


class NamedList(Identified, Base):
    """One version of a named list, which never changes: `packed` holds its rows as compressed JSON."""

    __tablename__ = "named_list"
    __table_args__ = (UniqueConstraint("name", "number"), CheckConstraint("number >= 1 AND count >= 1", name="counts"))

    name: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    packed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    count: Mapped[int]
    actor: Mapped[str] = mapped_column(String(250))
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class SheetUpload(Identified, Base):
    """A table that somebody uploaded to make a list of it, until they confirm: `name` is that of the list, if any."""

    __tablename__ = "sheet_upload"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(120))
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    encoding: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class StoredFigure(Identified, Base):
    """A drawing or photo shown with a question of a procedure, kept by its content: the same name never changes."""

    __tablename__ = "figure"
    __table_args__ = (UniqueConstraint("slug", "file"),)

    slug: Mapped[str] = mapped_column(String(80))
    file: Mapped[str] = mapped_column(String(120))
    original: Mapped[str] = mapped_column(String(250))
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    actor: Mapped[str] = mapped_column(String(250))
    at: Mapped[datetime]
