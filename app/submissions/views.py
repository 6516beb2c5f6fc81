"""The pages of a request while it is filled."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.addresses.asking import searched
from app.catalogue.library import Loaded
from app.extensions import db, now, today
from app.rendering import Searched
from app.security import csrf_token, redraws_when_stale, signed_in
from app.submissions import carrying, drafts, history, overtaken, presenting, refusing
from app.submissions.access import Held, current, find, library, me, unsent
from app.submissions.applicant import missing
from app.submissions.models import Draft
from app.submissions.wizard import RECAP, RECAP_PAGE, Outcome, PagePost
from app.uploads.storage import Store

bp = Blueprint("submissions", __name__)
Answer = str | Response | tuple[str, int]
SAVED = "Votre demande est sauvegardée. Elle n’est pas encore envoyée : vous pouvez la reprendre ici."


def folder() -> Store:
    """Give the store of documents."""
    known: Store = presenting.extension("documents")
    return known


@bp.get("/demandes/<uuid:draft_id>/pages/<page_id>")
@signed_in
def page(draft_id: uuid.UUID, page_id: str) -> Answer:
    """Show a page of the form."""
    held = current(draft_id)
    draft, loaded = held.draft, held.loaded
    answers = drafts.answers_of(draft)
    journey = loaded.procedure.journey(answers, today=today())
    stage = journey.find(page_id)
    if stage is None or not stage.reachable or missing(loaded, held.owner):
        return redirect(presenting.resume(held), 303)
    known = drafts.sources(db.session, draft, loaded, page_id, held.owner)
    view = loaded.procedure.page(page_id, answers, known, today=today())
    lost = [*carrying.problems(draft, view), *refusing.problems(db.session, draft, view, loaded.procedure)]
    if lost:
        view = loaded.procedure.page(page_id, answers, known, today=today(), extra=lost)
    return presenting.page(draft, loaded, view, journey, retour=request.args.get("retour", ""))


@bp.post("/demandes/<uuid:draft_id>/pages/<page_id>")
@redraws_when_stale
@signed_in
def page_post(draft_id: uuid.UUID, page_id: str) -> Answer:
    """Keep a page, then go where its button leads."""
    held = unsent(draft_id)
    draft = held.draft
    old = overtaken.older(db.session, library(), draft, request.form)
    loaded = old or held.loaded
    if page_id not in {one.id for one in loaded.procedure.pages}:
        abort(404)
    if old is not None and not g.stale:
        return redirect(take_over(held, old, page_id), 303)
    retour = request.args.get("retour", "")
    files = request.files
    back = retour == RECAP
    post = PagePost(
        db.session, folder(), loaded, draft, page_id, request.form, files, today(), now(), back_to_recap=back
    )
    if g.stale:
        return presenting.stale(draft, post, retour)
    person = str(me().id)
    outcome = post.run()
    if outcome.view is None and outcome.leave != page_id:
        carrying.seen(draft, page_id)
    _note(held, loaded, page_id)
    for one in post.merge.elsewhere():
        flash(
            f"« {one.question.texts.title} » a été changé ailleurs entre-temps : la réponse la plus récente est gardée."
        )
    db.session.commit()
    found = searched(post.posted, outcome.search, person) if outcome.view else {}
    return _leave(draft, loaded, outcome, post, retour, found)


def take_over(held: Held, old: Loaded, page_id: str) -> str:
    """Keep what was typed on a page of an older version; give where the request goes on."""
    post = overtaken.OldPost(db.session, library(), held.draft, old, page_id, request.form, today(), now())
    flash(overtaken.MEANWHILE)
    for title in post.keep():
        flash(overtaken.GONE.format(title=title))
    for said in post.take_files(folder(), request.files):
        flash(said)
    _note(held, old, page_id)
    db.session.commit()
    return presenting.resume(held)


def _note(held: Held, loaded: Loaded, page_id: str) -> None:
    """Write down which page a helper filled; what the applicant does to a draft of their own is nobody's affair."""
    own = held.own() if loaded is held.loaded else loaded
    title = next((one.title for one in own.procedure.pages if one.id == page_id), "")
    if held.owner.id != me().id and title:
        history.note(db.session, held.draft, me(), "page", now(), {"page": title})


def _leave(
    draft: Draft, loaded: Loaded, outcome: Outcome, post: PagePost, retour: str, found: Mapping[str, Searched]
) -> Answer:
    if outcome.view is not None:
        journey = loaded.procedure.journey(post.answers, today=today())
        wrong = outcome.status >= 422
        body = presenting.page(draft, loaded, outcome.view, journey, retour, wrong=wrong, found=found)
        return body, outcome.status
    if outcome.saved:
        flash(SAVED)
    return redirect(presenting.address(draft, loaded, outcome, retour), 303)


@bp.post("/demandes/<uuid:draft_id>/pages/<page_id>/conditions")
@signed_in
def conditions(draft_id: uuid.UUID, page_id: str) -> dict[str, Any]:
    """Tell the script which questions apply to what is typed; nothing is kept."""
    draft, known, *_ = unsent(draft_id)
    loaded = overtaken.older(db.session, library(), draft, request.form) or known
    if page_id not in {one.id for one in loaded.procedure.pages}:
        abort(404)
    answers = drafts.answers_of(draft)
    form = loaded.procedure.form(page_id, answers, request.form, today=today())
    merged = loaded.procedure.accept(page_id, answers, form, today=today())
    view = loaded.procedure.page(page_id, merged, today=today(), show_problems=False)
    return {"questions": {one.name: {"visible": one.visible, "required": one.required} for one in view.questions()}}


@bp.post("/demandes/<uuid:draft_id>/pages/<page_id>/enregistrer")
@signed_in
def autosave(draft_id: uuid.UUID, page_id: str) -> tuple[dict[str, Any], int]:
    """Keep what is typed on a page, question by question; say what was changed elsewhere."""
    held = find(draft_id, "fill")
    draft, loaded = held.draft, held.loaded
    if draft.submission is not None:
        return {"sent": draft.submission.number}, 409
    old = overtaken.older(db.session, library(), draft, request.form)
    if page_id not in {RECAP_PAGE, *(one.id for one in (old or loaded).procedure.pages)}:
        abort(404)
    if old is not None:
        overtaking = overtaken.OldPost(db.session, library(), draft, old, page_id, request.form, today(), now())
        overtaking.keep()
        db.session.commit()
        return overtaking.told(), 200
    post = PagePost(db.session, folder(), loaded, draft, page_id, request.form, MultiDict(), today(), now())
    post.autosave()
    view = loaded.procedure.page(page_id, post.answers, today=today(), show_problems=False)
    told = post.merge.told(post.answers, draft.revisions, view, now())
    db.session.commit()
    return told, 200


@bp.get("/jeton")
@signed_in
def token() -> dict[str, str]:
    """Give a script of ours a new token, after the person logged in again elsewhere."""
    return {"token": csrf_token()}
