"""Rows of documents; the bytes live in a folder."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified


class Document(Identified, Base):
    """One file: the question of a request that it answers (its pointer with row ids), or a helper's signed mandate.

    `deposited_at` is when the person gave it, for a copy that a renewal carried over: its validity counts from then.
    """

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("(draft_id IS NULL) <> (link_id IS NULL)", name="owner"),)

    draft_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("helper_link.id", ondelete="CASCADE"), index=True)
    pointer: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    deposited_at: Mapped[datetime | None]
