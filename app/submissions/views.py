"""The pages of a request: filling, recap, sending."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

import forms
from app import mail
from app.addresses.asking import searched
from app.catalogue.library import Library, Loaded
from app.extensions import db, now, today
from app.rendering import Searched
from app.security import redraws_when_stale, signed_in
from app.submissions import drafts, presenting, queries, sending
from app.submissions.models import Draft
from app.submissions.wizard import RECAP, Outcome, PagePost
from app.uploads.storage import Folder

bp = Blueprint("submissions", __name__)
Answer = str | Response | tuple[str, int]


def library() -> Library:
    """Give the compiled procedures of the application."""
    known: Library = g.get("library") or presenting.extension("library")
    return known


def folder() -> Folder:
    """Give the folder of documents."""
    known: Folder = presenting.extension("documents")
    return known


def find(draft_id: uuid.UUID) -> tuple[Draft, Loaded]:
    """Find a draft of the person who asks, with its procedure; another person's does not exist."""
    draft = queries.own_draft(db.session, current_user.id, draft_id)
    if draft is None:
        abort(404)
    return draft, library().of(draft.version)


def unsent(draft_id: uuid.UUID) -> tuple[Draft, Loaded]:
    """Find a draft that was not sent; one that was leads to the request."""
    draft, loaded = find(draft_id)
    if draft.submission is not None:
        flash(f"Cette demande est déjà envoyée, sous le n° {draft.submission.number}.")
        abort(redirect(url_for(".detail", draft_id=draft.id), 303))
    return draft, loaded


@bp.get("/demandes/<uuid:draft_id>/pages/<page_id>")
@signed_in
def page(draft_id: uuid.UUID, page_id: str) -> Answer:
    """Show a page of the form."""
    draft, loaded = unsent(draft_id)
    answers = drafts.answers_of(draft)
    journey = loaded.procedure.journey(answers, today=today())
    stage = journey.find(page_id)
    if stage is None or not stage.reachable:
        return redirect(presenting.first_page(draft, journey), 303)
    known = drafts.sources(db.session, draft, loaded, page_id, presenting.person(current_user))
    view = loaded.procedure.page(page_id, answers, known, today=today())
    return presenting.page(draft, loaded, view, journey, retour=request.args.get("retour", ""))


@bp.post("/demandes/<uuid:draft_id>/pages/<page_id>")
@redraws_when_stale
@signed_in
def page_post(draft_id: uuid.UUID, page_id: str) -> Answer:
    """Keep a page, then go where its button leads."""
    draft, loaded = unsent(draft_id)
    if page_id not in {one.id for one in loaded.procedure.pages}:
        abort(404)
    retour = request.args.get("retour", "")
    files = request.files
    back = retour == RECAP
    post = PagePost(
        db.session, folder(), loaded, draft, page_id, request.form, files, today(), now(), back_to_recap=back
    )
    if g.stale:
        return presenting.stale(draft, post, retour)
    person = str(current_user.id)
    outcome = post.run()
    db.session.commit()
    found = searched(post.posted, outcome.search, person) if outcome.view else {}
    return _leave(draft, loaded, outcome, post, retour, found)


def _leave(
    draft: Draft, loaded: Loaded, outcome: Outcome, post: PagePost, retour: str, found: Mapping[str, Searched]
) -> Answer:
    if outcome.view is not None:
        journey = loaded.procedure.journey(post.answers, today=today())
        wrong = outcome.status == 422
        body = presenting.page(draft, loaded, outcome.view, journey, retour, wrong=wrong, found=found)
        return body, outcome.status
    if outcome.saved:
        flash("Votre demande est sauvegardée. Elle n’est pas encore envoyée : vous pouvez la reprendre ici.")
    return redirect(presenting.address(draft, loaded, outcome, retour), 303)


