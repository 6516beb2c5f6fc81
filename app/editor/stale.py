"""What is answered when somebody else changed a definition since the page was drawn."""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import urlencode

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from app.editor import overtaken_draft, sent
from app.editor.framing import frame
from app.editor.relocating import PLACES, Relocation
from app.editor.sent import Said
from app.editor.views import bp
from app.editor.working import EndedError, Work
from app.extensions import db
from app.numbers import natural

SEEN = "vu"
OWN = ("csrf_token", "revision", SEEN)
"""The field with the revision that was shown to who posts a change that came too late, and comes again."""


def seen_at() -> int:
    """Read the revision that was shown to who applies a change all the same, 0 when none was."""
    return natural(request.form.get(SEEN, ""), digits=9) or 0


class LateError(Exception):
    """What a post is about is no more: its page was drawn at an older revision."""

    def __init__(self, work: Work, gone: bool) -> None:
        super().__init__("gone meanwhile")
        self.work, self.gone = work, gone


def missing(work: Work, gone: bool = False) -> NoReturn:
    """Answer that there is no such place; who posts a page drawn before gets back what they wrote. Raises."""
    if request.method == "POST" and overtaken_draft.revision() != work.draft.revision:
        raise LateError(work, gone)
    abort(404)


@bp.errorhandler(LateError)
def _late(late: LateError) -> Response:
    return stale(late.work, sent.typed(late.work.library), gone=late.gone)


@bp.errorhandler(EndedError)
def _ended(ended: EndedError) -> tuple[str, int]:
    """Give back what was written into a draft that was published or given up meanwhile."""
    db.session.rollback()
    said = sent.typed(ended.library)
    return render_template("editor/ended.html", slug=ended.slug, published=ended.published, said=said), 404


def stale(work: Work, said: Said = (), merged: bool = False, lost: str = "", gone: bool = False) -> Response:
    """Tell who changed it and when, with what was posted kept in the page; 409.

    `said` is what was posted in the words of the screen; `merged` says that what its author left as it was shown
    stays as the other one made it. What is about a place that is no more can only be read again, and so can what has
    `lost` something that no page keeps, said in words.
    """
    db.session.rollback()
    db.session.refresh(work.draft)
    seen = seen_at() or overtaken_draft.revision()
    again = Work(work.draft, work.library, work.today)
    there = Relocation(again, overtaken_draft.revision())
    kept = [
        (name, there.sent[name] if name in PLACES else value)
        for name, value in request.form.items(multi=True)
        if name not in OWN
    ]
    address = request.path + (f"?{urlencode(there.asked)}" if there.asked else "")
    values: dict[str, Any] = {
        "kept": kept,
        "said": [*sent.of_button(again, there.pages), *said],
        "seen": seen,
        "merged": merged,
        "gone": gone or there.gone,
        "lost": lost,
    }
    since = overtaken_draft.since(db.session, work.library, work.draft, seen)
    return frame(again, "editor/stale.html", since=since, address=address, status=409, **values)
