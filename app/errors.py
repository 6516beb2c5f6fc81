"""Pages for what went wrong: French, with a reference, never a trace."""

from __future__ import annotations

import errno
import secrets

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

PAUSE = "5"
"""After how many seconds to come back when the database is away."""
NOT_KEPT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""What a disk says that is full or fails."""
PAGES = {
    400: ("Cette demande n’a pas pu être lue", "Revenez à la page précédente et recommencez."),
    403: (
        "Cette page a expiré",
        "Par sécurité, elle ne peut plus être envoyée. Rien n’a été perdu sur le site. "
        "Revenez à la page précédente, rechargez-la et recommencez.",
    ),
    404: ("Cette page n’existe pas", "L’adresse est peut-être mal écrite, ou la page a été retirée."),
    405: ("Cette page ne s’ouvre pas ainsi", "Revenez à l’accueil et recommencez."),
    413: (
        "Ce que vous envoyez est trop lourd",
        "Un document pèse au plus 10 Mo, et un envoi 60 Mo. Choisissez des fichiers plus légers, un par un.",
    ),
    429: (
        "Vous avez essayé trop de fois",
        "Attendez quelques instants, puis recommencez.",
    ),
    500: ("Un problème est survenu", "Ce n’est pas votre faute. Attendez quelques instants, puis recommencez."),
    503: ("Le site est en pause", "Il revient dans quelques instants. Ce qui était enregistré est gardé."),
    507: (
        "Cet envoi n’a pas pu être enregistré",
        "Ce n’est pas votre faute. Ce qui était déjà enregistré est gardé. "
        "Attendez quelques minutes, puis recommencez.",
    ),
}


def page(code: int, headers: dict[str, str] | None = None) -> Response:
    """Give the page of an error, or its JSON to a script that asked for it."""
    title, words = PAGES.get(code, PAGES[500])
    reference = secrets.token_hex(4).upper()
    if code >= 500:
        current_app.logger.error("error %s on %s, reference %s", code, request.path, reference)
    response = make_response(_body(title=title, words=words, code=code, reference=reference), code)
    response.headers.update(headers or {})
    return response


def _body(**values: object) -> str | Response:
    """Draw the page, or its JSON; one that says that the database is away must not ask it who is there."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=values["words"], reference=values["reference"])
    try:
        return render_template("errors/error.html", **values)
    except SQLAlchemyError:
        g.without_database = True
        return render_template("errors/error.html", **values)


def init_app(app: Flask) -> None:
    """Answer every error with its page."""

    def known(error: HTTPException) -> Response:
        headers = {}
        if error.code == 429:
            headers["Retry-After"] = str(error.get_response().headers.get("Retry-After", 15))
        if error.code is not None and 300 <= error.code < 400:
            return make_response(error.get_response())
        return page(error.code or 500, headers)

    def not_kept(error: OSError) -> Response:
        if error.errno not in NOT_KEPT:
            return unforeseen(error)
        app.logger.exception("the disk keeps nothing more")
        return page(507, {"Retry-After": "60"})

    def unforeseen(error: Exception) -> Response:
        app.logger.exception("unforeseen error on %s", request.path)
        return page(500)

    def no_database(_error: SQLAlchemyError) -> Response:
        app.logger.exception("the database does not answer")
        g.without_database = True
        return page(503, {"Retry-After": PAUSE})

    app.register_error_handler(HTTPException, known)
    for away in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(away, no_database)
    app.register_error_handler(OSError, not_kept)
    app.register_error_handler(Exception, unforeseen)
