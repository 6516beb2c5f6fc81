"""The right that an accepted request gives: from which day to which, and since when it is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.filters import day
from app.office.services import UnfitError
from app.submissions import history, sending
from app.submissions.durations import later
from app.submissions.models import Submission

BOXES = ("jour", "mois", "annee")
BEGIN, END = "debut", "fin"


class Right(NamedTuple):
    """The days of a right, both inside; nothing when the office does not date it."""

    start: date | None = None
    end: date | None = None


def read(settings: forms.Settings, form: Mapping[str, str], today: date) -> Right:
    """Read the days that an agent wrote beside an acceptance. Raises UnfitError; any other decision gives no right."""
    if not sending.status_of(settings, form.get("statut", "")).accepted:
        return Right()
    start, end = _day(form, BEGIN, "le premier jour"), _day(form, END, "le dernier jour")
    if end is None:
        if start is not None:
            raise UnfitError("Écrivez aussi le dernier jour du droit, ou laissez les deux dates vides.", f"{END}-jour")
        return Right()
    start = start or today
    if end < start:
        raise UnfitError("Le droit finit avant de commencer. Vérifiez ses deux dates.", f"{BEGIN}-jour")
    return Right(start, end)


def _day(form: Mapping[str, str], name: str, words: str) -> date | None:
    texts = [form.get(f"{name}-{box}", "").strip() for box in BOXES]
    if not any(texts):
        return None
    try:
        number, month, year = (int(text) for text in texts)
        return date(year, month, number)
    except ValueError as error:
        raise UnfitError(f"Vérifiez {words} du droit : écrivez par exemple 27 3 2027.", f"{name}-jour") from error


def changes(submission: Submission, right: Right) -> bool:
    """Say whether these days are others than those that are known."""
    return (submission.valid_from, submission.valid_until) != right


def give(
    database: Session, submission: Submission, status: forms.Status, right: Right, agent: Account, now: datetime
) -> None:
    """Keep the right that an acceptance gives; any other status takes it back, and its invitation with it."""
    if not status.accepted:
        submission.accepted_at = submission.invited_at = None
    elif submission.accepted_at is None:
        submission.accepted_at = now
    if changes(submission, right) and right.start and right.end:
        details = {"start": day(right.start), "end": day(right.end)}
        history.note(database, submission.draft, agent, "right", now, details)
    submission.valid_from, submission.valid_until = right
    database.flush()


def boxes(submission: Submission, settings: forms.Settings, form: Mapping[str, str], today: date) -> dict[str, str]:
    """Give what the boxes show: what was typed, else the right as it is, else a period from today on."""
    if form:
        return {f"{name}-{box}": form.get(f"{name}-{box}", "") for name in (BEGIN, END) for box in BOXES}
    every = settings.renewal.get("every", "")
    usual = Right(today, later(today, every) - timedelta(days=1)) if every else Right()
    known = Right(submission.valid_from, submission.valid_until) if submission.accepted_at else usual
    return {**_boxes(BEGIN, known.start), **_boxes(END, known.end)}


def _boxes(name: str, value: date | None) -> dict[str, str]:
    texts = (str(value.day), str(value.month), str(value.year)) if value else ("", "", "")
    return {f"{name}-{box}": text for box, text in zip(BOXES, texts, strict=True)}
