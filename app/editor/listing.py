"""« Listes »: every named list, its versions, who uses which, its rows, and those as a CSV."""

from __future__ import annotations

from flask import Response, abort, render_template, request

from app.editor import list_versions
from app.editor.views import bp
from app.extensions import db
from app.security import may
from app.submissions.access import library
from forms import authoring

SHOWN = 20


def wanted_list(name: str) -> list_versions.Known:
    """Find a list; another one does not exist."""
    found = list_versions.one(db.session, library(), name)
    if found is None:
        abort(404)
    return found


@bp.get("/edition/listes")
@may("edit")
def named_lists() -> str:
    """Show every list with its newest version and who uses it."""
    return render_template("editor/lists.html", lists=list_versions.every(db.session, library()))


@bp.get("/edition/listes/<list_name>")
@may("edit")
def named_list(list_name: str) -> str:
    """Show a list: its versions, who uses which, and its rows, searched."""
    known = wanted_list(list_name)
    number = request.args.get("version", known.newest, type=int)
    if number not in {one.number for one in known.versions}:
        abort(404)
    text = request.args.get("q", "").strip()[:200]
    options = library().lists[f"{list_name}/{number}"]
    found = options.search(text, len(options)) if text else options
    return render_template(
        "editor/list.html", known=known, number=number, text=text, found=found, rows=found[:SHOWN], total=len(options)
    )


@bp.get("/edition/listes/<list_name>/<int:number>/csv")
@may("edit")
def named_list_csv(list_name: str, number: int) -> Response:
    """Give a version of a list as a file for a spreadsheet."""
    wanted_list(list_name)
    rows = list_versions.rows_of(library(), list_name, number)
    if not rows:
        abort(404)
    response = Response("\ufeff" + authoring.write_sheet(rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{list_name}-{number}.csv"'
    return response
