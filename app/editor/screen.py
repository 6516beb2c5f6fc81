"""The screen of the editor: the page, question or settings one has chosen, and what its buttons do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, sent
from app.editor.acting import Done
from app.editor.framing import Selected, frame
from app.editor.keeping import found, keep, shown_once, take_back
from app.editor.panelling import Sheet, panel
from app.editor.pointing import to_questions, ways
from app.editor.pressing import TRAVELS, follow
from app.editor.stale import missing, seen_at, stale
from app.editor.views import bp
from app.editor.working import Work, verified
from app.extensions import db, now, today
from app.numbers import natural
from app.security import may, redraws_when_stale
from app.submissions.access import me
from forms import authoring

SAVED = {"page": "Page modifiée", "question": "« {title} » modifiée", "settings": "Réglages modifiés"}
TEMPLATES = {"page": "page", "question": "question", "procedure": "settings"}
LEFT = "Reprenez ces lignes, ou effacez-les."


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
    """Show all that is wrong with a definition being written, with the way to each question."""
    here = verified(found(slug))
    report = to_questions(here.made.report, here.document, dict(here.blocks))
    return frame(here, "editor/checking.html", report=report, way=ways(here.library))


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
    number = natural(request.args.get("page", "0"))
    if number is None or number >= len(here.made.tree):
        missing(here)
    return here.made.tree[number].id, Selected(number)


def _of_question(here: Work) -> tuple[str, Selected]:
    pointer = request.args.get("ou", "")
    if here.item(pointer) is None:
        missing(here)
    return pointer, Selected(here.page_of(pointer), pointer)


def _draw(here: Work, name: str, place: str, selected: Selected, sheet: Sheet | None = None, **more: Any) -> Response:
    """Draw a panel; `told` says whether its problems are, `extra` are those of writing it, `tried` that it is kept."""
    made = sheet or Sheet(here, panel(name, here, place), place, request.args.get("volet", ""), today())
    values = made.values(bool(more.pop("told", False)), more.pop("extra", ()))
    item = here.item(selected.pointer)
    template = f"editor/{TEMPLATES[name]}.html"
    values |= {"item": item, "volet": made.page_id, "seen": 0 if "tried" in more else seen_at()}
    values |= {"pasted": _lines(), "after": "ou-les-mettre" in request.form}
    return frame(here, template, selected, place=TEMPLATES[name], **{**values, **more})


def _post(here: Work, name: str, place: str, selected: Selected) -> Response:
    tab, seen = request.args.get("volet", ""), shown_once(here, place)
    sheet = Sheet(here, panel(name, here, place), place, tab, today(), request.form, seen)
    if g.stale:
        return _draw(here, name, place, selected, sheet, stale=True, status=403)
    if sheet.turned == "add":
        return _draw(here, name, place, selected, sheet)
    if not sheet.right and not _spared(here, name):
        return _draw(here, name, place, selected, sheet, told=True)
    if _lines() and sent.pressed() not in ("", "coller", *sent.DELETES):
        return _unpasted(here, selected, sheet, [LEFT])
    return _written(here, name, place, selected, sheet)


def _written(here: Work, name: str, place: str, selected: Selected, sheet: Sheet) -> Response:
    """Write what a panel changes, do what the button beside it says, and come again where its place now is."""
    as_before = authoring.Saved(here.document, place)
    saved = sheet.saved() if sheet.right else as_before
    if saved.problems and _spared(here, name):
        saved = as_before
    if saved.problems:
        return _draw(here, name, place, selected, sheet, extra=saved.problems)
    item, again = here.item(selected.pointer), _again(here, name, selected, saved.place, sheet.page_id)
    about = Selected(selected.page, saved.place) if name == "question" else selected
    try:
        keep(here, saved.document, SAVED[TEMPLATES[name]].format(title=item.title if item else ""))
        address = follow(here, again, about, PASTED)
    except drafting.StaleError:
        said = [*sent.of_panel(sheet.panel.procedure, request.form), *sent.of_fields(sent.PASTED)]
        return stale(here, said, merged=True)
    except authoring.PastedError as error:
        take_back()
        return _unpasted(found(here.draft.slug), selected, sheet, error.problems)
    db.session.commit()
    current_app.logger.info("definition changed: account %s, procedure %s", me().id, here.draft.slug)
    if address == again and _stays(sheet):
        tried = sheet.tried(saved.document, saved.place) if name == "question" else ()
        return _draw(found(here.draft.slug), name, place, selected, sheet, tried=tried)
    return redirect(address, 303)


def _spared(here: Work, name: str) -> bool:
    """Say whether a panel need not be right, as what it is about is deleted; the last page never is."""
    return sent.deletes() and (name != "page" or len(here.made.tree) > 1)


def _stays(sheet: Sheet) -> bool:
    """Say whether a page holds what is written nowhere: rows without words, answers to try, lines not taken yet."""
    if sent.pressed() in TRAVELS:
        return False
    return sheet.blank_rows or bool(sheet.samples) or (bool(_lines()) and not sent.pressed())


def _again(here: Work, name: str, selected: Selected, place: str, tab: str) -> str:
    values: dict[str, Any] = {"slug": here.draft.slug, "volet": tab}
    if name == "question":
        values["ou"] = place
    if name == "page":
        values["page"] = selected.page
    return url_for(f".{TEMPLATES[name]}", **values)


def _lines() -> str:
    """Give the lines of a spreadsheet that were pasted to become choices."""
    lines = request.form.get("lignes", "")
    return lines if lines.strip() else ""


def _paste(work: Work, fields: Mapping[str, str]) -> Done:
    """Take the choices of a question from lines pasted from a spreadsheet. Raises authoring.PastedError."""
    place = fields["ou"]
    sheet = Sheet(work, panel("question", work, place), place, "reponse", today())
    sheet.pasted(_lines(), "ou-les-mettre" in fields)
    saved, item = sheet.saved(), work.item(place)
    if saved.problems:
        raise authoring.PastedError([one.message for one in saved.problems])
    return Done(saved.document, SAVED["question"].format(title=item.title if item else ""), place)


PASTED = {"coller": _paste}


def _unpasted(here: Work, selected: Selected, sheet: Sheet, problems: Sequence[str]) -> Response:
    """Draw a panel with the lines that were not taken, and why."""
    wrong = [("#lignes", one) for one in problems]
    return _draw(here, "question", sheet.place, selected, sheet, wrong=wrong, paste_wrong=problems)
