"""« Le formulaire a changé »: what changes for a draft, and the button that moves it."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request

from app.extensions import db, now, today
from app.rendering import merging
from app.security import signed_in
from app.submissions import carrying, presenting
from app.submissions.access import Held, is_behind, library, me, refuse_spoiled, unsent
from app.submissions.views import Answer, bp, folder


@bp.get("/demandes/<uuid:draft_id>/formulaire-change")
@signed_in
def changed(draft_id: uuid.UUID) -> Answer:
    """Show what the versions published since a draft was last open change for it; nothing moves yet."""
    held = unsent(draft_id, spoiled=True)
    if is_behind(held.draft):
        return _draw(held)
    refuse_spoiled(held)
    return redirect(presenting.resume(held), 303)


@bp.post("/demandes/<uuid:draft_id>/formulaire-change")
@signed_in
def changed_post(draft_id: uuid.UUID) -> Answer:
    """Move a draft to the version that the page told of, its new terms accepted; after another one, tell of that."""
    held = unsent(draft_id, spoiled=True)
    if not is_behind(held.draft):
        refuse_spoiled(held)
        return redirect(presenting.resume(held), 303)
    to = carrying.planned(db.session, library(), held.draft, today())
    if merging.number(request.form.get("version", "")) != to.loaded.number:
        return _draw(held), 409
    if to.terms is not None and not request.form.get("conditions"):
        return _draw(held, wrong=True), 422
    carrying.move(db.session, folder(), held.draft, to, me(), now())
    target = presenting.resume(held._replace(loaded=to.loaded))
    db.session.commit()
    if to.sentence:
        flash(to.sentence)
    return redirect(target, 303)


def _draw(held: Held, wrong: bool = False) -> str:
    to = carrying.planned(db.session, library(), held.draft, today())
    return render_template("submissions/changed.html", draft=held.draft, loaded=to.loaded, to=to, wrong=wrong)
