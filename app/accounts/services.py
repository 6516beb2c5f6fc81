"""What a person does about their account. Services flush, never commit."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session as Database

from app.accounts import passwords
from app.accounts.models import Account, Session, Token
from app.accounts.queries import account_by_email, digest, email_key, live_token

LIVES = {"activate": timedelta(hours=72), "reset": timedelta(hours=1)}
TOUCH = timedelta(minutes=1)


class LinkDeadError(Exception):
    """The link was used, is too old, or was never sent."""


class PasswordRefusedError(Exception):
    """The password is too weak; the message says why."""


def sign_up(
    database: Database, first_name: str, last_name: str, email: str, now: datetime
) -> tuple[Account, str | None]:
    """Make an account and the secret of its link; for an account that has a password, the secret is None."""
    known = account_by_email(database, email)
    if known is not None:
        return known, None if known.password_hash else make_token(database, known, "activate", now)
    account = Account(
        email=email.strip(), email_key=email_key(email), first_name=first_name, last_name=last_name, created_at=now
    )
    database.add(account)
    database.flush()
    return account, make_token(database, account, "activate", now)


def make_token(database: Database, account: Account, purpose: str, now: datetime) -> str:
    """Make a link's secret; older links of the same purpose die."""
    older = (Token.account_id == account.id, Token.purpose == purpose, Token.used_at.is_(None))
    database.execute(update(Token).where(*older).values(used_at=now))
    secret = secrets.token_urlsafe(32)
    token = Token(
        purpose=purpose,
        digest=digest(secret),
        account_id=account.id,
        created_at=now,
        expires_at=now + LIVES[purpose],
    )
    database.add(token)
    database.flush()
    return secret


def choose_password(database: Database, purpose: str, secret: str, password: str, now: datetime) -> Account:
    """Use a link to choose a password; every session of the account ends.

    Raises LinkDeadError or PasswordRefusedError, and then the link is not used up.
    """
    token = live_token(database, purpose, secret, now)
    if token is None:
        raise LinkDeadError
    account = token.account
    own_words = (account.email, account.email.partition("@")[0], account.first_name, account.last_name)
    reason = passwords.refusal(password, own_words)
    if reason:
        raise PasswordRefusedError(reason)
    account.password_hash = passwords.hashed(password)
    token.used_at = now
    end_sessions(database, account)
    database.flush()
    return account


def log_in(database: Database, email: str, password: str) -> Account | None:
    """Give the account if the password is right; an unknown address takes the same time."""
    account = account_by_email(database, email)
    right = passwords.verify(account.password_hash if account else None, password)
    return account if right else None


def open_session(database: Database, account: Account, now: datetime, hours: int) -> str:
    """Open a session and give the secret of its cookie."""
    secret = secrets.token_urlsafe(32)
    session = Session(
        digest=digest(secret),
        account_id=account.id,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    database.add(session)
    database.flush()
    return secret


def close_session(database: Database, cookie: str) -> None:
    """End the session of a cookie."""
    database.execute(delete(Session).where(Session.digest == digest(cookie)))


def end_sessions(database: Database, account: Account) -> None:
    """End every session of an account."""
    database.execute(delete(Session).where(Session.account_id == account.id))


def idle(session: Session, now: datetime, minutes: int) -> bool:
    """Say whether a session was left alone too long."""
    return now - session.seen_at > timedelta(minutes=minutes)
