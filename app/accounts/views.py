"""Logging in and out."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.wrappers import Response

from app.accounts import attempts, factors, passwords, services, sessions
from app.accounts.forms import CodeForm, LoginForm
from app.accounts.models import Account
from app.accounts.queries import account_by_email, email_key, keyed_digest
from app.extensions import config, db, limiter, now
from app.outbox import services as outbox
from app.security import anyone, renew_token, safe_next

bp = Blueprint("accounts", __name__)
WRONG = "Adresse courriel ou mot de passe inexact. Vérifiez-les, puis recommencez."
POSTS = limiter.limit("30 per 15 seconds", methods=["POST"])
Page = Response | tuple[str, int]


def attempts_key(email: str) -> str:
    """Give the key under which wrong tries for an address are counted."""
    return keyed_digest(email_key(email), config().secret_key)


@bp.get("/connexion")
@anyone
def login() -> str:
    """Show « Connexion à votre compte »."""
    return login_page(LoginForm(), request.args.get("suite", ""))


def login_page(form: LoginForm, suite: str, kept: str = "") -> str:
    """Draw the login; `kept` is what was typed on a page whose session had ended, as JSON."""
    return render_template("accounts/login.html", form=form, suite=suite, kept=kept)


@bp.post("/connexion")
@POSTS
@anyone
def login_post() -> Page:
    """Open a session, and go on where the person was."""
    form, suite, kept = LoginForm(request.form), request.form.get("suite", ""), request.form.get("kept", "")
    if not form.validate():
        return login_page(form, suite, kept), 422
    email = str(form.email.data)
    wait = attempts.waiting(db.session, attempts_key(email), now())
    if wait:
        form.password.errors = (wait_words(wait),)
        return make_response(login_page(form, suite, kept), 429, {"Retry-After": str(wait)})
    account = account_by_email(db.session, email)
    if not passwords.verify(account.password_hash if account else None, str(form.password.data)) or account is None:
        form.password.errors = (_failed(account, email),)
        return login_page(form, suite, kept), 422
    attempts.forget(db.session, attempts_key(email))
    return let_in(account, suite, kept)


def wait_words(seconds: int) -> str:
    """Say how long to wait."""
    span = f"{seconds} secondes" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return f"Trop d’essais avec un mauvais mot de passe. Attendez {span}, ou choisissez « Mot de passe oublié ? »."


def _failed(account: Account | None, email: str) -> str:
    """Count a wrong try; the tenth locks, and the owner of the account is sent a link that unlocks."""
    locked = attempts.fail(db.session, attempts_key(email), now())
    if locked and account is not None and services.may_send_link(db.session, account, now()):
        secret = services.make_token(db.session, account, "unlock", now())
        outbox.send("locked", account.email, account=account, link=link("accounts.unlock", secret=secret))
    db.session.commit()
    return WRONG


def let_in(account: Account, suite: str = "", kept: str = "", method: str = "password") -> Response:
    """Open the session of somebody who proved who they are; the département's people owe a second factor."""
    if account.disabled_at is not None or account.closed_at is not None:
        db.session.commit()
        flash("Ce compte est fermé. Pour toute question, téléphonez-nous.")
        return make_response(redirect(url_for("accounts.login"), 303))
    secret = sessions.enter(account, method, "factor" if account.staff else "full")
    db.session.commit()
    renew_token()
    g.session_row = sessions.known(secret)
    page = code_page(CodeForm(), suite, kept) if account.staff else landing(suite, kept)
    return sessions.set_cookie(page, secret)


def code_page(form: CodeForm, suite: str, kept: str, code: int = 200) -> Response:
    """Draw the page that asks for the second factor, or that sets it up the first time."""
    session = sessions.current("factor")
    if session is None:
        return make_response(redirect(url_for("accounts.login", suite=suite or None), 303))
    factor = factors.begin(db.session, session.account)
    db.session.commit()
    values: dict[str, Any] = {"form": form, "suite": suite, "kept": kept}
    if factor.confirmed_at is None:
        values["picture"] = factors.picture(factor, session.account, config().department.portal)
        values["seed"] = factors.seed(factor)
    return private("accounts/code.html", code, **values)


def landing(suite: str, kept: str = "") -> Response:
    """Go where the person was going; what they had typed there waits for one more click."""
    target = safe_next(suite, url_for("pages.home"))
    fields = _kept_fields(kept)
    if not fields:
        return make_response(redirect(target, 303))
    return make_response(render_template("accounts/go_on.html", target=target, fields=fields))


def _kept_fields(kept: str) -> list[tuple[str, str]]:
    try:
        pairs = json.loads(kept) if kept else []
    except ValueError:
        return []
    if not isinstance(pairs, list):
        return []
    return [(str(one[0]), str(one[1])) for one in pairs if isinstance(one, list) and len(one) == 2]


def keep_what_was_typed() -> Response:
    """Answer a post whose session had ended with the login, on the same page, holding all that was typed."""
    pairs = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]
    body = render_template(
        "accounts/login.html",
        form=LoginForm(),
        suite=request.full_path.rstrip("?"),
        kept=json.dumps(pairs, ensure_ascii=False),
        ended=True,
        files=any(file.filename for file in request.files.values()),
    )
    return make_response(body, 403)


@bp.post("/deconnexion")
@anyone
def logout() -> Response:
    """End the session, here and on the server."""
    sessions.close(db.session, sessions.current_cookie())
    db.session.commit()
    renew_token()
    flash("Vous êtes déconnecté.")
    response: Response = current_app.extensions["leave"](make_response(redirect(url_for(".login"), 303)))
    return sessions.clear_cookie(response)


def link(endpoint: str, **values: Any) -> str:
    """Give the whole address of a page, for a mail."""
    return config().base_url + url_for(endpoint, **values)


def private(template: str, code: int = 200, **values: object) -> Response:
    """Give a page whose address is a secret, which no other site may learn."""
    response = make_response(render_template(template, **values), code)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
