"""Adding a question, a group, rows or a shared block to a page: its words, then its kind."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, sent
from app.editor.framing import Selected, frame
from app.editor.keeping import OLD, found, keep, take_back
from app.editor.pressing import follow
from app.editor.stale import missing, stale
from app.editor.views import bp
from app.editor.working import Work
from app.extensions import db
from app.numbers import natural
from app.security import may, redraws_when_stale
from forms import authoring

LONGEST_TITLE = 300
NO_TITLE = "Écrivez la question, comme l’usager la lira."
NO_GENRE = "Choisissez ce que l’usager répondra."
TOO_LONG = f"Écrivez {LONGEST_TITLE} signes au plus."


@bp.get("/edition/<slug>/brouillon/ajouter")
@may("edit")
def add(slug: str) -> Response:
    """Ask what to add to a page."""
    here = found(slug)
    return _draw(here, _page(here))


@bp.post("/edition/<slug>/brouillon/ajouter")
@redraws_when_stale
@may("edit")
def add_post(slug: str) -> Response:
    """Add what was chosen, then open it."""
    here = found(slug, lock=True)
    page = _page(here)
    title, genre = request.form.get("titre", "").strip(), request.form.get("genre", "")
    inside, position = request.form.get("dans", ""), request.form.get("position", "9999")
    # nothing was written, and a button beside the form was pressed: there is nothing to add
    passed = bool(sent.pressed()) and not title
    wrong = [] if passed else _wrong(here, title, genre)
    if wrong or g.stale:
        return _draw(here, page, [("#titre", OLD)] if g.stale else wrong, 403 if g.stale else 422)
    again = url_for(".add", slug=slug, page=page)
    try:
        if not passed:
            place = natural(position)
            at = 9999 if place is None else place
            made = authoring.add_question(here.document, here.blocks, genre, title, page, at, inside=inside)
            keep(here, made.document, f"« {title} » ajoutée")
            again = url_for(".question", slug=slug, ou=made.pointer)
        address = follow(here, again, Selected(page))
    except drafting.StaleError:
        # beside a question that nobody wrote its kind was not looked at
        known = authoring.genres(here.blocks).get(genre)
        return stale(here, [*sent.of_fields(sent.ADDED), *([("Type de réponse", known.label)] if known else [])])
    except authoring.AuthoringError as error:
        take_back()
        return _draw(found(slug), page, [("#titre", str(error))], 422)
    db.session.commit()
    return redirect(address, 303)


def _wrong(here: Work, title: str, genre: str) -> list[tuple[str, str]]:
    known = [*authoring.genres(here.blocks)]
    found = [("#titre", NO_TITLE if not title else TOO_LONG)] if not title or len(title) > LONGEST_TITLE else []
    return found if genre in known else [*found, (f"#genre-{known[0]}", NO_GENRE)]


def _page(here: Work) -> int:
    number = natural(request.args.get("page", "0"))
    if number is None or number >= len(here.made.tree):
        missing(here)
    return number


def _draw(here: Work, page: int, wrong: list[tuple[str, str]] | None = None, status: int = 200) -> Response:
    items = here.made.tree[page].items
    groups = [one for one in items if not one.block and one.genre in ("group", "repeat")]
    return frame(
        here,
        "editor/add.html",
        Selected(page),
        wrong or [],
        status,
        titre=request.form.get("titre", ""),
        genre=request.form.get("genre", ""),
        inside=request.form.get("dans", request.args.get("dans", "")),
        position=request.form.get("position", "9999"),
        genres=authoring.genres(here.blocks),
        items=items,
        groups=groups,
    )
