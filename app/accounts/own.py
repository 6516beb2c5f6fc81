"""What a person sees and changes of their own account: connections, password, address."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.wrappers import Response
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from app.accounts import attempts, passwords, services, sessions
from app.accounts.forms import ChangeEmailForm, ChangePasswordForm
from app.accounts.models import Account
from app.accounts.queries import account_by_email, live_token, sessions_of
from app.accounts.views import POSTS, attempts_key, bp, link, private, wait_words
from app.extensions import db, now
from app.outbox import services as outbox
from app.security import anyone, renew_token, signed_in

NOT_THIS_ONE = "Ce n’est pas votre mot de passe actuel. Écrivez-le à nouveau."
NONE_YET = "Vous n’avez pas encore de mot de passe. Choisissez-en un par « Mot de passe oublié ? »."


def owns_password(field: Any, account: Account) -> bool:
    """Check the current password in a form; wrong tries count as at login."""
    key = attempts_key(account.email or str(account.id))
    wait = attempts.waiting(db.session, key, now())
    if wait:
        field.errors = (wait_words(wait),)
        return False
    if passwords.verify(account.password_hash, str(field.data)):
        attempts.forget(db.session, key)
        return True
    attempts.fail(db.session, key, now())
    db.session.commit()
    field.errors = (NOT_THIS_ONE if account.password_hash else NONE_YET,)
    return False


@bp.get("/mes-connexions")
@signed_in
def connections() -> str:
    """Show « Mes connexions »."""
    mine = sessions.current()
    rows = [(one, sessions.described(one.browser)) for one in sessions_of(db.session, current_user.id, now())]
    return render_template("accounts/connections.html", rows=rows, mine=mine)


@bp.post("/mes-connexions/<uuid:session_id>/deconnecter")
@signed_in
def end_connection(session_id: uuid.UUID) -> Redirect:
    """End one session of this person."""
    found = [one for one in sessions_of(db.session, current_user.id, now()) if one.id == session_id]
    if not found:
        abort(404)
    db.session.delete(found[0])
    db.session.commit()
    flash("Cet appareil est déconnecté.")
    return redirect(url_for(".connections"), 303)


@bp.post("/mes-connexions/deconnecter-partout")
@signed_in
def end_connections() -> Response:
    """End every session of this person, this one too."""
    services.end_sessions(db.session, current_user.id)
    db.session.commit()
    renew_token()
    flash("Vous êtes déconnecté de tous vos appareils.")
    return sessions.clear_cookie(make_response(redirect(url_for(".login"), 303)))


@bp.post("/connexion/prolonger")
@signed_in
def extend() -> dict[str, int]:
    """Note that somebody is there, and say how many seconds are left."""
    session = sessions.current()
    if session is None:
        abort(403)
    sessions.touch(session)
    db.session.commit()
    return {"left": sessions.seconds_left(session, now())}


@bp.get("/mot-de-passe/changer")
@signed_in
def change_password() -> str:
    """Show « Changer mon mot de passe »."""
    return render_template("accounts/change_password.html", form=ChangePasswordForm())


@bp.post("/mot-de-passe/changer")
@POSTS
@signed_in
def change_password_post() -> Response | tuple[str, int]:
    """Change the password: the other sessions end, this one gets another cookie, a mail tells it."""
    form, account = ChangePasswordForm(request.form), current_user._get_current_object()
    if form.validate() and owns_password(form.current, account):
        try:
            services.change_password(db.session, account, str(form.password.data), now())
        except services.PasswordRefusedError as refused:
            form.password.errors = (str(refused),)
        else:
            outbox.send("password_changed", account.email, account=account)
            secret = sessions.enter(account)
            db.session.commit()
            renew_token()
            flash("Votre mot de passe est changé. Vos autres appareils sont déconnectés.")
            return sessions.set_cookie(make_response(redirect(url_for(".connections"), 303)), secret)
    return render_template("accounts/change_password.html", form=form), 422


@bp.get("/mon-adresse-courriel")
@signed_in
def change_email() -> str:
    """Show « Changer mon adresse courriel »."""
    return render_template("accounts/change_email.html", form=ChangeEmailForm())


@bp.post("/mon-adresse-courriel")
@POSTS
@signed_in
def change_email_post() -> Redirect | tuple[str, int]:
    """Send a link to the new address and a word to the old one; nothing changes before the link is used."""
    form, account = ChangeEmailForm(request.form), current_user._get_current_object()
    if not (form.validate() and owns_password(form.current, account)):
        return render_template("accounts/change_email.html", form=form), 422
    address = str(form.email.data)
    if services.may_send_link(db.session, account, now()):
        _send_confirmation(account, address)
    db.session.commit()
    return redirect(url_for(".mail_sent"), 303)


def _send_confirmation(account: Account, address: str) -> None:
    """Write to the new address: the link, or, when another account has it, that nothing can change."""
    secret = services.make_token(db.session, account, "email", now(), detail=address)
    taken = account_by_email(db.session, address)
    if taken is None:
        outbox.send("email_new", address, account=account, link=link("accounts.confirm_email", secret=secret))
    else:
        outbox.send("email_taken", address, account=account, link=link("accounts.forgotten"))
    outbox.send("email_asked", account.email, account=account, link=link("accounts.change_password"))


@bp.get("/mon-adresse-courriel/<secret>")
@anyone
def confirm_email(secret: str) -> Response:
    """Ask for the click that confirms a new address."""
    found = live_token(db.session, "email", secret, now())
    return private("accounts/confirm_email.html", 200 if found else 410, found=found)


@bp.post("/mon-adresse-courriel/<secret>")
@POSTS
@anyone
def confirm_email_post(secret: str) -> Response | Redirect:
    """Make the new address that of the account, end every session, tell the old address."""
    try:
        account, old = services.change_email(db.session, secret, now())
    except (services.LinkDeadError, services.AddressTakenError):
        return private("accounts/confirm_email.html", 410, found=None)
    if old:
        outbox.send("email_changed", old, account=account, link=link("pages.help_page"))
    db.session.commit()
    flash("Votre adresse courriel est changée. Connectez-vous avec la nouvelle.")
    return redirect(url_for(".login"), 303)
