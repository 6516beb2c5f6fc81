"""Beginning a request from the entry page of its procedure, for oneself or for somebody one helps."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import helping
from app.accounts.models import Account, HelperLink
from app.catalogue.models import ProcedureVersion
from app.catalogue.services import has_entry, standing
from app.catalogue.serving import latest
from app.extensions import db, now, today
from app.security import OWNER, signed_in
from app.submissions import drafts, history, presenting, queries
from app.submissions.access import Held, library, me
from app.submissions.models import Draft
from app.submissions.views import bp

TOO_MANY = "Vous avez déjà cinq demandes à finaliser pour cette démarche. Envoyez-en une ou supprimez-en une d’abord."


@bp.post("/demarches/<slug>/commencer")
@signed_in
def begin(slug: str) -> Response:
    """Begin a request, or open the one that was begun."""
    version = latest(db.session, library(), slug)
    if version is None or not has_entry(version):
        abort(404)
    loaded, owner = library().of(version), _applicant()
    known = queries.begun_draft(db.session, owner.id, version.procedure_id)
    another = request.form.get("autre") == "oui"
    fresh = known is None or another
    if fresh and standing(version.procedure, loaded.procedure.settings, today()) != "open":
        return redirect(url_for("catalogue.entry", slug=slug), 303)
    if fresh and loaded.procedure.terms is not None and not request.form.get("conditions"):
        langue = request.form.get("langue", "")[:2] or None
        return redirect(url_for("catalogue.entry", slug=slug, conditions="a-accepter", langue=langue), 303)
    helper, key = None if owner.id == me().id else me().id, uuid.uuid4()
    try:
        draft = drafts.begin(db.session, owner.id, version, loaded, now(), helper, another=another, key=key)
    except drafts.TooManyError:
        flash(TOO_MANY)
        return redirect(url_for(".unsent_list"), 303)
    drafts.speak(draft, loaded, request.form.get("langue", ""))
    held = Held(draft, library().of(draft.version), owner, OWNER)
    if draft.id == key:
        history.note(db.session, draft, me(), "begun", now())
    target = presenting.resume(held)
    draft.profile_asked = draft.profile_asked or target == url_for("submissions.about", draft_id=draft.id)
    db.session.commit()
    return redirect(target, 303)


def _applicant() -> Account:
    """Give the account for which a request is begun: one's own, or that of somebody one fills in for."""
    text = request.form.get("pour", "")
    if not text:
        return me()
    link = next((one for one in helped() if str(one.id) == text), None)
    if link is None:
        abort(404)
    return link.person


def helped() -> list[HelperLink]:
    """Give the people for whom the person who asks may fill in."""
    return [one for one in helping.of_helper(db.session, current_user.id) if one.rights == helping.FILL]


def begun(account: object, version: ProcedureVersion) -> Draft | None:
    """Find the draft of a procedure that a person has begun and not sent."""
    return queries.begun_draft(db.session, current_user.id, version.procedure_id) if account else None
