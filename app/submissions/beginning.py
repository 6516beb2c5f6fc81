"""Beginning a request from the entry page of its procedure."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalogue.models import ProcedureVersion
from app.catalogue.queries import latest
from app.catalogue.services import state_of
from app.extensions import db, now, today
from app.security import signed_in
from app.submissions import drafts, presenting, queries
from app.submissions.models import Draft
from app.submissions.views import bp, library


@bp.post("/demarches/<slug>/commencer")
@signed_in
def begin(slug: str) -> Response:
    """Begin a request, or open the one that was begun."""
    version = latest(db.session, slug)
    if version is None:
        abort(404)
    loaded = library().of(version)
    known = begun(current_user, version)
    if known is None and state_of(loaded.procedure.settings, today()) != "open":
        return redirect(url_for("catalogue.entry", slug=slug), 303)
    if known is None and loaded.procedure.terms is not None and not request.form.get("conditions"):
        return redirect(url_for("catalogue.entry", slug=slug, conditions="a-accepter"), 303)
    draft = drafts.begin(db.session, current_user.id, version, loaded, now())
    db.session.commit()
    journey = library().of(draft.version).procedure.journey(drafts.answers_of(draft), today=today())
    return redirect(presenting.first_page(draft, journey), 303)


def begun(account: object, version: ProcedureVersion) -> Draft | None:
    """Find the draft of a procedure that a person has begun and not sent."""
    return queries.begun_draft(db.session, current_user.id, version.procedure_id) if account else None
