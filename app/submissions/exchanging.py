"""Messages as the applicant and the helpers see and write them."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.views import POSTS
from app.extensions import db, now
from app.security import redraws_when_stale, signed_in
from app.submissions import deposits, messages, telling
from app.submissions.access import Held, me
from app.submissions.follow_up import head, sent_or_resumed
from app.submissions.models import Submission
from app.submissions.views import Answer, bp

OVER = "On ne peut plus écrire sur cette demande : elle est terminée depuis plus de 60 jours. Téléphonez-nous."


def _until(submission: Submission, held: Held) -> datetime | None:
    """Give until when one may still write about a request that is over; None while it is open."""
    if not deposits.over(held.loaded.procedure.settings, submission):
        return None
    return messages.closes_at(db.session, submission)


@bp.get("/demandes/<uuid:draft_id>/messages")
@signed_in
def exchange(draft_id: uuid.UUID) -> str:
    """Show the messages of a request, and where to write one."""
    submission, held = sent_or_resumed(draft_id)
    return _exchange(submission, held)


def _exchange(submission: Submission, held: Held, problem: str = "", stale: bool = False) -> str:
    until = _until(submission, held)
    return render_template(
        "submissions/exchange.html",
        messages=messages.of(db.session, submission),
        until=until,
        may_write=until is None or now() <= until,
        over=OVER,
        longest=messages.LONGEST,
        problem=problem,
        stale=stale,
        typed=request.form.get("message", ""),
        **head(submission, held, "exchange"),
    )


@bp.post("/demandes/<uuid:draft_id>/messages")
@POSTS
@redraws_when_stale
@signed_in
def write(draft_id: uuid.UUID) -> Answer:
    """Send a message to the service, which is told once until it has read it."""
    submission, held = sent_or_resumed(draft_id, "fill")
    if g.stale:
        return _exchange(submission, held, stale=True), 403
    until = _until(submission, held)
    if until is not None and now() > until:
        return _exchange(submission, held, OVER), 422
    try:
        first = messages.write(db.session, submission, me(), request.form.get("message", ""), now())
    except messages.UnfitError as unfit:
        return _exchange(submission, held, str(unfit)), 422
    if first:
        telling.service("message_for_service", submission, held.loaded)
    db.session.commit()
    flash("Votre message est envoyé au service. La réponse arrivera ici, et un courriel vous préviendra.")
    return redirect(url_for(".exchange", draft_id=draft_id), 303)


@bp.post("/demandes/<uuid:draft_id>/messages/lus")
@signed_in
def mark_read(draft_id: uuid.UUID) -> Response:
    """Mark the service's messages as read: a page that is only looked at changes nothing."""
    submission, _ = sent_or_resumed(draft_id)
    messages.mark_read(db.session, submission, by_office=False, now=now())
    db.session.commit()
    return redirect(url_for(".exchange", draft_id=draft_id), 303)
