"""A change that comes too late: somebody changed the definition since the page was drawn. Nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import render_template, request
from sqlalchemy.orm import Session

import forms
from app.catalogue.library import Library
from app.editor import comparing, drafting
from app.editor.models import DefinitionDraft
from app.extensions import db
from app.submissions.access import library

OURS = ("csrf_token", "revision")
"""What a form that is sent again says anew."""


class Difference(NamedTuple):
    """What changed between two states: in words where both are sound, and as JSON; `kept` when the first is known."""

    groups: Sequence[comparing.Group] = ()
    lines: Sequence[comparing.Line] = ()
    kept: bool = True


def revision() -> int:
    """Read the revision that a form was drawn at; what is none is older than all."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def between(known: Library, before: str | None, after: str) -> Difference:
    """Give the difference of two texts; `before` is None when it is kept no more."""
    if before is None:
        return Difference(kept=False)
    try:
        changes = forms.changes(known.load(before), known.load(after))
    except forms.DefinitionError:
        changes = []
    return Difference(comparing.grouped(changes), comparing.difference(before, after))


def since(database: Session, known: Library, draft: DefinitionDraft, seen: int) -> Difference:
    """Give what changed in a definition since a revision."""
    return between(known, drafting.text_at(database, draft, seen), draft.text)


def stale_page(draft: DefinitionDraft, back: str) -> tuple[str, int]:
    """Answer a post that was drawn at an older revision: who changed what, and what was posted, to be sent again.

    `back` is the address of the page as it is now, for who lets the change go.
    """
    posted = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    files = [file.filename for file in request.files.values() if file.filename]
    drawn = render_template(
        "editor/overtaken_draft.html",
        draft=draft,
        since=since(db.session, library(), draft, revision()),
        again=request.full_path.rstrip("?"),
        posted=posted,
        shown=[(name, value) for name, value in posted if value.strip() and name != "action"],
        files=files,
        back=back,
    )
    return drawn, 409
