"""The documents that a request gives: the acknowledgement with what was answered, the mandate as it was signed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response, abort, make_response, request

import forms
from app.catalogue.library import Loaded
from app.extensions import config, db
from app.numbers import natural
from app.rendering import paper
from app.security import allowed, signed_in
from app.submissions import acknowledging, debits, vault
from app.submissions.follow_up import sent, sent_about
from app.submissions.mandate_models import Mandate
from app.submissions.models import Submission
from app.submissions.views import bp
from app.typography import french

TITLE = "Accusé de réception électronique"
BLANK = "Non renseigné"
KEPT = (
    "Le Département a reçu les réponses ci-dessous. Elles ne peuvent plus être modifiées. Les réponses sensibles sont "
    "en partie masquées."
)


@bp.get("/demandes/<uuid:draft_id>/accuse.pdf")
@signed_in
def receipt_paper(draft_id: uuid.UUID) -> Response:
    """Give the acknowledgement, with the mandate for who may sign it."""
    submission, held = sent(draft_id)
    found = debits.of(db.session, submission) if allowed(held.who, "send") else []
    return given(receipt(submission, held.loaded, found), f"accuse-{submission.number}.pdf")


@bp.get("/demandes/<uuid:draft_id>/mandat.pdf")
@signed_in
def mandate_paper(draft_id: uuid.UUID) -> Response:
    """Give the mandate as it was signed."""
    submission, _ = sent(draft_id, "send")
    return mandate(submission)


def mandate(submission: Submission) -> Response:
    """Give the mandate of a request, or the one that `?place=` counts."""
    found = debits.of(db.session, submission)
    place = natural(request.args.get("place", "1")) or 0
    if not 0 < place <= len(found):
        abort(404)
    one = found[place - 1]
    return given(debits.document(one), f"mandat-{one.rum}.pdf")


def receipt(submission: Submission, loaded: Loaded, mandates: Sequence[Mandate]) -> bytes:
    """Make the acknowledgement of a request; the same request gives the same bytes."""
    procedure, department = loaded.procedure, config().department
    answers = forms.Answers.from_json(vault.opened(submission.answers))
    recap = procedure.recap(answers, masked=True, today=submission.sent_at.date(), sent=True)
    values = {
        "title": f"{TITLE} {submission.number}",
        "author": f"Département de la {department.name}",
        "particulars": [
            [label, text.splitlines()]
            for label, text in acknowledging.particulars(submission, procedure.settings, department)
        ],
        "words": [KEPT],
        "answered": "Ce que vous avez envoyé",
        "sections": [_section(one) for one in (*sent_about(submission, loaded), *recap)],
        "mandates": [debits.opened(one) for one in mandates],
    }
    return paper.pdf("receipt", values, submission.sent_at)


def _section(section: forms.RecapSection) -> dict[str, Any]:
    return {
        "title": french(section.title),
        "rows": [[french(row.label), _lines(row.value)] for row in section.rows],
        "sections": [_section(inner) for inner in section.sections],
    }


def _lines(value: Sequence[str]) -> list[str]:
    return [line for text in value for line in text.splitlines()] or [BLANK]


def given(document: bytes, name: str) -> Response:
    """Give a document to keep, never shown inside the site nor kept by the browser."""
    response = make_response(document)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