@bp.post("/demandes/<uuid:draft_id>/pages/<page_id>/conditions")
@signed_in
def conditions(draft_id: uuid.UUID, page_id: str) -> dict[str, Any]:
    """Tell the script which questions apply to what is typed; nothing is kept."""
    draft, loaded = unsent(draft_id)
    if page_id not in {one.id for one in loaded.procedure.pages}:
        abort(404)
    answers = drafts.answers_of(draft)
    form = loaded.procedure.form(page_id, answers, request.form, today=today())
    merged = loaded.procedure.accept(page_id, answers, form, today=today())
    view = loaded.procedure.page(page_id, merged, today=today(), show_problems=False)
    return {"questions": {one.name: {"visible": one.visible, "required": one.required} for one in view.questions()}}


@bp.get("/demandes/<uuid:draft_id>/recapitulatif")
@signed_in
def recap(draft_id: uuid.UUID) -> Answer:
    """Show the recap."""
    draft, loaded = unsent(draft_id)
    answers = drafts.answers_of(draft)
    journey = loaded.procedure.journey(answers, today=today())
    if journey.first_incomplete is not None:
        return redirect(presenting.first_page(draft, journey), 303)
    return presenting.recap(draft, loaded, answers, today())


@bp.post("/demandes/<uuid:draft_id>/recapitulatif")
@signed_in
def recap_post(draft_id: uuid.UUID) -> Answer:
    """Keep what was corrected on the recap, then save, go back or send."""
    draft, loaded = find(draft_id)
    if draft.submission is not None:
        return redirect(url_for(".receipt", draft_id=draft.id), 303)
    answers = drafts.answers_of(draft)
    form = loaded.procedure.form("recap", answers, request.form, today=today())
    answers = loaded.procedure.accept("recap", answers, form, today=today())
    drafts.keep(draft, answers, loaded, now())
    action = request.form.get("action", "send")
    if action != "send" or not form.validate():
        db.session.commit()
        return _leave_recap(draft, loaded, answers, form, action)
    return _send(draft, loaded, answers)


def _leave_recap(draft: Draft, loaded: Loaded, answers: forms.Answers, form: forms.PageForm, action: str) -> Answer:
    if action == "save":
        flash("Votre demande est sauvegardée. Elle n’est pas encore envoyée : vous pouvez la reprendre ici.")
        return redirect(url_for(".unsent_list"), 303)
    if action == "previous":
        pages = loaded.procedure.journey(answers, today=today()).stages
        return redirect(url_for(".page", draft_id=draft.id, page_id=pages[-1].page.id), 303)
    return presenting.recap(draft, loaded, answers, today(), form.problems), 422


def _send(draft: Draft, loaded: Loaded, answers: forms.Answers) -> Answer:
    try:
        submission, fresh = sending.send(db.session, draft, loaded, today(), now())
    except sending.NotReadyError:
        db.session.commit()
        problems = loaded.procedure.problems(answers, today=today())
        return presenting.recap(draft, loaded, answers, today(), problems), 422
    except sending.ClosedError:
        db.session.commit()
        return render_template("submissions/closed.html", loaded=loaded, draft=draft), 422
    db.session.commit()
    if fresh:
        values = presenting.mail_values(loaded, submission)
        mail.send("sent", current_user.email, account=current_user, submission=submission, **values)
    return redirect(url_for(".receipt", draft_id=draft.id), 303)


@bp.get("/demandes/<uuid:draft_id>/arret")
@signed_in
def stopped(draft_id: uuid.UUID) -> Answer:
    """Say why the request cannot go on, and where to turn."""
    draft, loaded = unsent(draft_id)
    problem = loaded.procedure.stop(drafts.answers_of(draft), today=today())
    if problem is None:
        journey = loaded.procedure.journey(drafts.answers_of(draft), today=today())
        return redirect(presenting.first_page(draft, journey), 303)
    return render_template("submissions/stopped.html", draft=draft, loaded=loaded, problem=problem)
