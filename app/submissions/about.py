"""« Vos informations »: what a request needs of the applicant's profile, asked first, written to the profile."""

from __future__ import annotations

import uuid

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.extensions import db, now
from app.profile import services as profile
from app.profile.editing import Edit
from app.security import redraws_when_stale, signed_in
from app.submissions import history, presenting
from app.submissions.access import Held, library, me, unsent
from app.submissions.applicant import asked, needed
from app.submissions.views import SAVED, Answer, bp
from app.submissions.wizard import RECAP


def _edit(held: Held, posted: MultiDict[str, str] | None = None) -> Edit:
    """Make the page: what is missing, or everything needed when nothing is or when it is to be checked."""
    keys = asked(held.loaded, held.owner)
    whole = not keys or request.args.get("retour") == RECAP or request.args.get("tout") == "oui"
    fixed = profile.from_franceconnect(db.session, held.owner)
    part = library().profile(needed(held.loaded) if whole else keys, fixed)
    return Edit(held.owner, part, part.procedure.pages[0].id, posted)


@bp.get("/demandes/<uuid:draft_id>/vos-informations")
@signed_in
def about(draft_id: uuid.UUID) -> Answer:
    """Show the first page of a request."""
    held = unsent(draft_id)
    if not needed(held.loaded):
        return redirect(presenting.resume(held), 303)
    return _draw(held, _edit(held), told=False)


@bp.post("/demandes/<uuid:draft_id>/vos-informations")
@redraws_when_stale
@signed_in
def about_post(draft_id: uuid.UUID) -> Answer:
    """Write what was typed to the profile, whatever the button, then go where it leads."""
    held = unsent(draft_id)
    if not needed(held.loaded):
        return redirect(presenting.resume(held), 303)
    made = _edit(held, request.form)
    if g.stale:
        return _draw(held, made, told=False, stale=True), 403
    right, action = made.right(), made.action
    if made.searching:
        return _draw(held, made, told=False)
    wrong = _draw(held, made, told=True) if action == "next" and not right else ""
    made.keep()
    held.draft.profile_asked = True
    history.note(db.session, held.draft, me(), "profile", now())
    db.session.commit()
    if wrong:
        return wrong, 422 if made.values(told=True)["wrong"] else 200
    return redirect(_after(held, action), 303)


def _after(held: Held, action: str) -> str:
    if action == "save":
        flash(SAVED)
        return url_for("submissions.unsent_list")
    if action == "previous":
        return url_for("catalogue.entry", slug=held.loaded.slug)
    if request.args.get("retour") == RECAP:
        return url_for("submissions.recap", draft_id=held.draft.id)
    return presenting.resume(held)


def _draw(held: Held, made: Edit, told: bool, stale: bool = False) -> str:
    journey = presenting.journey_of(held)
    return render_template(
        "submissions/about.html",
        draft=held.draft,
        owner=held.owner,
        helping=held.owner.id != me().id,
        procedure=held.loaded.procedure,
        total=len(journey.stages) + 1,
        stale=stale,
        **made.values(told),
    )
