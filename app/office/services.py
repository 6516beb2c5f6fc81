"""What agents decide: statuses, the département's answer, documents asked for. Services flush, never commit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue.library import Loaded
from app.submissions import history, sending
from app.submissions.models import Submission

LONGEST = 4000


class UnfitError(Exception):
    """The decision cannot be taken as it is; the message says what to do."""


def decide(
    database: Session,
    submission: Submission,
    loaded: Loaded,
    agent: Account,
    status: str,
    response: str,
    revision: int,
    now: datetime,
    dated: bool = False,
) -> forms.Status:
    """Move a request to a status with the département's answer; the move is in its history under the agent's name.

    `revision` is that of the page the agent saw; `dated` says that the days of the right change too. Raises UnfitError.
    """
    known = {one.id: one for one in sending.statuses_of(loaded.procedure.settings)}
    if submission.revision != revision:
        raise UnfitError("Un collègue a modifié cette demande entre-temps. Relisez-la, puis recommencez.")
    if status not in known:
        raise UnfitError("Choisissez un statut de la liste.")
    words = " ".join(response.replace("\x00", "").split(" ")).strip()
    if len(words) > LONGEST:
        raise UnfitError(f"Raccourcissez la réponse : {LONGEST} signes au plus.")
    if known[status].refusal and not words:
        raise UnfitError("Un refus doit dire son motif. Écrivez-le dans la réponse du Département.")
    if status == submission.status and words == submission.response and not dated:
        raise UnfitError("Rien n’a changé. Choisissez un autre statut ou modifiez la réponse.")
    history.note(
        database, submission.draft, agent, "decided", now, {"from": submission.status, "to": known[status].label}
    )
    submission.status, submission.response = status, words
    database.flush()
    return known[status]
