"""What a person's profile holds: an Answers to schemas/profile.json. Services flush, never commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from app.accounts.identities import claims_of
from app.accounts.models import Account
from app.catalogue import vault
from app.catalogue.library import Library
from app.extensions import config
from app.profile.models import Profile
from app.rendering import merging

FIRST_NAME, LAST_NAME, EMAIL, HELPER_EMAIL = "prenoms", "nomUsage", "courriel", "courrielAidant"
"""The keys of the profile that the account or the portal knows too; every other key is the definition's own affair."""
LONGEST_NAME = 120
CIVILITIES = {"female": "madame", "male": "monsieur"}
CLAIMS = {"civilite": "gender", "prenoms": "given_name", "nomNaissance": "family_name", "naissance": "birthdate"}
"""The keys that FranceConnect answers, with the claim of each: they are shown, and not asked."""


def find(database: Session, account_id: uuid.UUID) -> Profile | None:
    """Find the profile of an account."""
    return database.scalar(select(Profile).where(Profile.account_id == account_id))


def hold(database: Session, account: Account) -> dict[str, Any]:
    """Make writers of a profile wait in turn until the transaction ends, its first one too; give its revisions."""
    database.execute(select(Account.id).where(Account.id == account.id).with_for_update(key_share=True))
    known = database.scalar(
        select(Profile).where(Profile.account_id == account.id).execution_options(populate_existing=True)
    )
    return revisions_of(known)


def revisions_of(kept: Profile | None) -> dict[str, Any]:
    """Give the last change of each question of a profile."""
    return kept.revisions if kept is not None else {}


def answers_of(database: Session, account: Account) -> forms.Answers:
    """Give the answers of a person: those kept, the names of the account at first, its address always."""
    kept = find(database, account.id)
    known = forms.Answers.from_json(vault.opened(kept.answers)) if kept else forms.Answers()
    values = {FIRST_NAME: account.first_name, LAST_NAME: account.last_name, **known.values, EMAIL: account.email}
    values |= from_franceconnect(database, account)
    return replace(known, values={key: value for key, value in values.items() if value != ""})


def from_franceconnect(database: Session, account: Account) -> dict[str, str]:
    """Give the answers that FranceConnect gives for an account, by the keys of the profile; none without it."""
    if not config().franceconnect_issuer:
        return {}
    claims = claims_of(database, account.id)
    found = {key: str(claims.get(claim, "")) for key, claim in CLAIMS.items()}
    found["civilite"] = CIVILITIES.get(found["civilite"], "")
    try:
        date.fromisoformat(found["naissance"])
    except ValueError:
        found["naissance"] = ""
    return {key: value for key, value in found.items() if value}


def definition() -> forms.Procedure:
    """Give the definition of the profile."""
    library: Library = current_app.extensions["library"]
    return library.profile().procedure


def keep(
    database: Session,
    account: Account,
    answers: forms.Answers,
    now: datetime,
    revisions: Mapping[str, Any] | None = None,
    named: bool = True,
) -> None:
    """Keep the answers of a person as typed; the account takes its names from them, but not while they are typed."""
    values = {key: value for key, value in answers.values.items() if key != EMAIL}
    made = vault.sealed(replace(answers, values=values).to_json(), definition())
    known = find(database, account.id)
    if known is None:
        known = Profile(account_id=account.id, revisions={})
        database.add(known)
    known.answers, known.updated_at = made, now
    known.revisions = dict(revisions_of(known) if revisions is None else revisions)
    for key, name in ((FIRST_NAME, "first_name"), (LAST_NAME, "last_name")):
        value = values.get(key)
        if named and isinstance(value, str) and value.strip():
            setattr(account, name, value.strip()[:LONGEST_NAME])
    database.flush()


def put(database: Session, account: Account, key: str, value: Any, now: datetime, procedure: forms.Procedure) -> None:
    """Put one answer into a profile (« reporter dans mes informations »): newer than what any open page shows."""
    revisions, answers = hold(database, account), answers_of(database, account)
    pointers = (one.pointer for one in procedure.questions if one.pointer.split("/")[1] == key)
    made = replace(answers, values={**answers.values, key: value})
    keep(database, account, made, now, merging.changed(revisions, pointers))


def missing(
    procedure: forms.Procedure, keys: Iterable[str], answers: forms.Answers, today: date | None
) -> tuple[str, ...]:
    """Give the keys, among those needed, whose answers are missing or wrong."""
    wrong = {problem.pointer.split("/")[1] for problem in procedure.only(keys).problems(answers, today=today)}
    return tuple(key for key in keys if key in wrong)


def counted(answers: Mapping[str, Any]) -> int:
    """Count what a person has told about themselves."""
    return sum(value not in (None, "", [], {}) for value in answers.values())
