"""What a person does about their account: sign-up, links, passwords, address. Services flush, never commit."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from app.accounts import attempts, passwords
from app.accounts.models import Account, Factor, LinkedIdentity, Session, Token
from app.accounts.queries import account_by_email, digest, email_key, live_token, sent_since

LIVES = {
    "activate": timedelta(hours=72),
    "reset": timedelta(hours=1),
    "email": timedelta(hours=24),
    "unlock": timedelta(hours=1),
    "helper": timedelta(days=7),
    "link": timedelta(minutes=15),
    "pending": timedelta(minutes=15),
    "piece": timedelta(days=7),
}
NO_ADDRESS = "nobody:"
MOST_LINKS, LINKS_WITHIN = 6, timedelta(hours=1)


class LinkDeadError(Exception):
    """The link was used, is too old, or was never sent."""


class PasswordRefusedError(Exception):
    """The password is too weak; the message says why."""


class AddressTakenError(Exception):
    """Another account has this address."""


def sign_up(
    database: Database, first_name: str, last_name: str, email: str, now: datetime
) -> tuple[Account, str | None]:
    """Make an account and the secret of its link; for an account that has a password, the secret is None."""
    known = account_by_email(database, email)
    if known is None:
        known = _new_account(database, first_name, last_name, email, now)
    return known, None if known.password_hash else make_token(database, known, "activate", now)


def _new_account(database: Database, first_name: str, last_name: str, email: str, now: datetime) -> Account:
    account = Account(
        email=email.strip(), email_key=email_key(email), first_name=first_name, last_name=last_name, created_at=now
    )
    try:
        with database.begin_nested():
            database.add(account)
    except IntegrityError:
        known = account_by_email(database, email)
        if known is None:
            raise
        return known
    return account


def may_send_link(database: Database, account: Account, now: datetime) -> bool:
    """Say whether an account may be sent one more link: nobody fills the mailbox of somebody else."""
    return sent_since(database, account.id, now - LINKS_WITHIN) < MOST_LINKS


def make_token(
    database: Database, account: Account, purpose: str, now: datetime, detail: str = "", alone: bool = True
) -> str:
    """Make a link's secret; older links of the same purpose and account die when it must stand alone."""
    if alone:
        end_links(database, account, now, (purpose,))
    secret = secrets.token_urlsafe(32)
    token = Token(
        purpose=purpose,
        digest=digest(secret),
        account_id=account.id,
        email_key=account.email_key,
        detail=detail,
        created_at=now,
        expires_at=now + LIVES[purpose],
    )
    database.add(token)
    database.flush()
    return secret


def use_token(database: Database, purpose: str, secret: str, now: datetime, known: Token | None = None) -> Token:
    """Use a link up, found by its secret or `known`. Raises LinkDeadError; of two uses at once, one gets it."""
    token = known or live_token(database, purpose, secret, now)
    if token is None:
        raise LinkDeadError
    mine = update(Token).where(Token.id == token.id, Token.used_at.is_(None)).values(used_at=now)
    if database.scalar(mine.returning(Token.id)) is None:
        raise LinkDeadError
    return token


def choose_password(
    database: Database, purpose: str, secret: str, password: str, now: datetime, key: str = ""
) -> Account:
    """Use a link to choose a password; every session of the account ends, wrong tries are forgotten.

    `key` is that of the wrong tries. Raises LinkDeadError or PasswordRefusedError, and then the link is not used up.
    """
    token = live_token(database, purpose, secret, now)
    if token is None:
        raise LinkDeadError
    _check(password, token.account)
    account = use_token(database, purpose, secret, now).account
    _keep_password(database, account, password, now)
    attempts.forget(database, key)
    return account


def change_password(database: Database, account: Account, password: str, now: datetime) -> None:
    """Give an account another password; every session ends, so do links that would choose one.

    Raises PasswordRefusedError.
    """
    _check(password, account)
    _keep_password(database, account, password, now)


def _check(password: str, account: Account) -> None:
    reason = passwords.refusal(password, account.own_words)
    if reason:
        raise PasswordRefusedError(reason)


def _keep_password(database: Database, account: Account, password: str, now: datetime) -> None:
    account.password_hash = passwords.hashed(password)
    account.password_at = now
    end_links(database, account, now, ("activate", "reset", "unlock", "email"))
    end_sessions(database, account.id)
    database.flush()


def end_links(database: Database, account: Account, now: datetime, purposes: tuple[str, ...]) -> None:
    """End links of an account."""
    mine = (Token.account_id == account.id, Token.purpose.in_(purposes), Token.used_at.is_(None))
    database.execute(update(Token).where(*mine).values(used_at=now))


def change_email(database: Database, secret: str, now: datetime) -> tuple[Account, str]:
    """Use the link that was sent to a new address: it becomes that of the account. Gives the old one too.

    Every session ends. Raises LinkDeadError or AddressTakenError.
    """
    token = live_token(database, "email", secret, now)
    if token is None:
        raise LinkDeadError
    account, address = token.account, token.detail
    known = account_by_email(database, address)
    if known is not None and known.id != account.id:
        raise AddressTakenError
    use_token(database, "email", secret, now)
    old = account.email
    account.email, account.email_key = address, email_key(address)
    end_links(database, account, now, ("activate", "reset", "unlock"))
    end_sessions(database, account.id)
    database.flush()
    return account, old


def close(database: Database, account: Account, now: datetime) -> None:
    """Close an account: nothing that names the person stays on it, its sessions and its second factor end."""
    account.email, account.email_key, account.password_hash = "", f"{NO_ADDRESS}{account.id}", None
    account.first_name = account.last_name = ""
    account.closed_at = now
    database.execute(delete(Token).where(Token.account_id == account.id))
    database.execute(delete(LinkedIdentity).where(LinkedIdentity.account_id == account.id))
    database.execute(delete(Factor).where(Factor.account_id == account.id))
    end_sessions(database, account.id)
    database.flush()


def end_sessions(database: Database, account_id: uuid.UUID, but: uuid.UUID | None = None) -> None:
    """End the sessions of an account, all or all but one."""
    mine = delete(Session).where(Session.account_id == account_id)
    database.execute(mine.where(Session.id != but) if but else mine)
