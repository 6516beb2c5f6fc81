"""What agents decide: statuses, the département's answer, documents asked for. Services flush, never commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue.library import Loaded
from app.extensions import PARIS
from app.filters import day
from app.submissions import history, pieces, sending
from app.submissions.models import Submission

LONGEST = 4000
CHANGED = (
    "Cette demande a changé entre-temps : un collègue l’a modifiée, ou une pièce est arrivée. "
    "Relisez-la, puis recommencez."
)


class UnfitError(Exception):
    """What was sent cannot be taken as it is; the message says what to do, `at` the field where it stands."""

    def __init__(self, words: str, at: str) -> None:
        super().__init__(words)
        self.at = at


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
        raise UnfitError(CHANGED, "reponse")
    if status not in known:
        raise UnfitError("Choisissez un statut de la liste.", "statut")
    words = " ".join(response.replace("\x00", "").split(" ")).strip()
    if len(words) > LONGEST:
        raise UnfitError(f"Raccourcissez la réponse : {LONGEST} signes au plus.", "reponse")
    if known[status].refusal and not words:
        raise UnfitError("Un refus doit dire son motif. Écrivez-le dans la réponse du Département.", "reponse")
    if status == submission.status and words == submission.response and not dated:
        raise UnfitError("Rien n’a changé. Choisissez un autre statut ou modifiez la réponse.", "statut")
    if not known[status].open:
        _end_pieces(database, submission, agent, now)
    details = {"from": submission.status, "to": known[status].label}
    history.note(database, submission.draft, agent, "decided", now, details)
    submission.status, submission.response = status, words
    database.flush()
    return known[status]


def masked(sections: Sequence[forms.RecapSection]) -> list[forms.RecapRow]:
    """Give the answers of a recap that are sensitive, wherever they stand."""
    found: list[forms.RecapRow] = []
    for one in sections:
        found += [row for row in one.rows if row.question.sensitive and row.value]
        found += masked(one.sections)
    return found


def _end_pieces(database: Session, submission: Submission, agent: Account, now: datetime) -> None:
    """End what is asked when a request ends; nobody decides while the person still has time to send it."""
    awaited = [one for one in pieces.of(database, submission) if one.awaited]
    for one in awaited:
        if now.astimezone(PARIS).date() <= one.due_on:
            raise UnfitError(
                f"« {one.title} » est attendu jusqu’au {day(one.due_on)}. Attendez cette date, "
                "ou retirez d’abord votre demande de document.",
                "statut",
            )
    for one in awaited:
        one.withdrawn_at = now
        history.note(database, submission.draft, agent, "called-off", now, {"title": one.title})
