"""Rows of the editor: definitions being written, the states and steps they went through, who is at them."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified


class DefinitionDraft(Identified, Base):
    """The definition of a procedure as it is being written, one at most a procedure; `slug` may not be published yet.

    `base` is the number of the version it was begun from, 0 for none; `revision` grows with every change; `position` is
    that of the present state among its edits. `preview_digest` and `preview_until` are of the link for colleagues.
    """

    __tablename__ = "definition_draft"
    __table_args__ = (CheckConstraint("revision >= 1 AND base >= 0 AND position >= 0", name="counts"),)

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    base: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    actor: Mapped[str] = mapped_column(String(250))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    preview_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    preview_until: Mapped[datetime | None]


class DefinitionTrace(Base):
    """How far the revisions of a definition went when its draft was dropped: those of the next one go on from there.

    A page drawn of the old draft would otherwise be taken for one of the new.
    """

    __tablename__ = "definition_trace"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    revision: Mapped[int]


class DefinitionEdit(Identified, Base):
    """One state of a definition being written: what was done in words, by whom, and the text it gave, compressed.

    States of one `run` were saved while somebody wrote into one field: they are undone together.
    """

    __tablename__ = "definition_edit"
    __table_args__ = (UniqueConstraint("draft_id", "position"),)

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("definition_draft.id", ondelete="CASCADE"))
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(250))
    at: Mapped[datetime]
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    run: Mapped[str | None] = mapped_column(String(40))


class DefinitionStep(Identified, Base):
    """Which state a definition was in at a revision: who posts a page drawn then is shown what changed since."""

    __tablename__ = "definition_step"
    __table_args__ = (UniqueConstraint("draft_id", "revision"),)

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("definition_draft.id", ondelete="CASCADE"))
    edit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("definition_edit.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]


class DefinitionPresence(Identified, Base):
    """When somebody was last seen at a definition that is being written."""

    __tablename__ = "definition_presence"
    __table_args__ = (UniqueConstraint("draft_id", "account_id"),)

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("definition_draft.id", ondelete="CASCADE"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(250))
    at: Mapped[datetime]
