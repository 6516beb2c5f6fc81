"""« Comptes »: for admins, the département's people, and ending sessions."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import delete
from werkzeug.wrappers import Response as Redirect
from wtforms import EmailField, Form, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from app.accounts import services
from app.accounts.forms import check_email
from app.accounts.models import Account, Factor, Session
from app.accounts.queries import account_by_email, staff
from app.accounts.views import bp, link
from app.extensions import db, now
from app.outbox import services as outbox
from app.security import may

ROLES = {
    "agent": "Agent : traite les demandes",
    "lead": "Responsable : répartit les demandes",
    "editor": "Rédacteur : écrit les démarches",
    "admin": "Administrateur : gère les comptes",
}


class StaffForm(Form):
    """« Inviter un agent »."""

    first_name = StringField("Prénom", [InputRequired("Écrivez le prénom."), Length(max=120)])
    last_name = StringField("Nom", [InputRequired("Écrivez le nom."), Length(max=120)])
    email = EmailField("Adresse courriel", [InputRequired("Écrivez l’adresse courriel."), check_email])
    role = StringField("Rôle", [AnyOf(list(ROLES), message="Choisissez un rôle de la liste.")])


@bp.get("/bureau/comptes")
@may("people")
def people() -> str:
    """Show the département's people, and anybody looked for by address."""
    return _page(StaffForm())


def _page(form: StaffForm) -> str:
    wanted = request.args.get("courriel", "").strip()
    found = account_by_email(db.session, wanted) if wanted else None
    rows = staff(db.session)
    return render_template("accounts/people.html", form=form, rows=rows, wanted=wanted, found=found, roles=ROLES)


@bp.post("/bureau/comptes")
@may("people")
def people_post() -> Redirect | tuple[str, int]:
    """Invite somebody of the département: they choose their password, then set up a second factor."""
    form = StaffForm(request.form)
    if form.validate() and account_by_email(db.session, str(form.email.data)) is not None:
        form.email.errors = ("Cette adresse a déjà un compte. Donnez une adresse professionnelle sans compte.",)
    if form.errors:
        return _page(form), 422
    names = (str(form.first_name.data).strip(), str(form.last_name.data).strip())
    account, secret = services.sign_up(db.session, *names, str(form.email.data), now())
    account.role = str(form.role.data)
    if secret is not None:
        target = link("accounts.choose_password", purpose="activation", secret=secret)
        outbox.send("activate", account.email, account=account, link=target)
    db.session.commit()
    flash(f"L’invitation est partie à {account.email}.")
    return redirect(url_for(".people"), 303)


def _other(account_id: uuid.UUID) -> Account:
    """Find an account that is not the admin's own."""
    found = db.session.get(Account, account_id)
    if found is None or found.closed_at is not None or found.id == current_user.id:
        abort(404)
    return found


@bp.post("/bureau/comptes/<uuid:account_id>/deconnecter")
@may("people")
def end_sessions_of(account_id: uuid.UUID) -> Redirect:
    """End every session of one person."""
    account = _other(account_id)
    services.end_sessions(db.session, account.id)
    db.session.commit()
    flash(f"{account.display_name} est déconnecté de tous ses appareils.")
    return redirect(url_for(".people"), 303)


@bp.post("/bureau/comptes/<uuid:account_id>/etat")
@may("people")
def toggle(account_id: uuid.UUID) -> Redirect:
    """Disable an account, whose sessions end, or enable it again."""
    account = _other(account_id)
    account.disabled_at = None if account.disabled_at else now()
    services.end_sessions(db.session, account.id)
    db.session.commit()
    flash(f"Le compte de {account.display_name} est {'désactivé' if account.disabled_at else 'rétabli'}.")
    return redirect(url_for(".people"), 303)


@bp.post("/bureau/comptes/<uuid:account_id>/second-facteur")
@may("people")
def forget_factor(account_id: uuid.UUID) -> Redirect:
    """Forget the second factor of somebody who lost it: they set up another at their next login."""
    account = _other(account_id)
    db.session.execute(delete(Factor).where(Factor.account_id == account.id))
    services.end_sessions(db.session, account.id)
    db.session.commit()
    flash(f"{account.display_name} choisira un nouveau second facteur à sa prochaine connexion.")
    return redirect(url_for(".people"), 303)


@bp.post("/bureau/comptes/deconnecter-tous")
@may("people")
def end_all_sessions() -> Redirect:
    """End the sessions of everybody but this one."""
    db.session.execute(delete(Session).where(Session.account_id != current_user.id))
    db.session.commit()
    flash("Tout le monde est déconnecté, sauf vous.")
    return redirect(url_for(".people"), 303)
