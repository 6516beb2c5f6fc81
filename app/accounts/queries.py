"""How accounts, sessions and links are found."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from app.accounts.models import Account, Session, Token


def digest(secret: str) -> str:
    """Give the SHA-256 of a secret, which is all the database keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def email_key(email: str) -> str:
    """Give the one spelling by which an address is found."""
    return email.strip().casefold()


def account_by_email(database: Database, email: str) -> Account | None:
    """Find an account by its address."""
    return database.scalar(select(Account).where(Account.email_key == email_key(email)))


def live_session(database: Database, cookie: str, now: datetime) -> Session | None:
    """Find a session that has not expired."""
    return database.scalar(select(Session).where(Session.digest == digest(cookie), Session.expires_at > now))


def live_token(database: Database, purpose: str, secret: str, now: datetime) -> Token | None:
    """Find a link that may still be used."""
    found = select(Token).where(Token.digest == digest(secret), Token.purpose == purpose)
    return database.scalar(found.where(Token.used_at.is_(None), Token.expires_at > now))
