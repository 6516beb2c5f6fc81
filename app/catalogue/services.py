"""Publishing a definition, and whether a procedure is open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import simplejson
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import forms
from app.catalogue import debits
from app.catalogue.library import PROFILE, Library
from app.catalogue.models import Procedure, ProcedureEvent, ProcedureVersion
from app.catalogue.queries import latest
from app.extensions import config

ASKED = "La démarche demande au profil une information qu’il n’a pas."
PREFILLED = "« {title} » est reprise d’une information que le profil n’a pas."
CHOOSE = (
    "Choisissez-en une autre : dans « Réglages, textes et courriels », à l’onglet « Profil et aidant », ou pour "
    "« Réponse reprise de », à l’onglet « Avancé » de la question."
)


def publish(
    database: Session, library: Library, slug: str, text: str, author: str, now: datetime, note: str = ""
) -> ProcedureVersion:
    """Publish a definition under the next number; the same digest again changes nothing, unless
    the stored text was spoiled.

    Raises forms.DefinitionError when the definition is not sound, or needs what the portal has not (an ICS).
    """
    loaded = library.load(text)
    unknown = lacking(loaded, library)
    if unknown:
        raise forms.DefinitionError(unknown)
    known = latest(database, slug)
    if known is not None and known.digest == loaded.digest and not library.of(known).fault:
        return known
    procedure = database.scalar(select(Procedure).where(Procedure.slug == slug)) or Procedure(slug=slug)
    database.add(procedure)
    database.flush()
    version = ProcedureVersion(
        procedure_id=procedure.id,
        number=known.number + 1 if known else 1,
        digest=loaded.digest,
        document=simplejson.dumps(loaded.document, use_decimal=True, ensure_ascii=False),
        author=author,
        note=note,
        published_at=now,
    )
    database.add(version)
    note_event(database, procedure, "published", author, now, {"number": version.number, "note": note})
    return version


def note_event(
    database: Session, procedure: Procedure, kind: str, actor: str, now: datetime, details: dict[str, Any]
) -> None:
    """Write down what was done to a procedure, and by whom."""
    database.add(ProcedureEvent(procedure_id=procedure.id, at=now, kind=kind, actor=actor, details=details))
    database.flush()


def lacking(procedure: forms.Procedure, library: Library) -> list[forms.DefinitionProblem]:
    """Give what a sound definition asks for and the portal has not."""
    return [*outside_profile(procedure, library.profile().procedure), *debits.lacking(procedure, config().creditor)]


def outside_profile(procedure: forms.Procedure, profile: forms.Procedure) -> list[forms.DefinitionProblem]:
    """Give the answers of the profile that a definition asks for and that the profile has not."""
    known = set(profile.schema.get("properties", {}))
    places = [(f"/x-procedure/profile/{i}", key, ASKED) for i, key in enumerate(procedure.settings.profile)]
    for question in procedure.questions:
        source, _, key = question.prefill.partition(".")
        if source == "profile":
            words = PREFILLED.format(title=question.texts.title)
            places.append((f"/properties{question.pointer}/x-prefill", key.partition(".")[0], words))
    detail = f"Il y a : {', '.join(sorted(known))}."
    return [
        forms.DefinitionProblem(place, words, CHOOSE, f"Le profil n’a pas de réponse « {key} ». {detail}")
        for place, key, words in places
        if key not in known
    ]


def profile_kept(database: Session) -> str:
    """Give the profile's definition as it was kept with the last requests, `""` when none was sent yet."""
    known = latest(database, PROFILE)
    return known.document if known is not None else ""


def profile_version(database: Session, library: Library, now: datetime) -> ProcedureVersion:
    """Give the version of the profile's definition as it is today, kept for the requests that are sent with it."""
    profile = library.profile().procedure
    known = latest(database, PROFILE)
    if known is not None and known.digest == profile.digest:
        return known
    try:
        with database.begin_nested():
            version = publish(database, library, PROFILE, library.profile_text, "portal", now)
            version.procedure.state = "closed"
    except IntegrityError:
        known = latest(database, PROFILE)
        if known is None or known.digest != profile.digest:
            raise
        return known
    return version


def state_of(settings: forms.Settings, today: date) -> str:
    """Say whether a procedure is `open`, opens `later`, or is `over`; both days of its dates are inside."""
    if settings.opens and today < date.fromisoformat(settings.opens):
        return "later"
    if settings.closes and today > date.fromisoformat(settings.closes):
        return "over"
    return "open"


def standing(procedure: Procedure, settings: forms.Settings, today: date) -> str:
    """Say whether a procedure was `closed` by the département, else what its dates say (`state_of`)."""
    return "closed" if procedure.state == "closed" else state_of(settings, today)


def has_entry(version: ProcedureVersion) -> bool:
    """Say whether a procedure has an entry page: one that is closed has, the profile has none."""
    return version.procedure.slug != PROFILE
