"""Rows of profiles: the answers of a person about themselves, which every request may read."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified


class Profile(Identified, Base):
    """The answers of one person to schemas/profile.json, as an Answers in JSON; `revisions` numbers their changes."""

    __tablename__ = "profile"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    answers: Mapped[dict[str, Any]]
    revisions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}
