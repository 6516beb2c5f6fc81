"""« Mes demandes à finaliser »: what is left to do of each draft, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.extensions import db, today
from app.security import OWNER
from app.submissions import applicant, confirming, drafts, presenting, queries
from app.submissions.access import Held, is_behind, library, me
from app.submissions.models import Draft, Submission

ABOUT = "Vos informations"


class Unfinished(NamedTuple):
    """A draft as the list shows it: its steps with their states, how many are left, where it goes on.

    `closed` is the day since when it is too late to send it.
    """

    draft: Draft
    type: str
    steps: Sequence[tuple[str, str]]
    left: int
    target: str
    renews: Submission | None
    closed: date | None
    phone: str
    changed: bool


def of_person() -> list[Unfinished]:
    """Give the drafts of the person who asks, the latest first."""
    return [_one(draft) for draft in queries.unsent(db.session, me().id)]


def _one(draft: Draft) -> Unfinished:
    held = Held(draft, library().of(draft.version), me(), OWNER)
    settings, journey = held.loaded.procedure.settings, presenting.journey_of(held)
    steps = [(stage.page.title, presenting.STATES[stage.state]) for stage in journey.stages]
    if applicant.missing(held.loaded, held.owner):
        steps.insert(0, (ABOUT, presenting.STATES["to do"]))
    return Unfinished(
        draft=draft,
        type=settings.type,
        steps=steps,
        left=sum(state != presenting.STATES["done"] for _, state in steps),
        target=presenting.resume(held),
        renews=confirming.renewed_by(db.session, draft),
        closed=None
        if drafts.may_send_late(settings, draft, today())
        else drafts.closed_since(settings, draft, today()),
        phone=settings.service.phone,
        changed=is_behind(draft),
    )
