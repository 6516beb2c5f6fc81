"""The buttons that change a definition as a whole: on their own, or beside a panel, which their post carries.

What was typed into a panel is kept first, as an entry of the history of its own: nothing that was typed is ever lost,
and undoing undoes what the button did before it undoes what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, sent
from app.editor.acting import Deed, Done, UnfitActError
from app.editor.acting import act as do
from app.editor.framing import Selected
from app.editor.keeping import OLD, found, keep, revision, take_back
from app.editor.relocating import Relocation
from app.editor.stale import stale
from app.editor.staying import HERE, where_one_was
from app.editor.views import bp
from app.editor.working import Work, outlined
from app.extensions import db, now
from app.numbers import natural
from app.security import may, redraws_when_stale
from app.submissions.access import me

TRAVELS = {"annuler": -1, "retablir": 1}
NOTHING = {"annuler": "Il n’y a rien à annuler.", "retablir": "Il n’y a rien à rétablir."}
LAST = "9999"
"""The position of what goes to the end of a page."""


def follow(here: Work, back: str, about: Selected | None = None, own: Mapping[str, Deed] | None = None) -> str:
    """Do what the button beside a panel says, now that the panel is kept; give where one goes on. Flushes only.

    `back` is where the panel now is, and where one stays when no button was pressed; `about` is what the panel is about
    now, `own` are deeds that only its page has. Raises drafting.StaleError, and what a deed of `own` raises.
    """
    name, selected = sent.pressed(), about or Selected()
    if not name:
        return back
    if name in TRAVELS:
        return _travelled(here, name, selected, request.full_path, back)
    fresh = outlined(here) if g.get("made") else here
    page = request.form.get(sent.CHOSEN, "") if name == "deplacer" else str(selected.page)
    fields = {**request.form.to_dict(), "ou": selected.pointer, "page": page, "position": LAST}
    try:
        done = do(fresh, name, fields, own)
        if done.words and keep(fresh, done.document, done.words):
            _tell(done)
    except UnfitActError as unfit:
        flash(str(unfit))
        return back
    stays = (done.pointer, done.page) == (selected.pointer, -1)
    return back if stays else _place(fresh, Selected(done.page, done.pointer))


@bp.post("/edition/<slug>/brouillon/actions")
@redraws_when_stale
@may("edit")
def act(slug: str) -> Response:
    """Move, copy or delete what the page names; go back to the state before, or forth again."""
    here = found(slug, lock=True)
    name, selected = request.form.get("action", ""), Selected(_page_number(), request.form.get("ou", ""))
    if g.stale:
        flash(OLD)
        return redirect(_place(here, selected), 303)
    try:
        if name in TRAVELS:
            address = _travelled(here, name, selected, request.form.get(HERE, ""))
        else:
            done = do(here, name, request.form)
            if done.words and keep(here, done.document, done.words):
                _tell(done)
            address = _place(here, Selected(done.page, done.pointer))
    except drafting.StaleError:
        return stale(here, sent.of_deed(here, Relocation(here, revision()).pages))
    except UnfitActError as unfit:
        take_back()
        flash(str(unfit))
        return redirect(_place(found(slug), selected), 303)
    db.session.commit()
    return redirect(address, 303)


def _tell(done: Done) -> None:
    """Say what was done when something else went with it."""
    if done.told:
        flash(" ".join([f"{done.words}.", *done.told, "Le bouton « Annuler » fait tout revenir."]))


def _travelled(here: Work, name: str, selected: Selected, *addresses: str) -> str:
    """Go to the state before or after; give where one stays, the first of some addresses that is still there."""
    if drafting.travel(db.session, here.draft, revision(), TRAVELS[name] < 0, me(), now()) is None:
        flash(NOTHING[name])
    fresh = found(here.draft.slug)
    there = (where_one_was(fresh, one) for one in addresses)
    return next((one for one in there if one), None) or _place(fresh, selected)


def _page_number() -> int:
    number = natural(request.form.get("page", ""))
    return -1 if number is None else number


def _place(here: Work, selected: Selected) -> str:
    """Give where to go on: the question if it is there, else its page, else the whole."""
    fresh, slug = found(here.draft.slug), here.draft.slug
    if selected.pointer and fresh.item(selected.pointer) is not None:
        return url_for(".question", slug=slug, ou=selected.pointer)
    if 0 <= selected.page < len(fresh.made.tree):
        return url_for(".page", slug=slug, page=selected.page)
    return url_for(".draft", slug=slug)
