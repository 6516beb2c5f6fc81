"""Rows of documents; the bytes live in a store."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified

CHECKING, SAFE, REFUSED = "checking", "safe", "refused"
STATES = (CHECKING, SAFE, REFUSED)
WAITING, MADE, NONE = "waiting", "made", "none"
PREVIEWS = (WAITING, MADE, NONE)


class Document(Identified, Base):
    """One file: the question of a request that it answers (its pointer with row ids), or a helper's signed mandate.

    `state`: `checking` until the antivirus has seen it, then `safe`; `refused`, without bytes, when it came with a
    request already sent and was not safe. `sealed_key` is the file's own key, sealed. `tries` counts the checks that
    could not be made, `due_at` is when to try next. `preview` says whether images of it were made.
    One that was replaced because the département asked for another stays, with the moment it was replaced.
    `deposited_at` is when the person gave it, for a copy that a renewal carried over: its validity counts from then.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("(draft_id IS NULL) <> (link_id IS NULL)", name="owner"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"preview IN {PREVIEWS!r}", name="preview"),
        Index("ix_document_due", "state", "due_at"),
    )

    draft_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("helper_link.id", ondelete="CASCADE"), index=True)
    pointer: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    sealed_key: Mapped[str] = mapped_column(String(250), default="")
    state: Mapped[str] = mapped_column(String(10), default=CHECKING)
    preview: Mapped[str] = mapped_column(String(10), default=WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    deposited_at: Mapped[datetime | None]
