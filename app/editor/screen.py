"""The screen of the editor: the page, question or settings one has chosen, and what its buttons do."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, sent
from app.editor.acting import Done, UnfitActError
from app.editor.acting import act as do
from app.editor.framing import Selected, frame
from app.editor.panelling import Sheet, panel
from app.editor.pointing import to_questions, ways
from app.editor.relocating import Relocation
from app.editor.stale import missing, seen_at, stale
from app.editor.staying import where_one_was
from app.editor.views import bp
from app.editor.working import Work, work
from app.extensions import db, now, today
from app.security import may, redraws_when_stale
from app.submissions.access import library, me
from forms import authoring

SAVED = {"page": "Page modifiée", "question": "« {title} » modifiée", "settings": "Réglages modifiés"}
OLD = "Cette page était ouverte depuis longtemps. Ce que vous avez écrit est toujours là : enregistrez de nouveau."


def found(slug: str, lock: bool = False) -> Work:
    """Find the definition being written of a procedure; another one does not exist."""
    return work(db.session, library(), slug, today(), lock)


def revision() -> int:
    """Read the revision that a form was drawn at; what is none is older than all."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def keep(here: Work, document: dict[str, Any], words: str) -> bool:
    """Keep a new document, in the one commit of the request. Raises drafting.StaleError."""
    text, run = authoring.write_text(document), request.form.get("suite", "")
    changed = drafting.change(db.session, here.draft, revision(), text, words, me(), now(), run)
    drafting.seen(db.session, here.draft, me(), now())
    g.kept = True
    return changed


@bp.get("/edition/<slug>/brouillon")
@may("edit")
def draft(slug: str) -> Response:
    """Show a definition being written: its pages and questions."""
    return frame(found(slug), "editor/draft.html")


@bp.post("/edition/<slug>/brouillon/presence")
@may("edit")
def presence(slug: str) -> Response:
    """Note that somebody is at a definition."""
    drafting.seen(db.session, found(slug).draft, me(), now())
    db.session.commit()
    return Response(status=204)


@bp.get("/edition/<slug>/brouillon/verification")
@may("edit")
def checking(slug: str) -> Response:
    """Show what is wrong with a definition being written, with the way to each question."""
    here = found(slug)
    report = to_questions(here.made.report, here.document, dict(here.blocks))
    return frame(here, "editor/checking.html", report=report, way=ways(here.library))


@bp.post("/edition/<slug>/brouillon/actions")
@redraws_when_stale
@may("edit")
def act(slug: str) -> Response:
    """Move, copy or delete what the page names; go back to the state before, or forth again."""
    here = found(slug, lock=True)
    name = request.form.get("action", "")
    if g.stale:
        flash(OLD)
        return redirect(_place(here, request.form.get("ou", ""), _page_number()), 303)
    try:
        if name in ("annuler", "retablir"):
            return _travelled(here, -1 if name == "annuler" else 1)
        done = do(here, name, request.form)
        changed = keep(here, done.document, done.words) if done.words else False
    except drafting.StaleError:
        return stale(here, sent.of_deed(here, Relocation(here, revision()).pages))
    except UnfitActError as unfit:
        db.session.rollback()
        flash(str(unfit))
        return redirect(_place(found(slug), request.form.get("ou", ""), _page_number()), 303)
    db.session.commit()
    if changed:
        _tell(done)
    return redirect(_place(here, done.pointer, done.page), 303)


def _tell(done: Done) -> None:
    """Say what was done, and what else went with it."""
    if done.told:
        flash(" ".join([f"{done.words}.", *done.told, "Le bouton « Annuler » fait tout revenir."]))


def _travelled(here: Work, by: int) -> Response:
    """Go to the state before or after."""
    went = drafting.travel(db.session, here.draft, revision(), by < 0, me(), now())
    db.session.commit()
    if went is None:
        flash("Il n’y a rien à annuler." if by < 0 else "Il n’y a rien à rétablir.")
    fresh = found(here.draft.slug)
    return redirect(where_one_was(fresh) or _place(fresh, request.form.get("ou", ""), _page_number()), 303)


def _page_number() -> int:
    text = request.form.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1


def _place(here: Work, pointer: str, page: int) -> str:
    """Give where to go on: the question if it is there, else its page, else the whole."""
    fresh = found(here.draft.slug)
    if pointer and fresh.item(pointer) is not None:
        return url_for(".question", slug=here.draft.slug, ou=pointer)
    if 0 <= page < len(fresh.made.tree):
        return url_for(".page", slug=here.draft.slug, page=page)
    return url_for(".draft", slug=here.draft.slug)


@bp.get("/edition/<slug>/brouillon/page")
@may("edit")
def page(slug: str) -> Response:
    """Show a page's own words, to be changed."""
    here = found(slug)
    return _draw(here, "page", *_of_page(here))


@bp.post("/edition/<slug>/brouillon/page")
@redraws_when_stale
@may("edit")
def page_post(slug: str) -> Response:
    """Keep a page's own words."""
    here = found(slug, lock=True)
    return _post(here, "page", *_of_page(here))


@bp.get("/edition/<slug>/brouillon/question")
@may("edit")
def question(slug: str) -> Response:
    """Show a question, a group or rows, to be changed."""
    here = found(slug)
    return _draw(here, "question", *_of_question(here))


