"""The second factor of the département's people: setting it up, giving its code."""

from __future__ import annotations

from flask import g, render_template, request, url_for
from flask.wrappers import Response
from sqlalchemy import select

from app.accounts import attempts, factors, sessions
from app.accounts.forms import CodeForm
from app.accounts.models import Account, Factor
from app.accounts.views import POSTS, attempts_key, bp, code_page, landing, wait_words
from app.extensions import db, now
from app.security import anyone, development_only, renew_token

WRONG_CODE = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, puis écrivez-le."


@bp.get("/connexion/code")
@anyone
def code() -> Response:
    """Ask for the second factor of somebody who gave their password."""
    return code_page(CodeForm(), request.args.get("suite", ""), "")


@bp.post("/connexion/code")
@POSTS
@anyone
def code_post() -> Response:
    """Let in with a right code; the first one takes the factor into use and shows the recovery codes."""
    form, suite, kept = CodeForm(request.form), request.form.get("suite", ""), request.form.get("kept", "")
    session = sessions.current("factor")
    if session is None or not form.validate():
        return code_page(form, suite, kept, 422)
    account = session.account
    key = attempts_key(f"code {account.id}")
    wait = attempts.waiting(db.session, key, now())
    factor = factors.begin(db.session, account)
    if wait or not factors.check(factor, str(form.code.data), now()):
        form.code.errors = (wait_words(wait) if wait else WRONG_CODE,)
        if not wait:
            attempts.fail(db.session, key, now())
        db.session.commit()
        return code_page(form, suite, kept, 422)
    attempts.forget(db.session, key)
    recovery = [] if factor.confirmed_at else factors.confirm(factor, now())
    secret = sessions.enter(account)
    db.session.commit()
    renew_token()
    g.session_row = sessions.known(secret)
    return sessions.set_cookie(_after(recovery, suite, kept), secret)


def _after(recovery: list[str], suite: str, kept: str) -> Response:
    """Show the recovery codes, once; or go on."""
    if not recovery:
        return landing(suite, kept)
    body = render_template("accounts/recovery.html", recovery=recovery, target=url_for("pages.home"))
    return Response(body)


@bp.get("/dev/codes")
@development_only
def codes() -> str:
    """Show the codes of this moment, for the demo accounts of `make run`."""
    found = db.session.scalars(select(Factor).where(Factor.confirmed_at.is_not(None)))
    rows = [(db.session.get(Account, one.account_id), factors.code_now(one, now())) for one in found]
    return render_template("accounts/codes.html", rows=rows)
