"""The list of procedures and the entry page of each."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, jsonify, render_template, request, send_file
from flask import Response as FlaskResponse
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalogue import entry as entries
from app.catalogue import figures, serving
from app.catalogue.library import Library
from app.catalogue.queries import latest
from app.catalogue.services import has_entry, standing, state_of
from app.extensions import db, today
from app.rendering import LISTS, others, wording
from app.rendering.listed import MOST
from app.security import anyone, holds

bp = Blueprint("catalogue", __name__)
HOUR, WEEK = 3600, 7 * 24 * 3600
LONGEST_SEARCH = 200


def library() -> Library:
    """Give the compiled procedures of the application."""
    known: Library = current_app.extensions["library"]
    return known


@bp.get("/demarches")
@anyone
def index() -> str:
    """Show « Faire une nouvelle demande »."""
    found = [library().of(version) for version in serving.published(db.session, library())]
    rows = [(loaded, state_of(loaded.procedure.settings, today())) for loaded in found]
    return render_template("catalogue/index.html", rows=[row for row in rows if row[1] != "over"])


@bp.get("/demarches/<slug>")
@anyone
def entry(slug: str) -> str:
    """Show what a procedure asks, before it is begun."""
    version = serving.latest(db.session, library(), slug)
    if version is None or not has_entry(version):
        abort(503 if version is None and latest(db.session, slug) else 404)
    chosen, own = request.args.get("langue", "")[:2], library().of(version)
    loaded = library().in_language(own, chosen)
    begun = current_app.extensions["begun"](current_user, version) if current_user.is_authenticated else None
    return render_template(
        "catalogue/entry.html",
        loaded=loaded,
        procedure=loaded.procedure,
        settings=loaded.procedure.settings,
        words=wording(loaded.procedure.language),
        others=others(loaded.procedure),
        chosen=chosen if chosen in own.procedure.languages else "",
        state=standing(version.procedure, loaded.procedure.settings, today()),
        closed_at=version.procedure.closed_at,
        documents=entries.documents(loaded.procedure),
        begun=begun,
        helped=current_app.extensions["helped"]() if current_user.is_authenticated else [],
        renewable=current_app.extensions["renewable"](current_user, version) if current_user.is_authenticated else [],
        this_year=today().year,
        wrong=request.args.get("conditions") == "a-accepter",
    )


@bp.get("/demarches/<slug>/figures/<file>")
@anyone
def figure(slug: str, file: str) -> Response:
    """Give a drawing of a definition."""
    path = library().figure(slug, file)
    stored = figures.find(db.session, slug, file) if path is None else None
    response: Response
    if path is not None:
        response = send_file(path, mimetype="image/svg+xml", max_age=WEEK)
    elif stored is not None:
        response = FlaskResponse(stored.content, mimetype=stored.media_type)
        response.headers["Cache-Control"] = f"public, max-age={WEEK}, immutable"
        response.set_etag(stored.sha256)
        response.make_conditional(request)
    else:
        abort(404)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.get(f"{LISTS}/<list_name>/<int:number>")
@anyone
def named_list(list_name: str, number: int) -> Response:
    """Search a list for the script of a page; one that nothing published uses is there for who writes definitions."""
    opened = library().open_lists.holds(db.session, list_name, number, [library().profile_text])
    if not (opened or holds("edit")):
        abort(404)
    return options_found(list_name, number)


def options_found(list_name: str, number: int) -> Response:
    """Give the options of a list that hold the words of `q`, or the one of a value."""
    options = library().lists.get(f"{list_name}/{number}")
    if options is None:
        abort(404)
    value, text = request.args.get("valeur", ""), request.args.get("q", "")[:LONGEST_SEARCH]
    known = options.by_text.get(value)
    found = (known,) if known is not None else options.search(text, MOST + 1) if text.strip() else ()
    rows = [{"value": str(one.value), "label": one.label, "hint": one.hint} for one in found[:MOST]]
    response = jsonify(found=rows, more=len(found) > MOST)
    response.headers["Cache-Control"] = f"private, max-age={HOUR}"
    return response


def count_open() -> int:
    """Count the procedures that are open today, for the home page."""
    settings = (library().of(version).procedure.settings for version in serving.published(db.session, library()))
    return sum(state_of(one, today()) == "open" for one in settings)
