"""How a request moves between the statuses of its procedure, whatever these are called."""

from __future__ import annotations

import forms
from app.submissions import sending


def pending(settings: forms.Settings) -> forms.Status | None:
    """Give the status of a request for which a document is awaited; None when the procedure has none: it then stays."""
    return _marked(settings, "pending")


def withdrawn(settings: forms.Settings) -> forms.Status | None:
    """Give the status of a request that its applicant gave up; None when the procedure lets nobody do so."""
    return _marked(settings, "withdrawn")


def _marked(settings: forms.Settings, flag: str) -> forms.Status | None:
    """Find the status that bears a flag, or, in a version older than the flags, the one of the same id as ours."""
    known = sending.statuses_of(settings)
    ours = {one.id for one in sending.DEFAULTS if getattr(one, flag)}
    return next((one for one in known if getattr(one, flag)), None) or next(
        (one for one in known if one.id in ours), None
    )


def first(settings: forms.Settings) -> str:
    """Give the id of the status of a request just sent."""
    return sending.first_status(settings).id


def resumed(settings: forms.Settings, before: str) -> forms.Status:
    """Give the status to which a request returns when all that was asked is there: the one it had before.

    One that had only just been sent is being studied by now: it goes to the next open status, if there is one.
    """
    first, *others = sending.statuses_of(settings)
    if before != first.id:
        return sending.status_of(settings, before)
    waiting = pending(settings)
    return next((one for one in others if one.open and one != waiting), first)
