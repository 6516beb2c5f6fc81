"""« Mes aidants » and the people one helps: invitation, consent, mandate, end."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as Redirect
from wtforms import EmailField, Form, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from app.accounts import helping, services
from app.accounts.forms import check_email
from app.accounts.models import HelperLink
from app.accounts.queries import live_token
from app.accounts.views import POSTS, private
from app.accounts.views import link as whole_link
from app.extensions import db, now
from app.outbox import services as outbox
from app.security import anyone, signed_in
from app.submissions import history, mandates, queries
from app.submissions.access import library, me
from app.uploads.services import RefusedError

bp = Blueprint("helpers", __name__)
Answer = str | Response | Redirect | tuple[str, int]
RIGHTS = {helping.TOLD: "Être tenue au courant", helping.FILL: "Remplir mes demandes avec moi"}
CHOOSE = "Choisissez ce que cette personne pourra faire."


class InviteForm(Form):
    """« Inviter un aidant »."""

    email = EmailField(
        "Adresse courriel de votre aidant", [InputRequired("Écrivez son adresse courriel."), check_email]
    )
    rights = StringField(
        "Ce que cette personne pourra faire",
        [InputRequired(CHOOSE), AnyOf(list(RIGHTS), message=CHOOSE)],
    )


class PersonForm(Form):
    """« Aider une personne sans adresse courriel »."""

    first_name = StringField("Son prénom", [InputRequired("Écrivez son prénom."), Length(max=120)])
    last_name = StringField("Son nom", [InputRequired("Écrivez son nom."), Length(max=120)])


@bp.get("/mes-aidants")
@signed_in
def index() -> str:
    """Show who helps me and whom I help."""
    return _index(InviteForm(email=request.args.get("courriel", "")))


def _index(form: InviteForm) -> str:
    mine = helping.of_person(db.session, me().id)
    return render_template(
        "helpers/index.html",
        form=form,
        mine=[(one, mandates.of(db.session, one.id)) for one in mine],
        helped=helping.of_helper(db.session, me().id),
        consent=helping.CONSENT,
        rights=RIGHTS,
    )


@bp.post("/mes-aidants")
@POSTS
@signed_in
def invite() -> Answer:
    """Invite a helper by mail."""
    form, person = InviteForm(request.form), me()
    if not form.validate():
        return _index(form), 422
    if not services.may_send_link(db.session, person, now()):
        form.email.errors = ("Vous avez envoyé beaucoup de courriels. Attendez une heure, puis recommencez.",)
        return _index(form), 422
    try:
        made, secret = helping.invite(db.session, person, str(form.email.data), str(form.rights.data), now())
    except helping.OwnAddressError:
        form.email.errors = ("C’est votre propre adresse. Écrivez celle de la personne qui vous aide.",)
        return _index(form), 422
    target = whole_link("helpers.invitation", secret=secret)
    outbox.send("helper_invited", made.email, account=person, consent=made.consent, link=target)
    db.session.commit()
    flash("L’invitation est partie. Vous verrez ici quand elle sera acceptée.")
    return redirect(url_for(".index"), 303)


def _own(link_id: uuid.UUID) -> HelperLink:
    found = helping.own(db.session, me().id, link_id)
    if found is None:
        abort(404)
    return found


@bp.post("/mes-aidants/<uuid:link_id>/arreter")
@signed_in
def end(link_id: uuid.UUID) -> Redirect:
    """End a link, from either side; the other side is told."""
    found, asking = _own(link_id), me()
    by_person = found.person_id == asking.id
    helping.end(found, "person" if by_person else "helper", now())
    other = found.email if by_person else found.person.email
    outbox.send("helper_ended", other, account=asking)
    db.session.commit()
    flash("C’est fait : cette aide est terminée.")
    return redirect(url_for(".index"), 303)


@bp.get("/mes-aidants/invitation/<secret>")
@anyone
def invitation(secret: str) -> Response:
    """Show what an invitation is about; following the link uses nothing up."""
    found = _invited(secret)
    return private("helpers/invitation.html", 200 if found else 410, found=found, secret=secret)


@bp.post("/mes-aidants/invitation/<secret>")
@POSTS
@signed_in
def accept(secret: str) -> Answer:
    """Let the helper in with the account they are logged in with."""
    found = _invited(secret)
    if found is None:
        return private("helpers/invitation.html", 410, found=None, secret=secret)
    if found.person_id == me().id:
        flash("Cette invitation vient de vous : connectez-vous avec le compte de la personne invitée.")
        return redirect(url_for(".index"), 303)
    services.use_token(db.session, "helper", secret, now())
    helping.accept(db.session, found, me(), now())
    outbox.send("helper_accepted", found.person.email, account=found.person, helper=me(), consent=found.consent)
    db.session.commit()
    flash(f"Vous aidez maintenant {found.person.display_name}.")
    return redirect(url_for(".index"), 303)


def _invited(secret: str) -> HelperLink | None:
    """Find the link that an invitation is about, if it may still be accepted."""
    token = live_token(db.session, "helper", secret, now())
    found = db.session.get(HelperLink, uuid.UUID(token.detail)) if token else None
    return found if found is not None and found.ended_at is None and found.accepted_at is None else None


@bp.get("/mes-aidants/<uuid:link_id>")
@signed_in
def show(link_id: uuid.UUID) -> str:
    """Show a helper's actions to the person, or a person's requests to the helper who fills in."""
    found = _own(link_id)
    if found.helper_id == me().id:
        if found.rights != helping.FILL:
            abort(404)
        drafts = [(one, library().of(one.version)) for one in queries.all_drafts(db.session, found.person_id)]
        return render_template("helpers/person.html", link=found, drafts=drafts)
    acts = queries.acts_of(db.session, found.person_id, found.helper_id) if found.helper_id else []
    rows = [(one, draft, library().of(draft.version), history.words(one)) for one, draft in acts]
    return render_template("helpers/acts.html", link=found, rows=rows)


@bp.get("/mes-aidants/sans-courriel")
@signed_in
def stand_for() -> str:
    """Ask for whom, and for the mandate on paper."""
    return render_template("helpers/stand_for.html", form=PersonForm(), refused="")


@bp.post("/mes-aidants/sans-courriel")
@POSTS
@signed_in
def stand_for_post() -> Answer:
    """Make an account for a person without e-mail; the mandate is required."""
    form = PersonForm(request.form)
    file = request.files.get("mandat")
    refused = "" if file and file.filename else "Choisissez le mandat signé, en PDF ou en photo."
    if not form.validate() or refused:
        return render_template("helpers/stand_for.html", form=form, refused=refused), 422
    made = helping.stand_for(db.session, me(), str(form.first_name.data), str(form.last_name.data), now())
    return _with_mandate(made, file, lambda words: render_template("helpers/stand_for.html", form=form, refused=words))


@bp.post("/mes-aidants/<uuid:link_id>/mandat")
@POSTS
@signed_in
def mandate(link_id: uuid.UUID) -> Answer:
    """Record the signed mandate that lets a helper send; only the person may."""
    found = _own(link_id)
    if found.person_id != me().id or found.accepted_at is None:
        abort(404)
    file = request.files.get("mandat")
    if file is None or not file.filename:
        flash("Choisissez d’abord le mandat signé, en PDF ou en photo.")
        return redirect(url_for(".index"), 303)
    return _with_mandate(found, file, lambda words: _refused(words))


def _refused(words: str) -> str:
    flash(words)
    return _index(InviteForm())


def _with_mandate(made: HelperLink, file: Any, redraw: Any) -> Answer:
    """Keep a mandate, or show again why it is refused."""
    try:
        mandates.keep(db.session, made, file.filename, file.stream, now())
    except RefusedError as refused:
        db.session.rollback()
        return redraw(str(refused)), refused.status
    db.session.commit()
    flash("Le mandat est enregistré.")
    return redirect(url_for(".index"), 303)


@bp.get("/mes-aidants/<uuid:link_id>/mandat")
@signed_in
def download_mandate(link_id: uuid.UUID) -> Response:
    """Give the mandate to either side."""
    document = mandates.of(db.session, _own(link_id).id)
    if document is None:
        abort(404)
    return mandates.sealed(document)
