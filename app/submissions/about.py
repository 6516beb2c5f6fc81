"""« Vos informations »: what a request needs of the applicant's profile, asked first, written to the profile."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.extensions import db, now
from app.profile import services as profile
from app.profile.editing import Edit
from app.security import redraws_when_stale, signed_in
from app.submissions import history, presenting
from app.submissions.access import Held, current, find, library, me, unsent
from app.submissions.applicant import asked, needed
from app.submissions.views import SAVED, Answer, bp
from app.submissions.wizard import RECAP


def _edit(held: Held, posted: MultiDict[str, str] | None = None) -> Edit:
    """Make the page with the questions that it asks."""
    fixed = profile.from_franceconnect(db.session, held.owner)
    part = library().profile(_keys(held), fixed)
    return Edit(held.owner, part, part.procedure.pages[0].id, posted)


def _keys(held: Held) -> tuple[str, ...]:
    """Give what the page asks: what is missing, or everything needed when nothing is or when it is to be checked.

    A page that is open goes on asking what it asked, although what is typed there is missing no longer.
    """
    wanted = needed(held.loaded)
    drawn = tuple(key for key in wanted if key in request.form.get("asked", "").split(" "))
    if drawn:
        return drawn
    whole = request.args.get("retour") == RECAP or request.args.get("tout") == "oui"
    return (() if whole else asked(held.loaded, held.owner)) or wanted


@bp.get("/demandes/<uuid:draft_id>/vos-informations")
@signed_in
def about(draft_id: uuid.UUID) -> Answer:
    """Show the first page of a request."""
    held = current(draft_id)
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
    made.keep()
    wrong = _draw(held, made, told=True) if action == "next" and not right else ""
    held.draft.profile_asked = True
    history.note(db.session, held.draft, me(), "profile", now())
    db.session.commit()
    if wrong:
        return wrong, 422 if made.wrong else 200
    for title in made.elsewhere():
        flash(f"« {title} » a été changé ailleurs entre-temps : la réponse la plus récente est gardée.")
    return redirect(_after(held, action), 303)


@bp.post("/demandes/<uuid:draft_id>/vos-informations/enregistrer")
@signed_in
def about_autosave(draft_id: uuid.UUID) -> tuple[dict[str, Any], int]:
    """Keep what is typed on the first page of a request; say what was changed elsewhere."""
    held = find(draft_id, "fill")
    if held.draft.submission is not None:
        return {"sent": held.draft.submission.number}, 409
    if not needed(held.loaded):
        abort(404)
    held.draft.profile_asked = True
    told = _edit(held, request.form).autosave()
    db.session.commit()
    return told, 200


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
        **presenting.standing(held.draft, held.loaded),
        owner=held.owner,
        helping=held.owner.id != me().id,
        procedure=held.loaded.procedure,
        total=len(journey.stages) + 1,
        autosave=url_for("submissions.about_autosave", draft_id=held.draft.id),
        asked=" ".join(_keys(held)),
        stale=stale,
        **made.values(told),
    )
