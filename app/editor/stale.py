"""What is answered when somebody else changed a definition since the page was drawn."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from app.editor import overtaken_draft
from app.editor.framing import frame
from app.editor.sent import Said
from app.editor.working import Work
from app.extensions import db

SEEN = "vu"
OWN = ("csrf_token", "revision", SEEN)
"""The field with the revision that was shown to who posts a change that came too late, and comes again."""


def seen_at() -> int:
    """Read the revision that was shown to who applies a change all the same, 0 when none was."""
    text = request.form.get(SEEN, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def stale(work: Work, said: Said = (), merged: bool = False) -> Response:
    """Tell who changed it and when, with what was posted kept in the page; 409.

    `said` is what was posted in the words of the screen; `merged` says that what its author left as it was shown
    stays as the other one made it.
    """
    db.session.rollback()
    db.session.refresh(work.draft)
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in OWN]
    seen = seen_at() or overtaken_draft.revision()
    since = overtaken_draft.since(db.session, work.library, work.draft, seen)
    again = Work(work.draft, work.library, work.today)
    return frame(again, "editor/stale.html", kept=kept, said=said, since=since, seen=seen, merged=merged, status=409)
