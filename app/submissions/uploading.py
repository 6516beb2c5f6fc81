"""One document at a time, sent by the script of a page as soon as it is chosen; and asking before one is deleted."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

import forms
from app import database
from app.extensions import db, now, today
from app.rendering import merging
from app.security import signed_in
from app.submissions import attaching, drafts, history, listing, overtaken, queries
from app.submissions.access import Held, find, library, me, unsent
from app.submissions.views import Answer, bp, folder
from app.uploads.models import Document
from app.uploads.services import RefusedError, remove

TURNS = BoundedSemaphore(os.cpu_count() or 2)
"""Documents are examined as many at once as there are cores; the others wait here, and hold nothing of the database."""
NOTHING = "Aucun fichier n’est arrivé. Choisissez-le de nouveau."
GONE = "Cette question n’est plus sur la page. Rechargez la page, puis recommencez."
Told = tuple[dict[str, Any], int]


class SentError(Exception):
    """The request was sent meanwhile; its number."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a file of the script goes: a question as the page names it, maybe in the place of a document."""

    draft_id: uuid.UUID
    page_id: str
    name: str
    replaced: str = ""

    def held(self) -> tuple[Held, forms.Answers, attaching.Place | None]:
        """Find the draft, its answers and the question as they are now, None when it is gone. Raises SentError."""
        held = find(self.draft_id, "fill")
        if held.draft.submission is not None:
            raise SentError(held.draft.submission.number)
        procedure, answers = held.loaded.procedure, drafts.answers_of(held.draft)
        if self.page_id not in {one.id for one in procedure.pages}:
            if not overtaken.was_page(db.session, library(), held.draft, self.page_id):
                abort(404)
            return held, answers, None
        form = procedure.form(self.page_id, answers, request.form, today=today())
        return held, answers, attaching.places(procedure, answers, form).get(self.name)


@bp.post("/demandes/<uuid:draft_id>/pages/<page_id>/pieces/<name>")
@signed_in
def send_piece(draft_id: uuid.UUID, page_id: str, name: str) -> Told:
    """Take one file into one question of a draft; tell the script its documents, or why it was refused."""
    aim = Aim(draft_id, page_id, name, request.form.get("replaces", ""))
    try:
        with _reading():
            place = aim.held()[2]
        file = request.files.get("file")
        if place is None or file is None or not file.filename:
            return {"refused": NOTHING if place else GONE}, 422
        with TURNS:
            came = attaching.Arrival(file.filename, file.stream, aim.replaced)
            document = attaching.arrive(db.session, folder(), draft_id, place, came, now())
            told = _kept(aim, document)
            db.session.commit()
    except SentError as sent:
        return {"sent": str(sent)}, 409
    except RefusedError as refused:
        db.session.commit()
        return {"refused": str(refused)}, refused.status
    return told, 200


@contextmanager
def _reading() -> Iterator[None]:
    """Read without holding anybody up, and let go of the database: what follows may take long."""
    db.session.commit()
    mark = database.writes.set(False)
    try:
        yield
    finally:
        database.writes.reset(mark)
        db.session.rollback()


def _kept(aim: Aim, document: Document) -> dict[str, Any]:
    """Put a document that arrived into the answers as they are now; give what is told."""
    try:
        held, answers, place = aim.held()
        if place is None or place.named != document.pointer:
            raise RefusedError(GONE)
        _put(aim, held, answers, place, document)
    except Exception:
        db.session.rollback()
        folder().drop(document.id)
        raise
    return _told(aim, held)


def _put(aim: Aim, held: Held, answers: forms.Answers, place: attaching.Place, document: Document) -> None:
    draft, others = held.draft, queries.documents(db.session, held.draft.id)
    replaced = next((one for one in others if aim.replaced and str(one.id) == aim.replaced), None)
    double = attaching.twin(document, answers, place, others)
    if double is None:
        answers = attaching.attach(answers, place, document, aim.replaced)
    elif replaced is not None and replaced.id != double.id:
        answers = attaching.detach(answers, aim.replaced)
    gone = [
        one for one in (replaced, document if double is not None else None) if one is not None and one is not double
    ]
    remove(db.session, folder(), gone)
    drafts.keep(draft, answers, held.loaded, now())
    draft.revisions = merging.changed(draft.revisions, [place.named])
    _note(held, "document", document.name)
    db.session.flush()


def _note(held: Held, kind: str, name: str) -> None:
    """Write down what a helper did; what the applicant does to a draft of their own is nobody's affair."""
    if held.owner.id != me().id:
        history.note(db.session, held.draft, me(), kind, now(), {"name": name})


def _told(aim: Aim, held: Held) -> dict[str, Any]:
    """Draw the documents of the question again."""
    procedure, answers = held.loaded.procedure, drafts.answers_of(held.draft)
    view = procedure.page(aim.page_id, answers, today=today(), show_problems=False)
    form = procedure.form(aim.page_id, answers, request.form, today=today())
    place = attaching.places(procedure, answers, form).get(aim.name)
    shown = next((one for one in view.questions() if place is not None and one.pointer == place.pointer), None)
    listed = listing.of(held.draft, aim.page_id, procedure.language)
    return {"html": listed(shown) if shown is not None else ""}


@bp.get("/demandes/<uuid:draft_id>/pages/<page_id>/pieces/<uuid:document_id>/supprimer")
@signed_in
def delete_piece(draft_id: uuid.UUID, page_id: str, document_id: uuid.UUID) -> str:
    """Ask before a document is deleted."""
    held, document = _document(draft_id, page_id, document_id)
    back = url_for(".page", draft_id=draft_id, page_id=page_id)
    return render_template("submissions/delete_piece.html", loaded=held.loaded, document=document, back=back)


@bp.post("/demandes/<uuid:draft_id>/pages/<page_id>/pieces/<uuid:document_id>/supprimer")
@signed_in
def delete_piece_post(draft_id: uuid.UUID, page_id: str, document_id: uuid.UUID) -> Answer | Told:
    """Delete a document, its bytes included; go back to its page, or tell the script what is left."""
    held, document = _document(draft_id, page_id, document_id)
    draft, answers = held.draft, drafts.answers_of(held.draft)
    named = attaching.question_of(held.loaded.procedure, answers, str(document_id))
    drafts.keep(draft, attaching.detach(answers, str(document_id)), held.loaded, now())
    draft.revisions = merging.changed(draft.revisions, [named] if named else [])
    name = document.name
    _note(held, "undocument", name)
    remove(db.session, folder(), [document])
    by_script = request.form.get("name", "")
    told = _told(Aim(draft_id, page_id, by_script), held) if by_script else {}
    db.session.commit()
    if by_script:
        return told, 200
    flash(f"« {name} » est supprimé.")
    return redirect(url_for(".page", draft_id=draft_id, page_id=page_id), 303)


def _document(draft_id: uuid.UUID, page_id: str, document_id: uuid.UUID) -> tuple[Held, Document]:
    held = unsent(draft_id)
    document = queries.document(db.session, held.draft.id, document_id)
    if document is None or page_id not in {one.id for one in held.loaded.procedure.pages}:
        abort(404)
    return held, document
