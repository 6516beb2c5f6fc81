"""The pages of accounts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as Redirect

from app import mail
from app.accounts import services, sessions
from app.accounts.forms import ForgottenForm, LoginForm, PasswordForm, SignUpForm
from app.accounts.queries import account_by_email, live_token
from app.extensions import config, db, limiter, now
from app.security import anyone, renew_token, safe_next

bp = Blueprint("accounts", __name__)
PURPOSES = {"activation": "activate", "nouveau": "reset"}
WRONG = "Adresse courriel ou mot de passe inexact. Vérifiez-les, puis recommencez."
POSTS = limiter.limit("30 per 15 seconds", methods=["POST"])


@bp.get("/inscription")
@anyone
def sign_up() -> str:
    """Show « Je crée mon compte »."""
    return render_template("accounts/sign_up.html", form=SignUpForm())


@bp.post("/inscription")
@POSTS
@anyone
def sign_up_post() -> Redirect | tuple[str, int]:
    """Make the account and send its link; an address that is taken gets another mail and the same page."""
    form = SignUpForm(request.form)
    if not form.validate():
        return render_template("accounts/sign_up.html", form=form), 422
    names = (str(form.first_name.data), str(form.last_name.data))
    account, secret = services.sign_up(db.session, *names, str(form.email.data), now())
    db.session.commit()
    if secret is None:
        mail.send("known", account.email, account=account, link=_link("accounts.forgotten"))
    else:
        link = _link("accounts.choose_password", purpose="activation", secret=secret)
        mail.send("activate", account.email, account=account, link=link)
    return redirect(url_for(".mail_sent"), 303)


@bp.get("/inscription/mail-envoye")
@anyone
def mail_sent() -> str:
    """Say that a mail was sent."""
    return render_template("accounts/mail_sent.html")


@bp.get("/mot-de-passe/<any(activation, nouveau):purpose>/<secret>")
@anyone
def choose_password(purpose: str, secret: str) -> Response:
    """Show the password form; following the link uses nothing up."""
    token = live_token(db.session, PURPOSES[purpose], secret, now())
    if token is None:
        return _private("accounts/link_dead.html", 410, purpose=purpose)
    return _private("accounts/choose_password.html", form=PasswordForm(), account=token.account, purpose=purpose)


@bp.post("/mot-de-passe/<any(activation, nouveau):purpose>/<secret>")
@POSTS
@anyone
def choose_password_post(purpose: str, secret: str) -> Response | Redirect:
    """Keep the password, end every session, tell the person by mail."""
    form = PasswordForm(request.form)
    token = live_token(db.session, PURPOSES[purpose], secret, now())
    if token is None:
        return _private("accounts/link_dead.html", 410, purpose=purpose)
    if form.validate():
        try:
            account = services.choose_password(db.session, PURPOSES[purpose], secret, str(form.password.data), now())
        except services.PasswordRefusedError as refused:
            form.password.errors = (str(refused),)
        else:
            db.session.commit()
            mail.send("password_changed", account.email, account=account)
            flash("Votre mot de passe est enregistré. Vous pouvez vous connecter.")
            return redirect(url_for(".login"), 303)
    return _private("accounts/choose_password.html", 422, form=form, account=token.account, purpose=purpose)


@bp.get("/connexion")
@anyone
def login() -> str:
    """Show « Connexion à votre compte »."""
    return render_template("accounts/login.html", form=LoginForm(), suite=request.args.get("suite", ""))


@bp.post("/connexion")
@POSTS
@anyone
def login_post() -> Response | tuple[str, int]:
    """Open a session, and go on where the person was."""
    form, suite = LoginForm(request.form), request.form.get("suite", "")
    account = None
    if form.validate():
        account = services.log_in(db.session, str(form.email.data), str(form.password.data))
        if account is None:
            form.password.errors = (WRONG,)
    if account is None:
        return render_template("accounts/login.html", form=form, suite=suite), 422
    services.close_session(db.session, sessions.current_cookie())
    secret = services.open_session(db.session, account, now(), config().session_hours)
    db.session.commit()
    renew_token()
    return sessions.set_cookie(make_response(redirect(safe_next(suite, url_for("pages.home")), 303)), secret)


@bp.post("/deconnexion")
@anyone
def logout() -> Response:
    """End the session, here and on the server."""
    services.close_session(db.session, sessions.current_cookie())
    db.session.commit()
    renew_token()
    flash("Vous êtes déconnecté.")
    return sessions.clear_cookie(make_response(redirect(url_for(".login"), 303)))


@bp.get("/mot-de-passe/oublie")
@anyone
def forgotten() -> str:
    """Show « Changement de votre mot de passe »."""
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@bp.post("/mot-de-passe/oublie")
@POSTS
@anyone
def forgotten_post() -> Redirect | tuple[str, int]:
    """Send the link, if there is such an account; the page is the same if there is none."""
    form = ForgottenForm(request.form)
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), 422
    account = account_by_email(db.session, str(form.email.data))
    if account is not None:
        purpose = "nouveau" if account.password_hash else "activation"
        secret = services.make_token(db.session, account, PURPOSES[purpose], now())
        db.session.commit()
        link = _link("accounts.choose_password", purpose=purpose, secret=secret)
        mail.send("reset", account.email, account=account, link=link)
    return redirect(url_for(".mail_sent"), 303)


def _link(endpoint: str, **values: Any) -> str:
    return config().base_url + url_for(endpoint, **values)


def _private(template: str, code: int = 200, **values: object) -> Response:
    """Give a page whose address is a secret, which no other site may learn."""
    response = make_response(render_template(template, **values), code)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
