"""The signed mandate of a helper: a document of its own, which lets them send."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import IO

from flask import Response, abort, current_app, send_file
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import HelperLink
from app.uploads.models import REFUSED, Document
from app.uploads.reading import opened
from app.uploads.services import Slot, take_in
from app.uploads.storage import Store

MAX_SIZE = 10_000_000
TYPES = ("application/pdf", "image/jpeg", "image/png")
SEALED = "sandbox; default-src 'none'"


def folder() -> Store:
    """Give the store of documents."""
    known: Store = current_app.extensions["documents"]
    return known


def of(database: Session, link_id: uuid.UUID) -> Document | None:
    """Find the mandate of a link, the latest."""
    found = select(Document).where(Document.link_id == link_id).order_by(Document.created_at.desc())
    return database.scalar(found.limit(1))


def keep(database: Session, link: HelperLink, name: str, stream: IO[bytes], now: datetime) -> None:
    """Keep a mandate: from now on the helper may send. Raises RefusedError."""
    take_in(database, folder(), Slot(TYPES, MAX_SIZE, link_id=link.id), name, stream, now)
    link.mandate_at = now
    database.flush()


def sealed(document: Document) -> Response:
    """Give a document as a file to keep, never shown inside the site; one that was refused does not exist."""
    if document.state == REFUSED:
        abort(404)
    try:
        stream = opened(folder(), document)
    except OSError:
        current_app.logger.exception("document %s does not open", document.id)
        abort(503)
    response = send_file(
        stream, mimetype=document.type, as_attachment=True, download_name=document.name, max_age=0, etag=False
    )
    response.content_length = document.size
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Cache-Control"] = "no-store"
    return response
