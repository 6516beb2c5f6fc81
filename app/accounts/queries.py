"""How accounts, sessions, links and wrong tries are found."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session as Database

from app.accounts.models import STAFF, Account, Attempt, Factor, Session, Token

# Written once: this question is asked by every request, and making the statement takes longer than running it.
LIVE_SESSION = select(Session).where(Session.digest == bindparam("digest"), Session.expires_at > bindparam("now"))


def digest(secret: str) -> str:
    """Give the SHA-256 of a secret, which is all the database keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_digest(text: str, key: str) -> str:
    """Give a digest that nobody can guess back without the key of the application."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def email_key(email: str) -> str:
    """Give the one spelling by which an address is found."""
    return email.strip().casefold()


def account_by_email(database: Database, email: str) -> Account | None:
    """Find an account by its address."""
    return database.scalar(select(Account).where(Account.email_key == email_key(email)))


def live_session(database: Database, cookie: str, now: datetime) -> Session | None:
    """Find a session that has not expired, of an account that is open."""
    found = database.scalar(LIVE_SESSION, {"digest": digest(cookie), "now": now})
    if found is None or found.account.disabled_at is not None or found.account.closed_at is not None:
        return None
    return found


def sessions_of(database: Database, account_id: uuid.UUID, now: datetime) -> list[Session]:
    """Give the sessions of an account that have not expired, the latest first."""
    found = select(Session).where(Session.account_id == account_id, Session.expires_at > now)
    return list(database.scalars(found.order_by(Session.seen_at.desc())))


def token(database: Database, purpose: str, secret: str) -> Token | None:
    """Find a link, whether it may still be used or not."""
    return database.scalar(select(Token).where(Token.digest == digest(secret), Token.purpose == purpose))


def live_token(database: Database, purpose: str, secret: str, now: datetime) -> Token | None:
    """Find a link that may still be used: not used, not too old, sent to the address that the account has now."""
    found = token(database, purpose, secret)
    if found is None or found.used_at is not None or found.expires_at <= now:
        return None
    account = found.account
    if found.email_key != account.email_key or account.closed_at or account.disabled_at:
        return None
    return found


def sent_since(database: Database, account_id: uuid.UUID, moment: datetime) -> int:
    """Count the links that somebody had an account sent since a moment; documents asked by the office do not count."""
    found = select(func.count()).select_from(Token).where(Token.account_id == account_id, Token.created_at > moment)
    return database.scalar(found.where(Token.purpose != "piece")) or 0


def attempt(database: Database, key: str) -> Attempt | None:
    """Find the wrong tries for an address."""
    return database.scalar(select(Attempt).where(Attempt.key == key))


def factor(database: Database, account_id: uuid.UUID) -> Factor | None:
    """Find the second factor of an account."""
    return database.scalar(select(Factor).where(Factor.account_id == account_id))


def staff(database: Database) -> list[Account]:
    """Give the département's people, by name."""
    found = select(Account).where(Account.role.in_(sorted(STAFF)), Account.closed_at.is_(None))
    return list(database.scalars(found.order_by(Account.last_name, Account.first_name)))
