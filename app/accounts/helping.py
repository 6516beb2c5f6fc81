"""Helpers: invited, let in, ended. Services flush, never commit."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, or_, select
from sqlalchemy.orm import Session as Database

from app.accounts import services
from app.accounts.models import Account, HelperLink
from app.accounts.queries import email_key

TOLD, FILL = "told", "fill"
CONSENT = {
    TOLD: "Cette personne reçoit les courriels qui disent où en sont mes demandes, sans leur contenu.",
    FILL: "Cette personne peut voir mes demandes, les remplir et y ajouter des documents. "
    "Elle ne peut pas les envoyer à ma place, sauf si je lui donne un mandat signé.",
}
PAPER = "Demande préparée par un aidant pour une personne sans adresse courriel, sur mandat papier signé."


class OwnAddressError(Exception):
    """Nobody is their own helper."""


def live() -> tuple[ColumnElement[bool], ...]:
    """Give the conditions of a link that was accepted and has not ended."""
    return (HelperLink.accepted_at.is_not(None), HelperLink.ended_at.is_(None))


def fills(helper_id: uuid.UUID | BindParameter[uuid.UUID]) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions of a link by which this helper fills in."""
    return (HelperLink.helper_id == helper_id, HelperLink.rights == FILL, *live())


def invite(database: Database, person: Account, email: str, rights: str, now: datetime) -> tuple[HelperLink, str]:
    """Invite a helper; give the link and the secret of its mail. An older invitation of the same address ends.

    Raises OwnAddressError.
    """
    key = email_key(email)
    if key == person.email_key:
        raise OwnAddressError
    for older in of_person(database, person.id):
        if older.email_key == key:
            end(older, "person", now)
    link = HelperLink(
        person_id=person.id, email=email.strip(), email_key=key, rights=rights, consent=CONSENT[rights], invited_at=now
    )
    database.add(link)
    database.flush()
    return link, services.make_token(database, person, "helper", now, detail=str(link.id), alone=False)


def of_person(database: Database, person_id: uuid.UUID) -> list[HelperLink]:
    """Give the links of a person that have not ended, the latest first."""
    found = select(HelperLink).where(HelperLink.person_id == person_id, HelperLink.ended_at.is_(None))
    return list(database.scalars(found.order_by(HelperLink.invited_at.desc())))


def of_helper(database: Database, helper_id: uuid.UUID) -> list[HelperLink]:
    """Give the links by which somebody helps, by name."""
    found = select(HelperLink).where(HelperLink.helper_id == helper_id, *live()).join(HelperLink.person)
    return list(database.scalars(found.order_by(Account.last_name, Account.first_name)))


def between(database: Database, helper_id: uuid.UUID, person_id: uuid.UUID) -> HelperLink | None:
    """Give the link by which one fills in for the other."""
    return database.scalar(select(HelperLink).where(HelperLink.person_id == person_id, *fills(helper_id)))


def own(database: Database, account_id: uuid.UUID, link_id: uuid.UUID) -> HelperLink | None:
    """Find a link that has not ended, of one of its two ends."""
    mine = or_(HelperLink.person_id == account_id, HelperLink.helper_id == account_id)
    return database.scalar(select(HelperLink).where(HelperLink.id == link_id, HelperLink.ended_at.is_(None), mine))


def accept(database: Database, link: HelperLink, helper: Account, now: datetime) -> None:
    """Let a helper in, with the account they logged in with."""
    link.helper_id = helper.id
    link.accepted_at = now
    database.flush()


def end(link: HelperLink, by: str, now: datetime) -> None:
    """End a link; its row stays as the proof of what was agreed."""
    link.ended_at = now
    link.ended_by = by


def stand_for(database: Database, helper: Account, first_name: str, last_name: str, now: datetime) -> HelperLink:
    """Make an account for a person who has no e-mail, with the helper who stands for them."""
    key = uuid.uuid4()
    person = Account(
        id=key,
        email="",
        email_key=f"{services.NO_ADDRESS}{key}",
        first_name=first_name,
        last_name=last_name,
        created_at=now,
    )
    database.add(person)
    database.flush()
    link = HelperLink(
        person_id=person.id,
        helper_id=helper.id,
        email=helper.email,
        email_key=helper.email_key,
        rights=FILL,
        consent=PAPER,
        invited_at=now,
        accepted_at=now,
    )
    database.add(link)
    database.flush()
    return link


def to_tell(database: Database, person: Account, named: Sequence[str]) -> list[str]:
    """Give the addresses that are told of the progress of a person's request: helpers, and those the request names."""
    links = [one for one in of_person(database, person.id) if one.accepted_at is not None]
    known = {email_key(one): one for one in named}
    known |= {one.email_key: one.email for one in links}
    known.pop(person.email_key, None)
    return [address for address in known.values() if address]
