"""The pages of the office: the list, one request, its decision, its documents."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as Redirect

import forms
from app.catalogue.library import Loaded
from app.extensions import db, now, today
from app.numbers import natural
from app.office import asking, queries, services, validity
from app.outbox import services as outbox
from app.security import may, redraws_when_stale
from app.submissions import (
    confirming,
    debits,
    deposits,
    follow_up,
    history,
    mandates,
    messages,
    pieces,
    sending,
    telling,
)
from app.submissions import queries as requests
from app.submissions.access import library, me, pause
from app.uploads.models import SAFE

bp = Blueprint("office", __name__)


class Wrong(NamedTuple):
    """What is wrong with what an agent sent, and the field where it stands."""

    at: str = ""
    words: str = ""


RIGHT = Wrong()
STALE = "La page était ouverte depuis longtemps. Ce que vous avez écrit est toujours là : relisez, puis recommencez."


@bp.get("/bureau")
@may("office")
def index() -> str:
    """Show the requests, newest first, by status, by procedure, by words, or only what waits for an agent."""
    asked = request.args
    wanted = queries.Wanted(
        asked.get("statut", "")[:40],
        asked.get("demarche", "")[:80],
        asked.get("mots", "").strip()[:120],
        asked.get("a-voir") == "oui",
    )
    number = max((natural(asked.get("page", ""), digits=4) or 1) - 1, 0)
    found, total = queries.found(db.session, wanted, number)
    rows = [(one, library().of(one.submission.version)) for one in found]
    known = [library().of(one) for one in queries.procedures(db.session)]
    return render_template(
        "office/index.html",
        rows=[(one, loaded, _status(loaded, one.submission.status)) for one, loaded in rows],
        marks=queries.marks(db.session, [one.submission.id for one in found], today()),
        total=total,
        counts=queries.counts(db.session, wanted),
        names=_names(known),
        procedures=sorted((one.procedure.settings.type, one.slug) for one in known),
        wanted=wanted,
        page=number + 1,
        pages=-(-total // queries.PAGE),
    )


def _status(loaded: Loaded, status: str) -> forms.Status:
    return sending.status_of(loaded.procedure.settings, status)


def _names(known: list[Loaded]) -> dict[str, str]:
    """Name every status that a request may have, in the order of the procedures."""
    own = [one for loaded in known for one in loaded.procedure.settings.statuses]
    return {one.id: one.label for one in (*own, *sending.DEFAULTS)}


def found(draft_id: uuid.UUID) -> tuple[queries.Row, Loaded]:
    """Find a request that was sent, its applicant and its procedure; another one does not exist."""
    row = queries.one(db.session, draft_id)
    if row is None:
        abort(404)
    loaded = library().of(row.submission.version)
    if loaded.fault:
        pause(loaded)
    return row, loaded


@bp.get("/bureau/demandes/<uuid:draft_id>")
@may("office")
def show(draft_id: uuid.UUID) -> str:
    """Show a request: its answers, documents, messages, history; that it was opened is logged."""
    return drawn(draft_id)


def drawn(draft_id: uuid.UUID, wrong: Wrong = RIGHT) -> str:
    """Draw a request; after a post that was wrong, with its sentence and all that was typed."""
    row, loaded = found(draft_id)
    submission, settings = row.submission, loaded.procedure.settings
    answers = pieces.answers_of(submission)
    day = submission.sent_at.date()
    history.log_view(me(), submission.number, "request")
    sections = loaded.procedure.recap(answers, masked=True, today=day, sent=True)
    return render_template(
        "office/show.html",
        submission=submission,
        person_of=row.person,
        settings=settings,
        status=_status(loaded, submission.status),
        statuses=sending.statuses_of(settings),
        over=deposits.over(settings, submission),
        about=follow_up.sent_about(submission, loaded),
        sections=sections,
        masked=services.masked(sections),
        mandates=debits.of(db.session, submission),
        files=pieces.filed(db.session, submission, loaded, answers),
        asked=pieces.of(db.session, submission),
        places=pieces.places(loaded, answers, day),
        dues=asking.dues(today()),
        usual=asking.USUAL_DELAY,
        day=today(),
        messages=messages.of(db.session, submission),
        longest=messages.LONGEST,
        marks=queries.marks(db.session, [submission.id], today())[submission.id],
        events=history.told(requests.events(db.session, draft_id), office=True),
        mails=outbox.fates(db.session, draft_id),
        fates=follow_up.FATES,
        typed=request.form if wrong.words else {},
        wrong=wrong,
        since=confirming.changes(db.session, submission.draft, loaded, day),
        right=validity.boxes(submission, loaded.procedure.settings, request.form if wrong.words else {}, today()),
    )


@bp.post("/bureau/demandes/<uuid:draft_id>")
@redraws_when_stale
@may("office")
def decide(draft_id: uuid.UUID) -> Redirect | tuple[str, int]:
    """Move a request, and tell the applicant and the helpers."""
    if g.stale:
        return drawn(draft_id, Wrong("reponse", STALE)), 403
    row, loaded = found(draft_id)
    revision = request.form.get("revision", "")
    status, response = request.form.get("statut", ""), request.form.get("reponse", "")
    seen = natural(revision, digits=9) or 0
    try:
        right = validity.read(loaded.procedure.settings, request.form, today())
        dated = validity.changes(row.submission, right)
        moved = services.decide(db.session, row.submission, loaded, me(), status, response, seen, now(), dated)
        validity.give(db.session, row.submission, moved, right, me(), now())
    except services.UnfitError as unfit:
        return drawn(draft_id, Wrong(unfit.at, str(unfit))), 422
    telling.person("updated", row.submission, loaded, row.person, refusal=moved.refusal)
    telling.helpers(row.submission, loaded, row.person)
    db.session.commit()
    flash(f"La demande est passée à « {moved.label} ». La personne est prévenue par courriel.")
    return redirect(url_for(".show", draft_id=draft_id), 303)


@bp.get("/bureau/demandes/<uuid:draft_id>/documents/<uuid:document_id>")
@may("office")
def download(draft_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """Give a document of a request that was sent; that it was opened is logged."""
    row, _ = found(draft_id)
    document = requests.document(db.session, draft_id, document_id)
    if document is None or document.state != SAFE:
        abort(404)
    history.log_view(me(), row.submission.number, f"document {document.id}")
    return mandates.sealed(document)
