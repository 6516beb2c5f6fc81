"""« Mes informations personnelles »: a definition like any other, shown and edited page by page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

import forms
from app.accounts.models import Account
from app.extensions import db, today
from app.profile import services
from app.profile.editing import Edit, library
from app.security import redraws_when_stale, signed_in

bp = Blueprint("profile", __name__)
Answer = str | Response | tuple[str, int]


def me() -> Account:
    """Give the account of the person who asks."""
    found: Account = current_user._get_current_object()
    return found


@bp.get("/mes-informations")
@signed_in
def show() -> str:
    """Show what a person has told about themselves."""
    answers = services.answers_of(db.session, me())
    procedure = library().profile(fixed=services.from_franceconnect(db.session, me())).procedure
    sections = procedure.recap(answers, today=today())
    return render_template("profile/show.html", sections=sections)


def _edit(page_id: str, posted: MultiDict[str, str] | None = None) -> Edit:
    loaded = library().profile(fixed=services.from_franceconnect(db.session, me()))
    if page_id not in {page.id for page in loaded.procedure.pages}:
        abort(404)
    return Edit(me(), loaded, page_id, posted)


@bp.get("/mes-informations/<page_id>")
@signed_in
def edit(page_id: str) -> str:
    """Show some of the information, to be changed."""
    return _draw(_edit(page_id))


def _draw(made: Edit, told: bool = False, stale: bool = False) -> str:
    autosave = url_for("profile.autosave", page_id=made.page_id)
    return render_template("profile/edit.html", autosave=autosave, stale=stale, **made.values(told))


@bp.post("/mes-informations/<page_id>")
@redraws_when_stale
@signed_in
def edit_post(page_id: str) -> Answer:
    """Keep the information as typed; show it again while it is not right."""
    made = _edit(page_id, request.form)
    if g.stale:
        return _draw(made, stale=True), 403
    if made.searching:
        return _draw(made)
    right = made.right()
    made.keep()
    db.session.commit()
    if not right:
        return _draw(made, told=True), 422 if made.wrong else 200
    for title in made.elsewhere():
        flash(f"« {title} » a été changé ailleurs entre-temps : la réponse la plus récente est gardée.")
    flash("Vos informations sont enregistrées.")
    return redirect(url_for(".show"), 303)


@bp.post("/mes-informations/<page_id>/enregistrer")
@signed_in
def autosave(page_id: str) -> dict[str, Any]:
    """Keep what is typed of the information, question by question; say what was changed elsewhere."""
    told = _edit(page_id, request.form).autosave()
    db.session.commit()
    return told


def count() -> int:
    """Count what the person has told, for the home page."""
    return services.counted(services.answers_of(db.session, me()).values)


def relevant(account: Account) -> dict[str, object]:
    """Give the answers of a person that apply, from which requests are prefilled."""
    answers: forms.Answers = services.answers_of(db.session, account)
    return library().profile().procedure.relevant(answers, today=today())
