"""Rows of documents; the bytes live in a folder."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified


class Document(Identified, Base):
    """One file of one request: the question it answers (its pointer with row ids), what it is, its fingerprint."""

    __tablename__ = "document"

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    pointer: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
