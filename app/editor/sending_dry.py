"""A sample request filled and sent in dry run before a definition is published: nothing of it is kept, no mail leaves.

It is sent by the same code as any request, into a database of its own, in memory, that is gone once it was sent: no
number is taken, and the portal's tables are not even locked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from flask import current_app
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

import forms
from app import mail
from app.accounts.models import Account
from app.catalogue.library import Library, Loaded
from app.catalogue.models import Procedure, ProcedureVersion
from app.database import Base, dump, engine_options
from app.security import OWNER
from app.submissions import debits, paper, presenting, sending
from app.submissions.access import Held
from app.submissions.models import Draft, Submission

SOMEBODY = uuid.UUID(int=0)
ADDRESS = "personne@exemple.invalid"
METHOD = "password"
REFUSED = "Une demande remplie pour essai n’a pas pu être envoyée\u00a0: {reason}"
RIGHT = "Retirez ce que vous venez de changer, et dites-le à qui tient le portail."


def refused(
    library: Library, slug: str, made: forms.Procedure, today: date, now: datetime
) -> tuple[forms.Finding, ...]:
    """Fill a definition and send it in dry run: a request that cannot be sent blocks, one that nobody filled warns."""
    day = _open(made.settings, today)
    try:
        filled = _sample(made.digest, made, day)
        if filled.answers is None:
            return (filled.finding,) if filled.finding else ()
        _send(library, slug, made, filled.answers, day, now)
    except Exception as error:  # whatever it is, it is found here and by nobody else
        current_app.logger.exception("a sample request of a definition of %s cannot be sent", slug)
        words = REFUSED.format(reason=_words(error))
        return forms.Report.of_problems([forms.DefinitionProblem("", words, RIGHT)]).findings
    return ()


def _open(settings: forms.Settings, today: date) -> date:
    """Give a day on which the procedure is open, today when it is."""
    opens, closes = (date.fromisoformat(day) if day else None for day in (settings.opens, settings.closes))
    day = max(today, opens) if opens else today
    return min(day, closes) if closes else day


@cached(LRUCache(maxsize=64), key=lambda digest, _, today: (digest, today), lock=Lock())
def _sample(_digest: str, made: forms.Procedure, today: date) -> forms.Sample:
    """Fill a definition once a day: a confirmation asks again."""
    return forms.sample(made, today=today)


def _words(error: Exception) -> str:
    if isinstance(error, sending.NotReadyError):
        return "elle a été refusée."
    if isinstance(error, debits.NoCreditorError):
        return "le portail n’a pas de créancier pour le prélèvement."
    return "le portail ne sait pas la traiter."


def _send(library: Library, slug: str, made: forms.Procedure, answers: forms.Answers, day: date, now: datetime) -> None:
    """Do all that is done when a request is sent, from its recap to its mails. Raises what keeps it from being."""
    loaded = library.drawn(slug, made)
    with _elsewhere() as database:
        draft = _begun(database, loaded, answers, now)
        held = Held(draft, loaded, database.get_one(Account, SOMEBODY), OWNER)
        presenting.recap(held, answers, day)
        copy = sending.Copy(_about(library, made, day), held.owner, debits.Signature(held.owner, METHOD, ""))
        submission, _ = sending.send(database, held.draft, loaded, library, copy, day, now)
        _told(held, submission)
        signed = debits.of(database, submission)
        paper.receipt(submission, loaded, signed)
        for one in signed:
            debits.document(one)


@contextmanager
def _elsewhere() -> Iterator[Session]:
    """Open a database in memory, with every table and without a row; it is gone when it is closed."""
    engine = create_engine(**engine_options("sqlite://"), poolclass=StaticPool)
    try:
        Base.metadata.create_all(engine)
        with Session(engine) as database:
            yield database
    finally:
        engine.dispose()


def _begun(database: Session, loaded: Loaded, answers: forms.Answers, now: datetime) -> Draft:
    """Give a draft that was filled, with the applicant and the version that it needs."""
    owner: dict[str, Any] = {"id": SOMEBODY, "email": ADDRESS, "email_key": ADDRESS, "created_at": now}
    database.add(Account(**owner, first_name="Camille", last_name="EXEMPLE"))
    version = ProcedureVersion(procedure=Procedure(slug=loaded.slug), number=1, digest=loaded.procedure.digest)
    version.document, version.author, version.published_at = dump(loaded.procedure.document), "", now
    database.add(version)
    database.flush()
    times = {"created_at": now, "updated_at": now, "expires_at": now}
    draft = Draft(account_id=SOMEBODY, procedure_id=version.procedure_id, version_id=version.id, slot=1, **times)
    draft.answers, draft.terms, draft.revisions, draft.moved = answers.to_json(), {}, {}, {}
    database.add(draft)
    database.flush()
    return draft


def _about(library: Library, made: forms.Procedure, day: date) -> dict[str, Any]:
    """Give what a request copies of the profile of its applicant, filled as the request is."""
    if not made.settings.profile:
        return {}
    part = library.profile(made.settings.profile).procedure
    filled = _sample(part.digest, part, day)
    return part.relevant(filled.answers, today=day) if filled.answers is not None else {}


def _told(held: Held, submission: Submission) -> None:
    """Write the mails of a request that was sent, to nobody."""
    values = presenting.mail_values(held.loaded, submission)
    mail.compose("sent", account=held.owner, submission=submission, **values)
    mail.compose("progress", account=held.owner, settings=held.loaded.procedure.settings)