@bp.post("/edition/<slug>/brouillon/question")
@redraws_when_stale
@may("edit")
def question_post(slug: str) -> Response:
    """Keep a question, a group or rows."""
    here = found(slug, lock=True)
    return _post(here, "question", *_of_question(here))


@bp.post("/edition/<slug>/brouillon/coller")
@redraws_when_stale
@may("edit")
def paste(slug: str) -> Response:
    """Take the choices of a question from lines pasted from a spreadsheet."""
    here = found(slug, lock=True)
    place, selected = _of_question(here)
    sheet = Sheet(here, panel("question", here, place), place, "reponse", today())
    text = request.form.get("lignes", "")
    values = {"pasted": text, "after": request.form.get("ou-les-mettre") == "apres"}
    if g.stale:
        return _draw(here, "question", place, selected, sheet, stale=True, status=403, **values)
    try:
        sheet.pasted(text, values["after"] is True)
    except authoring.PastedError as error:
        wrong = [("#lignes", one) for one in error.problems]
        return _draw(here, "question", place, selected, sheet, wrong=wrong, paste_wrong=error.problems, **values)
    return _written(here, "question", place, selected, sheet)


@bp.get("/edition/<slug>/brouillon/reglages")
@may("edit")
def settings(slug: str) -> Response:
    """Show what holds for the whole procedure, to be changed."""
    return _draw(found(slug), "procedure", "", Selected())


@bp.post("/edition/<slug>/brouillon/reglages")
@redraws_when_stale
@may("edit")
def settings_post(slug: str) -> Response:
    """Keep what holds for the whole procedure."""
    return _post(found(slug, lock=True), "procedure", "", Selected())


def _of_page(here: Work) -> tuple[str, Selected]:
    text = request.args.get("page", "0")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
    if not 0 <= number < len(here.made.tree):
        missing(here)
    return here.made.tree[number].id, Selected(number)


def _of_question(here: Work) -> tuple[str, Selected]:
    pointer = request.args.get("ou", "")
    if here.item(pointer) is None:
        missing(here)
    return pointer, Selected(here.page_of(pointer), pointer)


def shown_once(here: Work, place: str) -> dict[str, Any] | None:
    """Give the document that was shown to who applies a change all the same, None when it is kept no more."""
    number = seen_at()
    text = drafting.text_at(db.session, here.draft, number) if number else None
    document = authoring.parse(text) if text is not None else {}
    return document if document and (not place.startswith("/") or authoring.own(document, place) is not None) else None


TEMPLATES = {"page": "page", "question": "question", "procedure": "settings"}


def _draw(here: Work, name: str, place: str, selected: Selected, sheet: Sheet | None = None, **more: Any) -> Response:
    """Draw a panel; `told` says whether its problems are, `extra` are those of writing it, `tried` that it is kept."""
    made = sheet or Sheet(here, panel(name, here, place), place, request.args.get("volet", ""), today())
    values = made.values(bool(more.pop("told", False)), more.pop("extra", ()))
    item = here.item(selected.pointer)
    template = f"editor/{TEMPLATES[name]}.html"
    values |= {"item": item, "volet": made.page_id, "seen": 0 if "tried" in more else seen_at()}
    return frame(here, template, selected, place=TEMPLATES[name], **{**values, **more})


def _post(here: Work, name: str, place: str, selected: Selected) -> Response:
    tab, seen = request.args.get("volet", ""), shown_once(here, place)
    sheet = Sheet(here, panel(name, here, place), place, tab, today(), request.form, seen)
    if g.stale:
        return _draw(here, name, place, selected, sheet, stale=True, status=403)
    if sheet.turned == "add":
        return _draw(here, name, place, selected, sheet)
    if not sheet.right:
        return _draw(here, name, place, selected, sheet, told=True)
    return _written(here, name, place, selected, sheet)


def _written(here: Work, name: str, place: str, selected: Selected, sheet: Sheet) -> Response:
    """Write what a panel changes, and come again where its place now is."""
    saved = sheet.saved()
    if saved.problems:
        return _draw(here, name, place, selected, sheet, extra=saved.problems)
    item = here.item(selected.pointer)
    try:
        keep(here, saved.document, SAVED[TEMPLATES[name]].format(title=item.title if item else ""))
    except drafting.StaleError:
        said = sent.of_panel(sheet.panel.procedure, request.form) or sent.of_fields(sent.PASTED)
        return stale(here, said, merged=sheet.posted is not None)
    db.session.commit()
    current_app.logger.info("definition changed: account %s, procedure %s", me().id, here.draft.slug)
    if sheet.blank_rows or sheet.samples:
        tried = sheet.tried(saved.document, saved.place) if name == "question" else ()
        return _draw(found(here.draft.slug), name, place, selected, sheet, tried=tried)
    return redirect(_again(here, name, selected, saved.place, sheet.page_id), 303)


def _again(here: Work, name: str, selected: Selected, place: str, tab: str) -> str:
    values: dict[str, Any] = {"slug": here.draft.slug, "volet": tab}
    if name == "question":
        values["ou"] = place
    if name == "page":
        values["page"] = selected.page
    return url_for(f".{TEMPLATES[name]}", **values)
