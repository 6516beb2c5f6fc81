"""A definition in hand for one request: found, and kept when it changed."""

from __future__ import annotations

from typing import Any

from flask import g, request

from app.editor import drafting, overtaken_draft
from app.editor.stale import seen_at
from app.editor.working import Work, work
from app.extensions import db, now, today
from app.submissions.access import library, me
from forms import authoring

OLD = "Cette page était ouverte depuis longtemps. Ce que vous avez écrit est toujours là : enregistrez de nouveau."


def found(slug: str, lock: bool = False) -> Work:
    """Find the definition being written of a procedure; another one does not exist."""
    return work(db.session, library(), slug, today(), lock)


def revision() -> int:
    """Give the revision that a form was drawn at, or the one that this request itself has made since."""
    return int(g.get("made", 0)) or overtaken_draft.revision()


def keep(here: Work, document: dict[str, Any], words: str) -> bool:
    """Keep a new document, in the one commit of the request; say whether it changed. Raises drafting.StaleError."""
    text, run = authoring.write_text(document), request.form.get("suite", "")
    changed = drafting.change(db.session, here.draft, revision(), text, words, me(), now(), run)
    drafting.seen(db.session, here.draft, me(), now())
    g.kept = True
    if changed:
        g.made = here.draft.revision
    return changed


def take_back() -> None:
    """Take back what this request has kept so far: what it was asked for cannot be done whole."""
    db.session.rollback()
    for name in ("kept", "made"):
        g.pop(name, None)


def shown_once(here: Work, place: str) -> dict[str, Any] | None:
    """Give the document that was shown to who applies a change all the same, None when it is kept no more."""
    number = seen_at()
    text = drafting.text_at(db.session, here.draft, number) if number else None
    document = authoring.parse(text) if text is not None else {}
    return document if document and (not place.startswith("/") or authoring.own(document, place) is not None) else None
