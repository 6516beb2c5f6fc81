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
from app.editor.sent import Said
from app.extensions import db
from app.numbers import natural
from app.submissions.access import library

OURS = ("csrf_token", "revision")
"""What a form that is sent again says anew."""


class Difference(NamedTuple):
    """What changed between two states: in words where both are sound, and as JSON; `kept` when the first is known.

    `deeds` says what was done, where nothing else says it in words.
    """

    groups: Sequence[comparing.Group] = ()
    lines: Sequence[comparing.Line] = ()
    kept: bool = True
    deeds: Sequence[str] = ()


def revision() -> int:
    """Read the revision that a form was drawn at; what is none is older than all."""
    return natural(request.form.get("revision", ""), digits=9) or 0


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
    found = between(known, drafting.text_at(database, draft, seen), draft.text)
    return found if found.groups else found._replace(deeds=drafting.done_since(database, draft, seen))


def stale_page(draft: DefinitionDraft, back: str, said: Said) -> tuple[str, int]:
    """Answer a post that was drawn at an older revision: who changed what, and what was posted, to be sent again.

    `back` is the address of the page as it is now, for who lets the change go; `said` what was posted, in words.
    """
    posted = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    drawn = render_template(
        "editor/overtaken_draft.html",
        draft=draft,
        since=since(db.session, library(), draft, revision()),
        again=request.full_path.rstrip("?"),
        posted=posted,
        said=said,
        back=back,
    )
    return drawn, 409
