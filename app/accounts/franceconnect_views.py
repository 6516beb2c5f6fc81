"""The pages of FranceConnect: going there, coming back, the account that exists already, leaving."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.wrappers import Response
from sqlalchemy.exc import IntegrityError

from app.accounts import attempts, identities, passwords, services
from app.accounts.forms import CloseForm
from app.accounts.franceconnect import Attempt, Client, Identity, RefusedError
from app.accounts.models import Token
from app.accounts.queries import live_token
from app.accounts.views import POSTS, attempts_key, let_in, link, private, wait_words
from app.extensions import config, db, now
from app.outbox import services as outbox
from app.sealing import UnsealError, seal, unseal
from app.security import anyone, renew_token, safe_next, writes

bp = Blueprint("franceconnect", __name__)
TRY, PENDING, HINT = "fc", "fc_pending", "fc-hint"
WRONG = "Mot de passe inexact. Vérifiez-le, puis recommencez."


def client() -> Client:
    """Give the client of the configured issuer; without one these pages do not exist."""
    if not config().franceconnect_issuer:
        abort(404)
    known: Client = current_app.extensions["franceconnect"]
    return known


def refused(why: str) -> Response:
    """Say calmly that it did not work, and log why without naming anybody."""
    current_app.logger.warning("FranceConnect refused: %s", why)
    return make_response(render_template("accounts/fc_refused.html"), 422)


@bp.post("/connexion/franceconnect")
@POSTS
@anyone
def start() -> Response:
    """Send the browser to FranceConnect."""
    attempt, known = Attempt.begin(), client()
    try:
        target = known.address(attempt, link("franceconnect.back"))
    except RefusedError as error:
        return refused(str(error))
    suite = safe_next(request.form.get("suite"), "")
    session[TRY] = {"state": attempt.state, "nonce": attempt.nonce, "suite": suite}
    return make_response(redirect(target, 303))


@bp.get("/connexion/franceconnect/retour")
@writes
@anyone
def back() -> Response:
    """Take back the browser; a try serves once."""
    known, waiting = client(), session.pop(TRY, None) or {}
    state = request.args.get("state", "")
    if not waiting or not hmac.compare_digest(state.encode(), str(waiting["state"]).encode()):
        return refused("no such try in this browser")
    if request.args.get("error"):
        flash("La connexion par FranceConnect a été abandonnée. Vous pouvez recommencer, ou vous connecter autrement.")
        return make_response(redirect(url_for("accounts.login", suite=waiting["suite"] or None), 303))
    if request.args.get("iss", known.issuer) != known.issuer:
        return refused("another issuer answered")
    try:
        identity = known.identify(
            request.args.get("code", ""), Attempt(state, waiting["nonce"]), link("franceconnect.back")
        )
    except RefusedError as error:
        return refused(str(error))
    return _enter(identity, waiting["suite"])


def _enter(identity: Identity, suite: str) -> Response:
    try:
        account = identities.enter(db.session, identity, now())
    except identities.StaffError:
        return refused("an account of the département")
    except identities.CollisionError as collision:
        packed = identities.packed(identity)
        secret = services.make_token(db.session, collision.account, "pending", now(), detail=packed, alone=False)
        db.session.commit()
        session[PENDING] = secret
        return make_response(redirect(url_for(".attach", suite=suite or None), 303))
    response = let_in(account, suite, method="franceconnect")
    return _with_hint(response, identity)


def _with_hint(response: Response, identity: Identity) -> Response:
    """Keep the ID token, sealed, for the moment of leaving."""
    if identity.id_token:
        sealed = seal(identity.id_token, HINT)
        name = "__Host-depart" if config().secure else "depart"
        response.set_cookie(name, sealed, httponly=True, samesite="Lax", secure=config().secure, path="/")
    return response


def _waiting() -> Token:
    """Find the identity that waits for a proof in this browser."""
    client()
    found = live_token(db.session, "pending", str(session.get(PENDING, "")), now())
    if found is None:
        abort(404)
    return found


@bp.get("/connexion/franceconnect/rattacher")
@anyone
def attach() -> Response:
    """Say that an account exists, and ask to prove that it is theirs."""
    _waiting()
    return _attach_page(CloseForm())


def _attach_page(form: CloseForm, code: int = 200) -> Response:
    values: dict[str, Any] = {"form": form, "suite": request.values.get("suite", ""), "email": _waiting().account.email}
    return private("accounts/fc_attach.html", code, **values)


@bp.post("/connexion/franceconnect/rattacher")
@POSTS
@anyone
def attach_post() -> Response:
    """Link the identity to the account whose password is given."""
    form, waiting = CloseForm(request.form), _waiting()
    account = waiting.account
    key = attempts_key(account.email)
    wait = attempts.waiting(db.session, key, now())
    if not form.validate() or wait:
        if wait:
            form.current.errors = (wait_words(wait),)
        return _attach_page(form, 422)
    if not passwords.verify(account.password_hash, str(form.current.data)):
        attempts.fail(db.session, key, now())
        db.session.commit()
        form.current.errors = (WRONG,)
        return _attach_page(form, 422)
    attempts.forget(db.session, key)
    return _attached(waiting)


@bp.post("/connexion/franceconnect/rattacher/courriel")
@POSTS
@anyone
def attach_by_mail() -> Response:
    """Send the owner of the account a link that proves it is theirs."""
    waiting = _waiting()
    account = waiting.account
    if services.may_send_link(db.session, account, now()):
        secret = services.make_token(db.session, account, "link", now(), detail=waiting.detail)
        outbox.send("fc_link", account.email, account=account, link=link("franceconnect.attach_link", secret=secret))
    db.session.commit()
    return make_response(redirect(url_for("accounts.mail_sent"), 303))


@bp.get("/connexion/franceconnect/rattacher/<secret>")
@anyone
def attach_link(secret: str) -> Response:
    """Ask for the click that links; following the link uses nothing up."""
    client()
    found = live_token(db.session, "link", secret, now())
    return private("accounts/fc_link.html", 200 if found else 410, found=found)


@bp.post("/connexion/franceconnect/rattacher/<secret>")
@POSTS
@anyone
def attach_link_post(secret: str) -> Response:
    """Link the identity, for the owner of the mailbox."""
    client()
    found = live_token(db.session, "link", secret, now())
    if found is None:
        return private("accounts/fc_link.html", 410, found=None)
    return _attached(found)


def _attached(waiting: Token) -> Response:
    """Link what waits to its account, tell the owner by mail, and let them in."""
    account = services.use_token(db.session, waiting.purpose, "", now(), waiting).account
    try:
        with db.session.begin_nested():
            identities.link(db.session, account, identities.unpacked(waiting.detail), now())
    except IntegrityError:
        return refused("linked meanwhile")
    services.end_links(db.session, account, now(), ("pending", "link"))
    session.pop(PENDING, None)
    outbox.send("fc_linked", account.email, account=account)
    flash("Votre compte est relié à FranceConnect. La prochaine fois, un clic suffira.")
    return let_in(account, request.form.get("suite", ""), method="franceconnect")


def leave(response: Response) -> Response:
    """End the session at FranceConnect too, when the person came from there; it is over here already."""
    name = "__Host-depart" if config().secure else "depart"
    sealed = request.cookies.get(name, "")
    if not sealed or not config().franceconnect_issuer:
        return response
    response.delete_cookie(name, path="/", httponly=True, samesite="Lax", secure=config().secure)
    try:
        state = secrets.token_urlsafe(32)
        response.headers["Location"] = client().leaving(unseal(sealed, HINT), state, link("franceconnect.left"))
    except (RefusedError, UnsealError, ValueError) as error:
        current_app.logger.warning("FranceConnect could not be left: %s", type(error).__name__)
    return response


@bp.get("/deconnexion/franceconnect")
@anyone
def left() -> Response:
    """Come back from FranceConnect, logged out."""
    client()
    renew_token()
    return make_response(redirect(url_for("accounts.login"), 302))
