"""What guards every request: the token of forms, the headers, who may enter a view.

Each view bears one of the guards below; a rule test finds the view that forgot.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms.validators import ValidationError

from app import database, errors
from app.extensions import config

SAFE = ("GET", "HEAD", "OPTIONS")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
GUARD = "_guard"
OWNER, HELPER, MANDATED = "owner", "helper", "mandated"
DEEDS: Mapping[str, frozenset[str]] = {
    "see": frozenset({OWNER, HELPER, MANDATED}),
    "fill": frozenset({OWNER, HELPER, MANDATED}),
    "send": frozenset({OWNER, MANDATED}),
    "rate": frozenset({OWNER, MANDATED}),
    "withdraw": frozenset({OWNER, MANDATED}),
    "delete": frozenset({OWNER}),
}
"""Who may do what to a request, by what they are to its applicant; who is nothing to them sees nothing."""
RIGHTS: Mapping[str, frozenset[str]] = {
    "person": frozenset(),
    "helper": frozenset(),
    "agent": frozenset({"office"}),
    "lead": frozenset({"office"}),
    "editor": frozenset({"edit"}),
    "admin": frozenset({"people", "edit"}),
}
"""What a role may do beside what everybody may who is logged in: their own account, profile, requests, helpers."""
YEAR = 31_536_000

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[P, T]


def anyone(view: View[P, T]) -> View[P, T]:
    """Let everybody in."""
    setattr(view, GUARD, "anyone")
    return view


def signed_in(view: View[P, Any]) -> View[P, Any]:
    """Let in a person who is logged in; send another to log in and back, with all that was typed."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if current_user.is_authenticated:
            return view(*args, **kwargs)
        if request.method not in SAFE:
            return current_app.extensions["session_ended"]()
        return redirect(f"/connexion?suite={quote(request.full_path.rstrip('?'))}", 302)

    setattr(guarded, GUARD, "signed_in")
    return guarded


def may(right: str) -> Callable[[View[P, Any]], View[P, Any]]:
    """Let in the roles that have a right; for the others the page does not exist."""

    def decorate(view: View[P, Any]) -> View[P, Any]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if right not in RIGHTS[current_user.role]:
                abort(404)
            return view(*args, **kwargs)

        made = signed_in(guarded)
        setattr(made, GUARD, f"may {right}")
        return made

    return decorate


def holds(right: str) -> bool:
    """Say whether who asks is logged in with a role that has a right."""
    return bool(current_user.is_authenticated) and right in RIGHTS[current_user.role]


def relation(asking: uuid.UUID, owner: uuid.UUID, fills: bool, mandated: bool) -> str:
    """Say what somebody is to the applicant of a request, `""` for nothing."""
    if asking == owner:
        return OWNER
    if not fills:
        return ""
    return MANDATED if mandated else HELPER


def allowed(who: str, deed: str) -> bool:
    """Say whether the table lets somebody do this to a request."""
    return who in DEEDS[deed]


def development_only(view: View[P, Any]) -> View[P, Any]:
    """Let a page exist in development only."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if not config().development:
            abort(404)
        return view(*args, **kwargs)

    setattr(guarded, GUARD, "development_only")
    return guarded


def redraws_when_stale(view: View[P, T]) -> View[P, T]:
    """Mark a view that answers a stale token itself, so that nothing typed is lost (`g.stale`)."""
    setattr(view, "_redraws", True)  # noqa: B010  # a mark on a function, which has no such attribute to mypy
    return view


def writes(view: View[P, T]) -> View[P, T]:
    """Mark a view that writes although it is only followed (coming back from FranceConnect)."""
    setattr(view, "_writes", True)  # noqa: B010  # a mark on a function, which has no such attribute to mypy
    return view


def framed(view: View[P, T]) -> View[P, T]:
    """Mark a view whose page stands in a frame of our own pages (the live page of the editor)."""
    setattr(view, "_framed", True)  # noqa: B010  # a mark on a function, which has no such attribute to mypy
    return view


def renew_token() -> None:
    """Forget the seed of the token, at login and logout."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def safe_next(target: str | None, default: str) -> str:
    """Give where to go after login, on this site only."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or any(ord(sign) < 32 for sign in target) else target


def _note_intent() -> None:
    """Let reading requests share the database; an address with a sign that no text holds leads nowhere."""
    if "\0" in request.path:
        abort(404)
    view = current_app.view_functions.get(request.endpoint or "")
    database.writes.set(request.method not in SAFE or getattr(view, "_writes", False))


def _check_token() -> Response | None:
    """Refuse a post without its token; one from an old page of ours may be drawn again by its view."""
    g.stale = False
    if request.method in SAFE:
        return None
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return errors.page(403)
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRF-Token"), time_limit=None)
    except ValidationError:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "_redraws", False) and request.headers.get("Sec-Fetch-Site") == "same-origin":
            g.stale = True
            return None
        return errors.page(403)
    return None


IN_ITS_FRAME = "; sandbox allow-same-origin allow-scripts allow-forms"
"""What keeps a page from leaving the frame that it stands in."""


def policy() -> str:
    """Give the policy of contents: a post may lead to FranceConnect, a view stand in a frame of ours."""
    parts = urlsplit(config().franceconnect_issuer)
    made = CSP
    if parts.netloc:
        made = made.replace("form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}")
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "_framed", False):
        made = made.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        # a page of its own would not open at all: a sandbox and Cross-Origin-Opener-Policy exclude each other
        made += IN_ITS_FRAME if request.headers.get("Sec-Fetch-Dest") == "iframe" else ""
    return made


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if config().secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.endpoint != "static" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def csrf_token() -> str:
    """Give the token of the forms of this browser."""
    token: str = generate_csrf()
    return token


def init_app(app: Flask) -> None:
    """Put the guards around every request."""
    app.before_request(_note_intent)
    app.before_request(_check_token)
    app.after_request(_headers)
    app.jinja_env.globals["csrf_token"] = csrf_token
