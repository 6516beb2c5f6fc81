"""« Mes informations personnelles »: a definition like any other, shown and edited page by page."""

from __future__ import annotations

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
    return render_template("profile/edit.html", **_edit(page_id).values(told=False))


@bp.post("/mes-informations/<page_id>")
@redraws_when_stale
@signed_in
def edit_post(page_id: str) -> Answer:
    """Keep the information when it is right; else show it again as typed."""
    made = _edit(page_id, request.form)
    if g.stale:
        return render_template("profile/edit.html", stale=True, **made.values(told=False)), 403
    if made.searching:
        return render_template("profile/edit.html", **made.values(told=False))
    if not made.right():
        wrong = made.values(told=True)
        return render_template("profile/edit.html", **wrong), 422 if wrong["wrong"] else 200
    made.keep()
    db.session.commit()
    flash("Vos informations sont enregistrées.")
    return redirect(url_for(".show"), 303)


def count() -> int:
    """Count what the person has told, for the home page."""
    return services.counted(services.answers_of(db.session, me()).values)


def relevant(account: Account) -> dict[str, object]:
    """Give the answers of a person that apply, from which requests are prefilled."""
    answers: forms.Answers = services.answers_of(db.session, account)
    return library().profile().procedure.relevant(answers, today=today())
