"""Rows of the tests of a procedure: example answers, and what they must show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified

ABOUT = "test answers"
"""What the sealed answers of a test are about."""


class ProcedureTest(Identified, Base):
    """Example answers of a procedure, which may not be published yet, and what they must show.

    `answers` are sealed whole; `today` is the day at which they are always run, so that ages do not drift; `packed` is
    the definition that they were given to, compressed: they are carried from it to the present one.
    """

    __tablename__ = "procedure_test"
    __table_args__ = (UniqueConstraint("slug", "name"),)

    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    answers: Mapped[str] = mapped_column(Text)
    expected: Mapped[dict[str, Any]]
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    today: Mapped[date]
    actor: Mapped[str] = mapped_column(String(250))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
