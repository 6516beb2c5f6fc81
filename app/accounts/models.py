"""Rows of people: their account, their sessions, the links they were sent."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, Identified

ROLES = ("person", "helper", "agent", "lead", "editor", "admin")


class Account(Identified, Base):
    """One person; `email_key` is the address in small letters, unique; no password until the link was followed."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint(f"role IN {ROLES!r}", name="role"),)

    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(120))
    last_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), default="person")
    created_at: Mapped[datetime]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Give the identifier that flask-login asks for."""
        return str(self.id)

    @property
    def display_name(self) -> str:
        """The name as the menu shows it."""
        return f"{self.first_name} {self.last_name}".strip()


class Session(Identified, Base):
    """One browser that is logged in, found by the SHA-256 of its opaque cookie."""

    __tablename__ = "session"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Token(Identified, Base):
    """One link sent by mail: its purpose, the SHA-256 of its secret, until when, whether it was used."""

    __tablename__ = "token"
    __table_args__ = (CheckConstraint("purpose IN ('activate', 'reset')", name="purpose"),)

    purpose: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
