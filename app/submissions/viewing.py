"""The images that we made of documents, shown to who may see the request; what was sent is never shown as it is."""

from __future__ import annotations

import uuid

from flask import abort, current_app, redirect, send_file, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.security import signed_in
from app.submissions import queries
from app.submissions.access import find
from app.submissions.mandates import SEALED, folder
from app.submissions.views import bp
from app.uploads.models import MADE, SAFE, Document
from app.uploads.reading import opened

PREVIEW, THUMBNAIL = ".preview", ".thumbnail"
BLANK = "document.svg"


@bp.get("/demandes/<uuid:draft_id>/documents/<uuid:document_id>/apercu")
@signed_in
def preview(draft_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """Show a document as an image; one that has none yet is downloaded."""
    document = _document(draft_id, document_id)
    return image(document, PREVIEW) or redirect(url_for(".download", draft_id=draft_id, document_id=document_id), 303)


@bp.get("/demandes/<uuid:draft_id>/documents/<uuid:document_id>/vignette")
@signed_in
def thumbnail(draft_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """Show a document as a small image, or a sheet of paper."""
    return image(_document(draft_id, document_id), THUMBNAIL) or blank()


def _document(draft_id: uuid.UUID, document_id: uuid.UUID) -> Document:
    draft, *_ = find(draft_id)
    document = queries.document(db.session, draft.id, document_id)
    if document is None:
        abort(404)
    return document


def blank() -> Response:
    """Lead to the drawing of a sheet of paper."""
    return redirect(url_for("static", filename=BLANK), 303)


def image(document: Document, part: str) -> Response | None:
    """Give an image that we made of a document, if there is one."""
    if document.state != SAFE or document.preview != MADE:
        return None
    try:
        stream = opened(folder(), document, part)
    except OSError:
        current_app.logger.exception("an image of document %s does not open", document.id)
        return None
    response = send_file(stream, mimetype="image/jpeg", max_age=0, etag=False)
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "no-store"
    return response
