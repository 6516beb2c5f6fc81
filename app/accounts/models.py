"""Rows of people: their account, their sessions, the links they were sent, what slows a guesser down."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, Identified

ROLES = ("person", "helper", "agent", "lead", "editor", "admin")
STAFF = frozenset({"agent", "lead", "editor", "admin"})
PURPOSES = ("activate", "reset", "email", "unlock", "helper", "link", "pending", "piece")


class Account(Identified, Base):
    """One person.

    `email_key` is the address in small letters, unique; who has no address (a person whom a helper stands for, a closed
    account) has an empty `email` and a key of no address. No password until the link was followed. A closed account
    keeps nothing that names the person.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint(f"role IN {ROLES!r}", name="role"),)

    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(120))
    last_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_at: Mapped[datetime | None]
    role: Mapped[str] = mapped_column(String(20), default="person")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

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

    @property
    def staff(self) -> bool:
        """Say whether this is somebody of the département, who needs a second factor."""
        return self.role in STAFF

    @property
    def own_words(self) -> tuple[str, ...]:
        """The words that a password of this person must not be made of."""
        return (self.email, self.email.partition("@")[0], self.first_name, self.last_name)


class Session(Identified, Base):
    """One browser that is logged in, found by the SHA-256 of its opaque cookie.

    `stage` is `factor` between the password and the second factor: such a session opens nothing else.
    """

    __tablename__ = "session"
    __table_args__ = (CheckConstraint("stage IN ('full', 'factor')", name="stage"),)

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str] = mapped_column(String(10), default="full")
    method: Mapped[str] = mapped_column(String(20), default="password")
    address: Mapped[str] = mapped_column(String(45), default="")
    browser: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Token(Identified, Base):
    """One link sent by mail: its purpose, the SHA-256 of its secret, until when, whether it was used.

    `email_key` is the address it was sent to: a link dies with the address. `detail` is what the link is about (the new
    address, the invitation).
    """

    __tablename__ = "token"
    __table_args__ = (CheckConstraint(f"purpose IN {PURPOSES!r}", name="purpose"),)

    purpose: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    email_key: Mapped[str] = mapped_column(String(254), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class HelperLink(Identified, Base):
    """What a person lets a helper do: consent, rights, dates, end; ended links stay, as the law of proof asks.

    `rights`: `told` gets the mails about progress, `fill` may fill in and add documents. Only a signed mandate
    (`mandate_at`, a document of its own) lets a helper send.
    """

    __tablename__ = "helper_link"
    __table_args__ = (CheckConstraint("rights IN ('told', 'fill')", name="rights"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    helper_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    rights: Mapped[str] = mapped_column(String(10))
    consent: Mapped[str] = mapped_column(Text)
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    mandate_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(10), default="")

    person: Mapped[Account] = relationship(lazy="joined", innerjoin=True, foreign_keys="HelperLink.person_id")
    helper: Mapped[Account | None] = relationship(lazy="joined", foreign_keys="HelperLink.helper_id")


class LinkedIdentity(Identified, Base):
    """Who an account is for FranceConnect: the issuer and the subject are its only key, never the address."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    claims: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Attempt(Identified, Base):
    """Wrong passwords for one address, whether an account has it or not; `key` is a keyed digest of the address."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]


class Factor(Identified, Base):
    """The second factor of somebody of the département: a sealed TOTP seed, digests of recovery codes."""

    __tablename__ = "factor"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    seed: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    recovery: Mapped[list[Any]]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}
