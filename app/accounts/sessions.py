"""The cookie of a session, and who it belongs to."""

from __future__ import annotations

from flask import Flask, Request, Response, request
from sqlalchemy import update

from app import database as base
from app.accounts import services
from app.accounts.models import Account, Session
from app.accounts.queries import live_session
from app.extensions import config, db, login_manager, now


def cookie_name() -> str:
    """Give the name of the cookie; `__Host-` needs HTTPS, which `make run` has not."""
    return "__Host-guichet" if config().secure else "guichet"


def set_cookie(response: Response, secret: str) -> Response:
    """Give the browser its cookie."""
    response.set_cookie(cookie_name(), secret, path="/", httponly=True, samesite="Lax", secure=config().secure)
    return response


def clear_cookie(response: Response) -> Response:
    """Take the cookie back, and what the browser kept of the pages."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Lax", secure=config().secure)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def current_cookie() -> str:
    """Give the secret that the browser sent."""
    return request.cookies.get(cookie_name(), "")


def load(_request: Request) -> Account | None:
    """Give the account of the request's session, noting once a minute that it is alive."""
    cookie = current_cookie()
    if not cookie:
        return None
    moment = now()
    session = live_session(db.session, cookie, moment)
    if session is None or services.idle(session, moment, config().session_idle_minutes):
        return None
    if moment - session.seen_at > services.TOUCH:
        _touch(session)
    return session.account


def _touch(session: Session) -> None:
    """Note the time in a transaction of its own, so that a page that only reads never waits for a writer."""
    if base.writes.get():
        session.seen_at = now()
        return
    writing = base.writes.set(True)
    try:
        with db.engine.begin() as connection:
            connection.execute(update(Session).where(Session.id == session.id).values(seen_at=now()))
    finally:
        base.writes.reset(writing)


def init_app(app: Flask) -> None:
    """Let flask-login ask our sessions, and nothing else, who is there."""
    login_manager.session_protection = None
    login_manager.request_loader(load)
    login_manager.init_app(app)
