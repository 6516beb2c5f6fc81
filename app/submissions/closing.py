"""« Fermer mon compte »: what is not sent goes, what was sent stays as long as the law asks."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.wrappers import Response
from sqlalchemy import delete

from app.accounts import helping, services, sessions
from app.accounts.forms import CloseForm
from app.accounts.own import owns_password
from app.accounts.views import POSTS
from app.extensions import db, now
from app.outbox import services as outbox
from app.profile.models import Profile
from app.security import renew_token, signed_in
from app.submissions import queries
from app.submissions.access import me
from app.submissions.views import bp, folder
from app.uploads.services import drop_after_commit


@bp.get("/fermer-mon-compte")
@signed_in
def close_account() -> str:
    """Say what closing does, and ask for the password."""
    return _page(CloseForm())


def _page(form: CloseForm) -> str:
    requests, drafts = queries.counts(db.session, me().id)
    return render_template("submissions/close_account.html", form=form, requests=requests, drafts=drafts)


@bp.post("/fermer-mon-compte")
@POSTS
@signed_in
def close_account_post() -> Response | tuple[str, int]:
    """Close the account; its drafts, documents not sent, profile and helpers go."""
    form, account = CloseForm(request.form), me()
    if not (form.validate() and owns_password(form.current, account)):
        return _page(form), 422
    outbox.send("closed", account.email, account=account)
    for draft in queries.unsent(db.session, account.id):
        for document in queries.documents(db.session, draft.id):
            drop_after_commit(db.session, folder(), document.id)
        db.session.delete(draft)
    db.session.execute(delete(Profile).where(Profile.account_id == account.id))
    for link in (*helping.of_person(db.session, account.id), *helping.of_helper(db.session, account.id)):
        helping.end(link, "person" if link.person_id == account.id else "helper", now())
    services.close(db.session, account, now())
    db.session.commit()
    renew_token()
    flash("Votre compte est fermé.")
    return sessions.clear_cookie(make_response(redirect(url_for("accounts.login"), 303)))
