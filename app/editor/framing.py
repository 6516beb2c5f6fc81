"""The screen of the editor: pages and questions at the left, what is edited in the middle, the live page beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, overtaken_draft, scenarios, sent
from app.editor.working import Work
from app.extensions import db, now
from app.security import policy
from app.submissions.access import me

WAYS = (
    ("editor.rehearse", "Répétition"),
    ("editor.tests", "Essais"),
    ("editor.share", "Partager"),
    ("editor.languages", "Langues"),
)
"""What else one can do with a definition being written."""


@dataclass(frozen=True)
class Selected:
    """What the middle of the screen is about: a page by its number, perhaps a question, group or rows on it."""

    page: int = -1
    pointer: str = ""


def frame(
    work: Work,
    template: str,
    selected: Selected | None = None,
    wrong: Sequence[tuple[str, str]] = (),
    status: int = 200,
    **values: Any,
) -> Response:
    """Draw a page of the editor inside its screen.

    `template` extends `editor/frame.html`; `wrong` are the links of the error summary, (target, words); with them, or
    when a button beside the panel was pressed and not followed, the answer is 422 unless `status` says otherwise.
    """
    chosen = selected or Selected()
    undo, redo = drafting.around(db.session, work.draft)
    values = {"wrong": list(wrong), **values}
    held = "" if g.get("kept") else sent.label()
    refused = bool(values["wrong"] or held) and status == 200
    html = render_template(
        template,
        work=work,
        draft=work.draft,
        slug=work.draft.slug,
        selected=chosen,
        undo=undo,
        redo=redo,
        others=drafting.others(db.session, work.draft, me(), now()),
        preview=preview(work, chosen),
        failing=scenarios.runs_of(db.session, work.library, work.draft.slug, work.draft.text).failed,
        faults=work.faults_at,
        ways=WAYS,
        faults_count=work.faults,
        drawn_at=drawn_at(work, status),
        held=held,
        **values,
    )
    made = make_response(html, 422 if refused else status)
    made.headers["Content-Security-Policy"] = f"{policy()}; frame-src 'self'"
    return made


def drawn_at(work: Work, status: int) -> int:
    """Give the revision that the panel of this answer was first drawn at.

    What comes again without being kept (a fault, a row more) stays at the revision that its author saw, so that what a
    colleague did meanwhile is still told at the next save. A 409 tells it, and goes on from the present one.
    """
    seen = overtaken_draft.revision() if request.method == "POST" and status != 409 and not g.get("kept") else 0
    return seen or work.draft.revision


def preview(work: Work, selected: Selected) -> Mapping[str, str]:
    """Give where the live page is, with an anchor at the question that is edited."""
    tree = work.made.tree
    page = tree[selected.page] if 0 <= selected.page < len(tree) else (tree[0] if tree else None)
    if page is None or work.made.procedure is None:
        return {}
    values: dict[str, Any] = {"page": page.id, "question": selected.pointer or None, "r": work.draft.revision}
    address = url_for("editor.preview", slug=work.draft.slug, **values)
    return {"plain": address, "errors": url_for("editor.preview", slug=work.draft.slug, erreurs=1, **values)}
