"""What is answered when somebody else changed a definition since the page was drawn."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from app.editor import overtaken_draft
from app.editor.framing import frame
from app.editor.sent import Said
from app.editor.working import Work
from app.extensions import db


def stale(work: Work, said: Said = ()) -> Response:
    """Tell who changed it and when, with what was posted kept in the page; 409.

    `said` is what was posted in the words of the screen.
    """
    db.session.rollback()
    db.session.refresh(work.draft)
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "revision")]
    since = overtaken_draft.since(db.session, work.library, work.draft, overtaken_draft.revision())
    again = Work(work.draft, work.library, work.today)
    return frame(again, "editor/stale.html", kept=kept, said=said, since=since, status=409)
