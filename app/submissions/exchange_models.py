"""Rows of what goes back and forth after a request is sent: messages, documents asked for, what came for them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified


class Message(Identified, Base):
    """One message about a request, from the département or to it; its text is sealed."""

    __tablename__ = "message"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    author: Mapped[str] = mapped_column(String(250))
    from_office: Mapped[bool]
    as_helper: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class PieceRequest(Identified, Base):
    """One document that the département asks for: which, why, until when.

    `pointer` is that of a question, rows counted by index in the answers as sent, or empty for a document that no
    question asks for. `status_before` is what the request was when the first of these was asked. `settled_at` says
    that the document was taken into account.
    """

    __tablename__ = "piece_request"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    pointer: Mapped[str] = mapped_column(String(500))
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    status_before: Mapped[str] = mapped_column(String(40))
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    @property
    def awaited(self) -> bool:
        """Say whether the document is still awaited."""
        return self.answered_at is None and self.withdrawn_at is None


class PieceDocument(Base):
    """Which document came for which request of a document."""

    __tablename__ = "piece_document"

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    piece_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("piece_request.id", ondelete="CASCADE"), index=True)
