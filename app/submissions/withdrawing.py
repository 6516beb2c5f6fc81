"""« Annuler ma demande »: the applicant gives a request up, after a confirmation."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

import forms
from app.accounts.models import Account
from app.extensions import db, now
from app.security import signed_in
from app.submissions import deposits, history, moving, pieces, telling
from app.submissions.access import Held, me
from app.submissions.follow_up import sent_or_resumed
from app.submissions.models import Submission
from app.submissions.views import Answer, bp


def give_up(database: Session, submission: Submission, status: forms.Status, actor: Account, now: datetime) -> None:
    """Move a request to the status of those given up; what was asked is asked no more."""
    for one in pieces.of(database, submission):
        if one.awaited:
            one.withdrawn_at = now
    submission.status = status.id
    history.note(database, submission.draft, actor, "withdrawn", now)


def _open(draft_id: uuid.UUID) -> tuple[Submission, Held, forms.Status]:
    """Find a request that may be given up, and the status it then takes."""
    submission, held = sent_or_resumed(draft_id, "withdraw")
    settings = held.loaded.procedure.settings
    status = moving.withdrawn(settings)
    if status is None:
        abort(404)
    if deposits.over(settings, submission):
        flash("Cette demande est terminée : il n’y a plus rien à annuler.")
        abort(redirect(url_for(".detail", draft_id=draft_id), 303))
    return submission, held, status


@bp.get("/demandes/<uuid:draft_id>/annuler")
@signed_in
def withdraw(draft_id: uuid.UUID) -> Answer:
    """Ask before a request is given up."""
    submission, held, _ = _open(draft_id)
    return render_template("submissions/withdraw.html", submission=submission, settings=held.loaded.procedure.settings)


@bp.post("/demandes/<uuid:draft_id>/annuler")
@signed_in
def withdraw_post(draft_id: uuid.UUID) -> Response:
    """Give a request up, and tell its people."""
    submission, held, status = _open(draft_id)
    give_up(db.session, submission, status, me(), now())
    telling.person("updated", submission, held.loaded, held.owner, refusal=False)
    telling.helpers(submission, held.loaded, held.owner)
    db.session.commit()
    flash("Votre demande est annulée. Le service ne l’étudiera pas.")
    return redirect(url_for(".detail", draft_id=draft_id), 303)
