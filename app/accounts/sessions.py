"""The sessions of browsers: the cookie, who it belongs to, how long it lives."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import Flask, Request, Response, g, request
from sqlalchemy import delete, update
from sqlalchemy.orm import Session as Database

from app import database as base
from app.accounts.models import Account, Session
from app.accounts.queries import digest, live_session
from app.config import Config
from app.extensions import config, db, login_manager, now

TOUCH = timedelta(minutes=1)
LONGEST_BROWSER = 300
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
DEVICES = (
    ("iPhone", "un iPhone"),
    ("iPad", "un iPad"),
    ("Android", "un appareil Android"),
    ("Windows", "un ordinateur Windows"),
    ("Macintosh", "un Mac"),
    ("Linux", "un ordinateur Linux"),
)


def lifetime(settings: Config, account: Account) -> timedelta:
    """Give how long a session may last at most: 20 hours, 10 for the département's people."""
    return timedelta(hours=settings.staff_session_hours if account.staff else settings.session_hours)


def idle_limit(settings: Config, account: Account) -> timedelta:
    """Give how long a session may be left alone: 2 hours, 30 minutes for the département's people."""
    return timedelta(minutes=settings.staff_idle_minutes if account.staff else settings.session_idle_minutes)


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


def enter(account: Account, method: str = "password", stage: str = "full") -> str:
    """Open a session for the browser that asks, in the place of the one it had; give the secret of its cookie."""
    close(db.session, current_cookie())
    moment = now()
    secret = secrets.token_urlsafe(32)
    made = Session(
        digest=digest(secret),
        account_id=account.id,
        stage=stage,
        method=method,
        address=request.remote_addr or "",
        browser=request.user_agent.string[:LONGEST_BROWSER],
        created_at=moment,
        seen_at=moment,
        expires_at=moment + lifetime(config(), account),
    )
    db.session.add(made)
    db.session.flush()
    return secret


def close(database: Database, cookie: str) -> None:
    """End the session of a cookie."""
    database.execute(delete(Session).where(Session.digest == digest(cookie)))


def current(stage: str = "full") -> Session | None:
    """Give the session of the request, if it is alive and as far as that; found once a request."""
    if "session_row" not in g:
        g.session_row = _alive(current_cookie(), now())
    found: Session | None = g.session_row
    return found if found is not None and found.stage == stage else None


def known(cookie: str) -> Session | None:
    """Give the session that was just opened with a secret."""
    return live_session(db.session, cookie, now())


def _alive(cookie: str, moment: datetime) -> Session | None:
    if not cookie:
        return None
    found = live_session(db.session, cookie, moment)
    if found is None or moment - found.seen_at > idle_limit(config(), found.account):
        return None
    if moment - found.seen_at > TOUCH:
        touch(found)
    return found


def load(_request: Request) -> Account | None:
    """Give the account of the request's session, noting once a minute that it is alive."""
    found = current()
    return found.account if found else None


def touch(session: Session) -> None:
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


def seconds_left(session: Session, moment: datetime) -> int:
    """Give how many seconds the browser may be left alone before it must log in again."""
    idle = moment + idle_limit(config(), session.account)
    return max(0, int((min(idle, session.expires_at) - moment).total_seconds()))


def left() -> int:
    """Give the seconds that the session of this request has left, 0 without one."""
    found = current()
    return seconds_left(found, now()) if found else 0


def described(browser: str) -> str:
    """Say in words which browser on what a session is, as far as its header tells."""
    name = next((words for mark, words in BROWSERS if mark in browser), "")
    device = next((words for mark, words in DEVICES if mark in browser), "")
    if not name and not device:
        return "Un navigateur inconnu"
    return f"{name or 'Un navigateur'} sur {device}" if device else name


def init_app(app: Flask) -> None:
    """Let flask-login ask our sessions, and nothing else, who is there."""
    login_manager.session_protection = None
    login_manager.request_loader(load)
    # Its own context processor would ask the database even for the page that says that it is away.
    login_manager.init_app(app, add_context_processor=False)
