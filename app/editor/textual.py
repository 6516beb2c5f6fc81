"""The JSON of a definition being written, whole or at one place: seen, checked, changed by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from flask import Response as File
from flask import abort, current_app, flash, g, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

import forms
from app import database
from app.catalogue import lists
from app.editor import comparing, drafting, overtaken_draft, sent, troubles
from app.editor.examining import plain
from app.editor.framing import Selected, frame
from app.editor.keeping import OLD, found, keep, revision
from app.editor.pressing import follow
from app.editor.troubles import Trouble
from app.editor.views import bp
from app.editor.working import Work
from app.extensions import db, today
from app.security import may, redraws_when_stale, safe_next
from app.submissions.access import library, me
from forms import authoring

WORDS = "Texte JSON modifié"
KEPT = "Le texte est enregistré."
UNSOUND = "Le texte est enregistré. Il reste des problèmes, montrés à leur ligne."
AFRESH = "{actor} a modifié la démarche entre-temps : voici son texte d’aujourd’hui."
GONE = "Cet endroit n’est plus dans la démarche. Votre texte est toujours là : reprenez-le dans le JSON entier."
AN_HOUR = 3600
SENTENCE = re.compile(r"/(?:(?:allOf|x-checks)/\d+|x-compute)$")
"""Where a condition, a rule or a computation stands."""


@dataclass(frozen=True)
class Sheet:
    """A text of the JSON view: as it is, or as it was typed; `place` is the pointer of what it is the text of.

    `overtaken` says that somebody changed the definition meanwhile, `afresh` that its text is shown in place of an old
    one that nobody wrote into.
    """

    here: Work
    place: str | None
    text: str
    found: Sequence[Trouble] = ()
    told: str = ""
    overtaken: bool = False
    afresh: bool = False
    unsound: bool = False
    since: overtaken_draft.Difference | None = None

    def draw(self, status: int = 200) -> Response:
        """Draw the page of the text."""
        work, refused = self.here, status == 422
        question = request.args.get("ou", "") if self.place is None else authoring.question_of(self.place)
        at = self._line() if self.place is None else (1, 1)
        known = work.item(question) is not None
        return frame(
            work,
            "editor/json.html" if self.place is None else "editor/json_place.html",
            Selected(work.page_of(question), question) if known else None,
            wrong=self._links() if refused else [],
            status=status,
            text=self.text,
            found=self.found,
            told=self.told,
            at=at,
            place=self.place or "",
            question=work.item(question) if known else None,
            runs=troubles.excerpts(self.text, self.found, [at[0]] if at[0] > 1 else []),
            words=json.dumps(troubles.words(work, lists.versions(db.session)), ensure_ascii=False),
            overtaken=self.overtaken,
            afresh=self.afresh,
            unsound=self.unsound,
            since=self.since,
            lines=comparing.difference(work.draft.text, self.text) if self.overtaken and self.place is None else [],
            back=_back(work.draft.slug),
            titles={one.question: item.title for one in self.found if (item := work.item(one.question))},
        )

    def _links(self) -> list[tuple[str, str]]:
        if self.told:
            return [("#texte", self.told)]
        return [(f"#ligne-{one.line}", f"Ligne {one.line} : {one.sentence} {one.right}") for one in self.found]

    def _line(self) -> authoring.Position:
        """Give where the address wants one to begin."""
        document, pointer = self.here.document, request.args.get("a", "")
        if request.args.get("ou"):
            pointer = authoring.spot_pointer(document, self.here.blocks, request.args["ou"])
        lines = authoring.pointer_lines(self.text)
        return lines.get(authoring.nearest(lines, document, pointer)) or (1, 1)


def _whole(here: Work) -> Sheet:
    text = authoring.write_text(here.document)
    return Sheet(here, None, text, troubles.of_definition(here.made, text))


def _part(here: Work, pointer: str) -> Sheet:
    text = authoring.write_node(here.document, pointer)
    return Sheet(here, pointer, text, troubles.of_definition(here.made, text, pointer))


def _back(slug: str) -> str:
    """Give where one goes after one place was changed."""
    return safe_next(request.args.get("retour"), url_for("editor.json_view", slug=slug, a=request.args.get("a")))


@bp.get("/edition/<slug>/brouillon/json")
@may("edit")
def json_view(slug: str) -> Response:
    """Show a definition being written as JSON."""
    return _whole(found(slug)).draw()


@bp.get("/edition/<slug>/brouillon/json/fichier")
@may("edit")
def json_file(slug: str) -> File:
    """Give a definition being written as a file: another portal, or a new procedure here, begins with it."""
    response = File(found(slug).draft.text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-brouillon.json"'
    return response


@bp.post("/edition/<slug>/brouillon/json")
@redraws_when_stale
@may("edit")
def json_view_post(slug: str) -> Response:
    """Keep a definition that was written as JSON, sound or not; nothing that was typed is lost."""
    here = found(slug, lock=True)
    sheet = Sheet(here, None, plain(request.form.get("texte", "")))
    again = url_for(".json_view", slug=slug, ou=request.args.get("ou"), a=request.args.get("a"))
    answer = _kept(sheet, authoring.parse, authoring.fault_position, again)
    if answer.status_code == 303 and not sent.pressed():
        flash(UNSOUND if any(one.blocks for one in found(slug).made.report.faults) else KEPT)
    return answer


@bp.get("/edition/<slug>/brouillon/json/endroit")
@may("edit")
def json_place(slug: str) -> Response:
    """Show one place of a definition being written as JSON."""
    here, pointer = found(slug), request.args.get("a", "")
    if not authoring.has_node(here.document, pointer):
        abort(404)
    return _part(here, pointer).draw()


@bp.post("/edition/<slug>/brouillon/json/endroit")
@redraws_when_stale
@may("edit")
def json_place_post(slug: str) -> Response:
    """Keep one place of a definition that was written as JSON, sound or not."""
    here, pointer = found(slug, lock=True), request.args.get("a", "")
    sheet = Sheet(here, pointer, plain(request.form.get("texte", "")))
    if not authoring.has_node(here.document, pointer):
        return replace(sheet, told=GONE).draw(422)
    read = partial(authoring.put_node, here.document, pointer)
    again = request.full_path if sent.pressed() else _back(slug)
    return _unsound(sheet) or _kept(sheet, read, authoring.node_fault_position, again)


def _unsound(sheet: Sheet) -> Response | None:
    """Show what a condition or a rule makes wrong: where one goes on, nobody would see it."""
    here, pointer = sheet.here, sheet.place or ""
    if g.stale or not SENTENCE.search(pointer):
        return None
    try:
        document = authoring.put_node(here.document, pointer, sheet.text)
    except forms.DefinitionError:
        return None
    if sent.pressed() and document == here.document:
        return None
    found = troubles.caused(here, document, sheet.text, pointer)
    return replace(sheet, found=found, unsound=True).draw(422) if found else None


def _kept(
    sheet: Sheet, read: Callable[[str], dict[str, Any]], position: Callable[[str], authoring.Position], again: str
) -> Response:
    """Keep a text that was typed, do what the button beside it says, go on; or say why it cannot be kept."""
    if g.stale:
        return replace(sheet, told=OLD).draw(403)
    try:
        keep(sheet.here, read(sheet.text), WORDS)
        address = follow(sheet.here, again)
    except forms.DefinitionError as error:
        return replace(sheet, found=troubles.unreadable(error, position(sheet.text))).draw(422)
    except drafting.StaleError:
        return _overtaken(sheet)
    db.session.commit()
    current_app.logger.info("definition changed: account %s, procedure %s", me().id, sheet.here.draft.slug)
    return redirect(address, 303)


def _overtaken(sheet: Sheet) -> Response:
    """Show the text again: who changed the definition meanwhile, and what; afresh where nobody wrote into it."""
    db.session.rollback()
    fresh = found(sheet.here.draft.slug)
    if sent.pressed() and _untouched(sheet):
        drawn = _whole(fresh) if sheet.place is None else _part(fresh, sheet.place)
        return replace(drawn, told=AFRESH.format(actor=fresh.draft.actor), afresh=True).draw(409)
    since = overtaken_draft.since(db.session, library(), fresh.draft, revision())
    return replace(sheet, here=fresh, overtaken=True, since=since).draw(409)


def _untouched(sheet: Sheet) -> bool:
    """Say whether a text is the one that its page was drawn with: nothing of it is anybody's to keep."""
    before = drafting.text_at(db.session, sheet.here.draft, revision())
    if before is None:
        return False
    document = authoring.parse(before)
    drawn = authoring.write_text(document) if sheet.place is None else authoring.write_node(document, sheet.place)
    return sheet.text.strip() == drawn.strip()


@bp.post("/edition/<slug>/brouillon/json/verifier")
@may("edit")
def json_check(slug: str) -> list[dict[str, Any]]:
    """Say what is wrong with a text that is being typed; nothing is kept, and nobody waits for it."""
    published = found(slug).published
    db.session.rollback()
    database.writes.set(False)
    checked = troubles.of_text(plain(request.form.get("texte", "")), library(), today(), published)
    return [asdict(one) for one in checked]


@bp.get("/edition/dialecte.json")
@may("edit")
def dialect() -> File:
    """Give the dialect of definitions, for tools that complete and explain."""
    return send_file(library().schemas / "dialect.json", mimetype="application/json", max_age=AN_HOUR)
