"""Sending a request: validated once more, numbered, kept for good; doing it twice gives the same request."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue.library import Library, Loaded
from app.catalogue.services import profile_version
from app.extensions import config
from app.submissions import debits, drafts, history, vault
from app.submissions.models import Draft, Submission
from app.submissions.queries import next_number, sent_already

LONGEST_COMMENT = 2000
FIRST_STATUS = forms.Status("soumise", "Demande soumise", True)
DEFAULTS = (
    FIRST_STATUS,
    forms.Status("instruction", "En cours d’instruction", True),
    forms.Status("piece", "En attente de pièce complémentaire", True, pending=True),
    forms.Status("acceptee", "Acceptée", accepted=True),
    forms.Status("refusee", "Refusée", refusal=True),
    forms.Status("annulee", "Annulée par l’usager", withdrawn=True),
)
"""The statuses of a procedure whose definition says none; all but the first and the third are ours."""


class NotReadyError(Exception):
    """Something keeps the request from being sent."""


class ClosedError(Exception):
    """The procedure is closed for this draft."""


class Copy(NamedTuple):
    """What a request keeps of its sending: the applicant and their answers as they are now, who sends, and how."""

    profile: dict[str, Any]
    owner: Account
    signature: debits.Signature


def send(
    database: Session, draft: Draft, loaded: Loaded, library: Library, copy: Copy, today: date, now: datetime
) -> tuple[Submission, bool]:
    """Send a draft; give the request and whether it was sent just now.

    Of several at once, the database lets one through, and the others get its request. Raises NotReadyError when
    answers are missing or wrong, ClosedError when it is too late, NoCreditorError when nobody may collect.
    """
    if draft.submission is not None:
        return draft.submission, False
    answers = drafts.answers_of(draft)
    procedure = loaded.procedure
    if not drafts.may_send_late(procedure.settings, draft, today):
        raise ClosedError
    if procedure.problems(answers, today=today) or procedure.journey(answers, today=today).first_incomplete:
        raise NotReadyError
    relevant = procedure.relevant(answers, today=today)
    agreed = debits.sheets(procedure, relevant, copy.profile, copy.owner.display_name, config().creditor)
    kept = vault.sealed({**answers.to_json(), "values": relevant}, procedure)
    version = profile_version(database, library, now).id if copy.profile else None
    profile = _sealed_profile(copy.profile, library)
    try:
        with database.begin_nested():
            made = Submission(answers=kept, profile=profile, profile_version_id=version, sent_at=now)
            made.status = first_status(procedure.settings).id
            _file(database, draft, made, copy.signature.signer)
            debits.sign(database, made, agreed, copy.signature, now)
    except IntegrityError:
        known = sent_already(database, draft.id)
        if known is None:
            raise
        return known, False
    history.note(database, draft, copy.signature.signer, "sent", now, {"number": made.number})
    return made, True


def _file(database: Session, draft: Draft, made: Submission, sender: Account) -> None:
    """Give a request its number and its place; the database refuses a second one of the same draft."""
    made.number = next_number(database)
    made.id = made.draft_id = draft.id
    made.account_id, made.version_id, made.sent_by = draft.account_id, draft.version_id, sender.id
    draft.slot, draft.moved = None, {}
    database.add(made)
    database.flush()


def first_status(settings: forms.Settings) -> forms.Status:
    """Give the status of a request just sent."""
    return statuses_of(settings)[0]


def statuses_of(settings: forms.Settings) -> tuple[forms.Status, ...]:
    """Give the statuses that a request may have, the first being that of one just sent."""
    return settings.statuses or DEFAULTS


def status_of(settings: forms.Settings, status: str) -> forms.Status:
    """Give a status by its id; one that the version does not know is shown by its id."""
    known = {one.id: one for one in (*DEFAULTS, *settings.statuses)}
    return known.get(status, forms.Status(status, status))


def rate(
    database: Session, submission: Submission, actor: Account, stars: int, now: datetime, comment: str = ""
) -> None:
    """Keep how the person liked it, once."""
    if submission.rating is None and 1 <= stars <= 5:
        submission.rating = stars
        submission.rating_comment = comment.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_COMMENT]
        history.note(database, submission.draft, actor, "rated", now, {"stars": stars})


def _sealed_profile(values: dict[str, Any], library: Library) -> dict[str, Any]:
    kept: dict[str, Any] = vault.sealed({"values": values}, library.profile().procedure)["values"]
    return kept
