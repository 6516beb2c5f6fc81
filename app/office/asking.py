"""Asking for a document, and asking for it no more. Services flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue.library import Loaded
from app.filters import day as in_words
from app.office.services import UnfitError
from app.submissions import deposits, history, moving, pieces
from app.submissions.exchange_models import PieceRequest
from app.submissions.models import Submission

DELAYS = (8, 15, 30, 60)
USUAL_DELAY = 30
OTHER = "autre"
LONGEST_TITLE, LONGEST_REASON, MOST_AWAITED = 150, 1500, 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What an agent asks for, as typed: a question’s pointer or OTHER with a title, why, within how many days."""

    place: str
    title: str
    reason: str
    delay: str


def dues(today: date) -> list[tuple[int, date]]:
    """Give the delays that an agent may give, with their days."""
    return [(days, today + timedelta(days=days)) for days in DELAYS]


def ask(
    database: Session, submission: Submission, loaded: Loaded, agent: Account, wish: Wish, now: datetime, today: date
) -> PieceRequest:
    """Ask for a document; the request goes to the status that awaits one, if its procedure has such a status.

    Raises UnfitError.
    """
    if deposits.over(loaded.procedure.settings, submission):
        raise UnfitError("Cette demande est terminée. Rouvrez-la d’abord en choisissant un autre statut.", "document")
    known = pieces.of(database, submission)
    pointer, title = _what(loaded, submission, wish)
    awaited = [one for one in known if one.awaited]
    if any((one.pointer, one.title) == (pointer, title) for one in awaited):
        raise UnfitError(f"« {title} » est déjà demandé et pas encore arrivé.", "document")
    if len(awaited) >= MOST_AWAITED:
        raise UnfitError(f"Cette demande attend déjà {MOST_AWAITED} documents. Attendez-en quelques-uns.", "document")
    piece = PieceRequest(
        submission_id=submission.id,
        pointer=pointer,
        title=title,
        reason=_reason(wish.reason),
        status_before=_before(known, submission, loaded),
        asked_by=agent.id,
        asked_at=now,
        due_on=today + timedelta(days=_delay(wish.delay)),
    )
    database.add(piece)
    details = {"title": title, "due": in_words(piece.due_on)}
    history.note(database, submission.draft, agent, "asked", now, details)
    waiting = moving.pending(loaded.procedure.settings)
    if waiting is not None and submission.status != waiting.id:
        submission.status = waiting.id
        history.note(database, submission.draft, None, "moved", now, {"to": waiting.label})
    return piece


def _what(loaded: Loaded, submission: Submission, wish: Wish) -> tuple[str, str]:
    """Give the pointer and the title of what is asked."""
    if wish.place == OTHER:
        title = " ".join(wish.title.replace("\x00", "").split())
        if not title:
            raise UnfitError("Dites quel document vous demandez, par exemple « Attestation de la CAF ».", "titre")
        if len(title) > LONGEST_TITLE:
            raise UnfitError(f"Raccourcissez le nom du document : {LONGEST_TITLE} signes au plus.", "titre")
        return "", title
    offered = pieces.places(loaded, pieces.answers_of(submission), submission.sent_at.date())
    found = next((one for one in offered if one.pointer == wish.place), None)
    if found is None:
        raise UnfitError("Choisissez un document de la liste.", "document")
    return found.pointer, found.title[:200]


def _reason(text: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise UnfitError("Dites pourquoi ce document manque ou ne convient pas : la personne doit le savoir.", "raison")
    if len(words) > LONGEST_REASON:
        raise UnfitError(f"Raccourcissez la raison : {LONGEST_REASON} signes au plus.", "raison")
    return words


def _delay(text: str) -> int:
    if text not in {str(one) for one in DELAYS}:
        raise UnfitError("Choisissez jusqu’à quand la personne peut l’envoyer.", "delai")
    return int(text)


def _before(known: list[PieceRequest], submission: Submission, loaded: Loaded) -> str:
    """Give the status to return to: that of now, or, when a document is awaited already, that of before the first."""
    settings = loaded.procedure.settings
    waiting = moving.pending(settings)
    if waiting is None or submission.status != waiting.id:
        return submission.status
    open_ones = [one for one in known if one.withdrawn_at is None and one.settled_at is None]
    return open_ones[-1].status_before if open_ones else moving.first(settings)


def call_off(
    database: Session, submission: Submission, loaded: Loaded, agent: Account, piece: PieceRequest, now: datetime
) -> forms.Status | None:
    """Ask for a document no more; when it was the last one awaited, the request goes on, to the status given."""
    if not piece.awaited:
        raise UnfitError(
            "Ce document n’est plus attendu : il est arrivé, ou un collègue ne le demande plus.", "document"
        )
    piece.withdrawn_at = now
    history.note(database, submission.draft, agent, "called-off", now, {"title": piece.title})
    left = [one for one in pieces.of(database, submission) if one.withdrawn_at is None and one.settled_at is None]
    if left:
        return deposits.settle(database, submission, loaded, now)
    return deposits.resume(database, submission, loaded, piece.status_before, now)
