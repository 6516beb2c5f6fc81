"""What agents see only when they ask: masked answers, the mandate. Each asking is logged, and in the history."""

from __future__ import annotations

import uuid

from flask import Response, abort, render_template

import forms
from app.catalogue.library import Loaded
from app.extensions import db, now
from app.office import queries, services
from app.office.views import bp
from app.security import may
from app.submissions import history, paper, vault
from app.submissions.access import library, me


@bp.post("/bureau/demandes/<uuid:draft_id>/reponses-masquees")
@may("office")
def reveal(draft_id: uuid.UUID) -> str:
    """Show the masked answers of a request, whole, once."""
    row, loaded = _find(draft_id)
    submission = row.submission
    answers = forms.Answers.from_json(vault.opened(submission.answers))
    sections = loaded.procedure.recap(answers, today=submission.sent_at.date(), sent=True)
    shown = services.masked(sections)
    _note(row, ", ".join(one.label for one in shown))
    db.session.commit()
    return render_template("office/reveal.html", submission=submission, person_of=row.person, rows=shown)


@bp.post("/bureau/demandes/<uuid:draft_id>/mandat.pdf")
@may("office")
def mandate_paper(draft_id: uuid.UUID) -> Response:
    """Give the mandate of a request, which holds the IBAN."""
    row, _ = _find(draft_id)
    answer = paper.mandate(row.submission)
    _note(row, "le mandat de prélèvement")
    db.session.commit()
    return answer


@bp.get("/bureau/demandes/<uuid:draft_id>/accuse.pdf")
@may("office")
def receipt_paper(draft_id: uuid.UUID) -> Response:
    """Give the acknowledgement of a request, without the mandate; that it was opened is logged."""
    row, loaded = _find(draft_id)
    history.log_view(me(), row.submission.number, "acknowledgement")
    return paper.given(paper.receipt(row.submission, loaded, []), f"accuse-{row.submission.number}.pdf")


def _find(draft_id: uuid.UUID) -> tuple[queries.Row, Loaded]:
    row = queries.one(db.session, draft_id)
    if row is None:
        abort(404)
    return row, library().of(row.submission.version)


def _note(row: queries.Row, name: str) -> None:
    history.log_view(me(), row.submission.number, "masked answers")
    history.note(db.session, row.submission.draft, me(), "revealed", now(), {"name": name})
