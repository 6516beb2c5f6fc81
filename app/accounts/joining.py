"""Sign-up and the links that are sent by mail: choosing a password, unlocking."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as Redirect

from app.accounts import attempts, commonplace, passwords, services
from app.accounts.forms import ForgottenForm, PasswordForm, SignUpForm
from app.accounts.models import Account
from app.accounts.queries import account_by_email, live_token, token
from app.accounts.views import POSTS, attempts_key, bp, link, private
from app.extensions import db, now
from app.outbox import services as outbox
from app.security import anyone

PURPOSES = {"activation": "activate", "nouveau": "reset"}
WEEK = timedelta(days=7)


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
    known = account_by_email(db.session, str(form.email.data))
    if known is not None and not services.may_send_link(db.session, known, now()):
        return redirect(url_for(".mail_sent"), 303)
    account, secret = services.sign_up(db.session, *names, str(form.email.data), now())
    if secret is None:
        reset = services.make_token(db.session, account, "reset", now())
        outbox.send("known", account.email, account=account, link=_choice("nouveau", reset))
    else:
        outbox.send("activate", account.email, account=account, link=_choice("activation", secret))
    db.session.commit()
    return redirect(url_for(".mail_sent"), 303)


@bp.get("/inscription/mail-envoye")
@anyone
def mail_sent() -> str:
    """Say that a mail was sent."""
    return render_template("accounts/mail_sent.html")


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
        _send_choice(account)
    db.session.commit()
    return redirect(url_for(".mail_sent"), 303)


def _send_choice(account: Account) -> None:
    """Send the link with which an account chooses a password, its first or another."""
    if account.disabled_at is not None or not services.may_send_link(db.session, account, now()):
        return
    purpose = "nouveau" if account.password_hash else "activation"
    secret = services.make_token(db.session, account, PURPOSES[purpose], now())
    name = "reset" if account.password_hash else "activate"
    outbox.send(name, account.email, account=account, link=_choice(purpose, secret))


@bp.get("/mot-de-passe/<any(activation, nouveau):purpose>/<secret>")
@anyone
def choose_password(purpose: str, secret: str) -> Response:
    """Show the password form; following the link uses nothing up."""
    found = live_token(db.session, PURPOSES[purpose], secret, now())
    if found is None:
        return _dead(purpose, secret)
    return private("accounts/choose_password.html", form=PasswordForm(), account=found.account, purpose=purpose)


@bp.post("/mot-de-passe/<any(activation, nouveau):purpose>/<secret>")
@POSTS
@anyone
def choose_password_post(purpose: str, secret: str) -> Response | Redirect:
    """Keep the password, end every session, tell the person by mail."""
    form = PasswordForm(request.form)
    found = live_token(db.session, PURPOSES[purpose], secret, now())
    if found is None:
        return _dead(purpose, secret)
    account, first = found.account, not found.account.password_hash
    if form.validate():
        key, password = attempts_key(account.email), str(form.password.data)
        try:
            services.choose_password(db.session, PURPOSES[purpose], secret, password, now(), key)
        except services.PasswordRefusedError as refused:
            form.password.errors = (str(refused),)
        except services.LinkDeadError:
            return _dead(purpose, secret)
        else:
            if not first:
                outbox.send("password_changed", account.email, account=account)
            db.session.commit()
            flash("Votre mot de passe est enregistré. Vous pouvez vous connecter.")
            return redirect(url_for(".login"), 303)
    return private("accounts/choose_password.html", 422, form=form, account=account, purpose=purpose)


def _dead(purpose: str, secret: str) -> Response:
    """Say that a link is dead; one that we did send can be replaced by one click."""
    known = token(db.session, PURPOSES[purpose], secret) is not None
    return private("accounts/link_dead.html", 410, purpose=purpose, secret=secret if known else "")


@bp.post("/mot-de-passe/<any(activation, nouveau):purpose>/<secret>/renouveler")
@POSTS
@anyone
def renew_link(purpose: str, secret: str) -> Redirect:
    """Send a new link in the place of a dead one, to the address that the account has now."""
    found = token(db.session, PURPOSES[purpose], secret)
    if found is not None and found.account.email:
        _send_choice(found.account)
    db.session.commit()
    return redirect(url_for(".mail_sent"), 303)


@bp.get("/connexion/deverrouiller/<secret>")
@anyone
def unlock(secret: str) -> Response:
    """Ask for the click that unlocks; following the link uses nothing up."""
    found = live_token(db.session, "unlock", secret, now())
    return private("accounts/unlock.html", 200 if found else 410, found=found)


@bp.post("/connexion/deverrouiller/<secret>")
@POSTS
@anyone
def unlock_post(secret: str) -> Response | Redirect:
    """Forget the wrong tries of an account."""
    try:
        found = services.use_token(db.session, "unlock", secret, now())
    except services.LinkDeadError:
        return private("accounts/unlock.html", 410, found=None)
    attempts.forget(db.session, attempts_key(found.account.email))
    db.session.commit()
    flash("Votre compte est déverrouillé. Vous pouvez vous connecter.")
    return redirect(url_for(".login"), 303)


@bp.get("/mot-de-passe/regle.json")
@anyone
def password_rule() -> Response:
    """Give the rule of passwords to the script that ticks its conditions while one types."""
    response = jsonify(
        shortest=passwords.SHORTEST,
        digits=passwords.SHORTEST_DIGITS,
        longest=passwords.LONGEST,
        different=passwords.FEWEST_DIFFERENT,
        own=passwords.SHORTEST_OWN,
        sequences=passwords.SEQUENCES,
        common=sorted(commonplace.words()),
    )
    response.headers["Cache-Control"] = f"public, max-age={int(WEEK.total_seconds())}"
    return response


def _choice(purpose: str, secret: str) -> str:
    return link("accounts.choose_password", purpose=purpose, secret=secret)
