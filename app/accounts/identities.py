"""Identities from FranceConnect and the accounts they belong to. Services flush, never commit."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from app.accounts import services
from app.accounts.franceconnect import Identity
from app.accounts.models import Account, LinkedIdentity
from app.accounts.queries import account_by_email, email_key
from app.sealing import seal, unseal

ABOUT = "identity"
KEPT = ("given_name", "family_name", "preferred_username", "birthdate", "gender", "birthplace", "birthcountry", "email")
LONGEST_NAME = 120


class StaffError(Exception):
    """The département's people do not come in this way."""


class CollisionError(Exception):
    """Another account has the address of this identity; `account` is that one."""

    def __init__(self, account: Account) -> None:
        super().__init__("the address has an account")
        self.account = account


def find(database: Database, issuer: str, subject: str) -> LinkedIdentity | None:
    """Find an identity by its only key."""
    wanted = (LinkedIdentity.issuer == issuer, LinkedIdentity.subject == subject)
    return database.scalar(select(LinkedIdentity).where(*wanted))


def claims_of(database: Database, account_id: uuid.UUID) -> Mapping[str, Any]:
    """Give the last claims of an account that came by FranceConnect, empty for another."""
    found = database.scalar(select(LinkedIdentity).where(LinkedIdentity.account_id == account_id).limit(1))
    return dict(found.claims) if found else {}


def enter(database: Database, identity: Identity, now: datetime) -> Account:
    """Give the account of an identity, made when the person is new.

    Raises CollisionError when its address has an account already: never linked silently; StaffError.
    """
    known = find(database, identity.issuer, identity.subject)
    if known is None:
        taken = account_by_email(database, identity.claims["email"]) if identity.claims.get("email") else None
        if taken is not None:
            if taken.staff:
                raise StaffError
            raise CollisionError(taken)
        known = _new(database, identity, now)
    if known.account.staff:
        raise StaffError
    known.claims, known.seen_at = _kept(identity), now
    database.flush()
    return known.account


def _kept(identity: Identity) -> dict[str, Any]:
    return {key: str(value) for key, value in identity.claims.items() if key in KEPT and value}


def _new(database: Database, identity: Identity, now: datetime) -> LinkedIdentity:
    """Make the account of a new person; of two at the same moment, one is made."""
    claims, key = _kept(identity), uuid.uuid4()
    email = str(claims.get("email", ""))
    account = Account(
        id=key,
        email=email,
        email_key=email_key(email) if email else f"{services.NO_ADDRESS}{key}",
        first_name=str(claims.get("given_name", ""))[:LONGEST_NAME],
        last_name=str(claims.get("preferred_username") or claims.get("family_name", ""))[:LONGEST_NAME],
        created_at=now,
    )
    try:
        with database.begin_nested():
            database.add(account)
            database.flush()
            made = link(database, account, identity, now)
    except IntegrityError:
        known = find(database, identity.issuer, identity.subject)
        if known is None:
            raise
        return known
    return made


def link(database: Database, account: Account, identity: Identity, now: datetime) -> LinkedIdentity:
    """Link an identity to an account whose owner proved that it is theirs."""
    made = LinkedIdentity(
        account_id=account.id,
        issuer=identity.issuer,
        subject=identity.subject,
        claims=_kept(identity),
        created_at=now,
        seen_at=now,
    )
    database.add(made)
    database.flush()
    return made


def packed(identity: Identity) -> str:
    """Seal an identity that waits for a proof."""
    parts = {"issuer": identity.issuer, "subject": identity.subject, "claims": _kept(identity)}
    return seal(json.dumps(parts), ABOUT)


def unpacked(text: str) -> Identity:
    """Open what `packed` gave."""
    parts = json.loads(unseal(text, ABOUT))
    return Identity(parts["issuer"], parts["subject"], parts["claims"], "")
