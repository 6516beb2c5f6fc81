"""The images of documents for the office; that they were looked at is logged."""

from __future__ import annotations

import uuid

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.office.views import bp, found
from app.security import may
from app.submissions import history, viewing
from app.submissions import queries as requests
from app.submissions.access import me
from app.uploads.models import Document


@bp.get("/bureau/demandes/<uuid:draft_id>/documents/<uuid:document_id>/apercu")
@may("office")
def preview(draft_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """Show a document as an image; one that has none is downloaded."""
    document = _document(draft_id, document_id, "image of document")
    known = viewing.image(document, viewing.PREVIEW)
    return known or redirect(url_for(".download", draft_id=draft_id, document_id=document_id), 303)


@bp.get("/bureau/demandes/<uuid:draft_id>/documents/<uuid:document_id>/vignette")
@may("office")
def thumbnail(draft_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """Show a document as a small image, or a sheet of paper."""
    return viewing.image(_document(draft_id, document_id, "small image of document"), viewing.THUMBNAIL) or (
        viewing.blank()
    )


def _document(draft_id: uuid.UUID, document_id: uuid.UUID, what: str) -> Document:
    row, _ = found(draft_id)
    document = requests.document(db.session, draft_id, document_id)
    if document is None:
        abort(404)
    history.log_view(me(), row.submission.number, f"{what} {document.id}")
    return document
