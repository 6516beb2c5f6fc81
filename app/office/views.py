"""The pages of the office."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as Redirect

import forms
from app.accounts import helping
from app.accounts.views import link
from app.catalogue.library import Loaded
from app.extensions import db, now
from app.office import queries, services
from app.outbox import services as outbox
from app.security import may
from app.submissions import applicant, debits, follow_up, history, mandates, sending, vault
from app.submissions import queries as requests
from app.submissions.access import library, me

bp = Blueprint("office", __name__)


@bp.get("/bureau")
@may("office")
def index() -> str:
    """Show the requests, newest first, by status and by words."""
    status, words = request.args.get("statut", ""), request.args.get("mots", "").strip()[:120]
    page = request.args.get("page", "1")
    number = int(page) - 1 if page.isascii() and page.isdecimal() and 0 < int(page) < 10_000 else 0
    found, total = queries.found(db.session, status, words, number)
    rows = [(one, library().of(one.submission.version)) for one in found]
    labels = [
        (one, loaded, sending.status_of(loaded.procedure.settings, one.submission.status)) for one, loaded in rows
    ]
    return render_template(
        "office/index.html",
        rows=labels,
        total=total,
        counts=queries.counts(db.session),
        names={one.id: one.label for one in sending.DEFAULTS},
        status=status,
        words=words,
        page=number + 1,
        pages=-(-total // queries.PAGE),
    )


def _find(draft_id: uuid.UUID) -> tuple[queries.Row, Loaded]:
    row = queries.one(db.session, draft_id)
    if row is None:
        abort(404)
    return row, library().of(row.submission.version)


@bp.get("/bureau/demandes/<uuid:draft_id>")
@may("office")
def show(draft_id: uuid.UUID) -> str:
    """Show a request: its answers, documents, history; that it was opened is logged."""
    return _page(draft_id)


def _page(draft_id: uuid.UUID, problem: str = "") -> str:
    row, loaded = _find(draft_id)
    submission = row.submission
    answers = forms.Answers.from_json(vault.opened(submission.answers))
    day = submission.sent_at.date()
    history.log_view(me(), submission.number, "request")
    sections = loaded.procedure.recap(answers, masked=True, today=day, sent=True)
    return render_template(
        "office/show.html",
        submission=submission,
        person_of=row.person,
        settings=loaded.procedure.settings,
        status=sending.status_of(loaded.procedure.settings, submission.status),
        statuses=sending.statuses_of(loaded.procedure.settings),
        about=follow_up.sent_about(submission, loaded),
        sections=sections,
        masked=services.masked(sections),
        mandates=debits.of(db.session, submission),
        documents=requests.documents(db.session, draft_id),
        events=[(one, history.words(one)) for one in requests.events(db.session, draft_id)],
        mails=outbox.fates(db.session, draft_id),
        fates=follow_up.FATES,
        typed=request.form if problem else {},
        problem=problem,
    )


@bp.post("/bureau/demandes/<uuid:draft_id>")
@may("office")
def decide(draft_id: uuid.UUID) -> Redirect | tuple[str, int]:
    """Move a request, and tell the applicant and the helpers."""
    row, loaded = _find(draft_id)
    revision = request.form.get("revision", "")
    status, response = request.form.get("statut", ""), request.form.get("reponse", "")
    seen = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else 0
    try:
        moved = services.decide(db.session, row.submission, loaded, me(), status, response, seen, now())
    except services.UnfitError as unfit:
        return _page(draft_id, str(unfit)), 422
    _tell(row, loaded, moved)
    db.session.commit()
    flash(f"La demande est passée à « {moved.label} ». La personne est prévenue par courriel.")
    return redirect(url_for(".show", draft_id=draft_id), 303)


def _tell(row: queries.Row, loaded: Loaded, moved: forms.Status) -> None:
    """Write to the applicant, with the means of appeal after a refusal; to the helpers without any content."""
    submission, settings = row.submission, loaded.procedure.settings
    values = {"account": row.person, "settings": settings, "refusal": moved.refusal}
    target = link("submissions.detail", draft_id=submission.draft_id)
    outbox.send("updated", row.person.email, submission.draft_id, link=target, **values)
    answers = forms.Answers.from_json(vault.opened(submission.answers))
    named = applicant.named_helper(loaded, answers)
    for address in helping.to_tell(db.session, row.person, [named] if named else []):
        outbox.send("progress", address, submission.draft_id, account=row.person, settings=settings)


@bp.get("/bureau/demandes/<uuid:draft_id>/documents/<uuid:document_id>")
@may("office")
def download(draft_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """Give a document of a request that was sent; that it was opened is logged."""
    row, _ = _find(draft_id)
    document = requests.document(db.session, draft_id, document_id)
    if document is None:
        abort(404)
    history.log_view(me(), row.submission.number, f"document {document.id}")
    return mandates.sealed(document)
