"""Rows of requests: a draft while it is filled, a submission once it is sent, what happened to it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import ProcedureVersion
from app.database import Base, Identified


class Draft(Identified, Base):
    """A request being filled. `slot` makes beginning twice open the same draft; it is empty once sent.

    `profile_asked` says that the page « Vos informations » belongs to it; `begun_by` is the helper who began it.
    `revisions` numbers the changes of each question. `noticed_at` is when its end was announced, in this life of it: a
    save begins another. `renews_id` is the request (its draft) whose answers it began with. `moved` is what the last
    change of version asks on each page, until that page is done again. `language` is the one in which its questions
    are read while it is filled, `""` for the procedure's own.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("account_id", "procedure_id", "slot"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    procedure_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
    slot: Mapped[int | None]
    answers: Mapped[dict[str, Any]]
    terms: Mapped[dict[str, Any]]
    profile_asked: Mapped[bool] = mapped_column(default=False)
    begun_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    revisions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    noticed_at: Mapped[datetime | None]
    renews_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("draft.id"), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    language: Mapped[str] = mapped_column(String(2), default="", server_default="")

    version: Mapped[ProcedureVersion] = relationship(lazy="joined", innerjoin=True)
    submission: Mapped[Submission | None] = relationship(back_populates="draft", lazy="joined")

    __mapper_args__ = {"version_id_col": revision}


class Submission(Identified, Base):
    """A request that was sent; it bears the id of its draft, so its address stays.

    While it is accepted: when it was, the days of the right if the office dated it (both inside), and when its holder
    was invited to renew.
    """

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("valid_from <= valid_until", name="validity"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("draft.id"), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
    answers: Mapped[dict[str, Any]]
    profile: Mapped[dict[str, Any]]
    profile_version_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("procedure_version.id"))
    sent_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    status: Mapped[str] = mapped_column(String(40))
    response: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime]
    rating: Mapped[int | None]
    rating_comment: Mapped[str] = mapped_column(Text, default="")
    accepted_at: Mapped[datetime | None] = mapped_column(index=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    invited_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    draft: Mapped[Draft] = relationship(back_populates="submission")
    version: Mapped[ProcedureVersion] = relationship(
        lazy="joined", innerjoin=True, foreign_keys="Submission.version_id"
    )
    profile_version: Mapped[ProcedureVersion | None] = relationship(
        lazy="joined", foreign_keys="Submission.profile_version_id"
    )

    __mapper_args__ = {"version_id_col": revision}


class Event(Identified, Base):
    """One thing that happened to a request, sent or not, and who did it by name; never changed."""

    __tablename__ = "event"

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    actor: Mapped[str] = mapped_column(String(250), default="")
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]]


class Counter(Base):
    """The last number that was given to a request."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]
