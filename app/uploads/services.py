"""Taking a document in and deleting it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import IO

from sqlalchemy.orm import Session

import forms
from app.uploads.inspection import RefusedError, inspect, shown_name
from app.uploads.models import Document
from app.uploads.storage import Folder


def take_in(
    database: Session,
    folder: Folder,
    draft_id: uuid.UUID,
    question: forms.Question,
    pointer: str,
    name: str,
    stream: IO[bytes],
    now: datetime,
) -> Document:
    """Store a document for a question; `pointer` names rows by their ids.

    The file is in its place before the row is flushed. Raises RefusedError, and then nothing is kept.
    """
    rule = question.documents
    key = uuid.uuid4()
    shown = shown_name(name)
    path, digest = folder.receive(key, stream)
    try:
        kind = inspect(path, shown, rule.types if rule else (), rule.max_size if rule else None)
        size = path.stat().st_size
        folder.keep(key)
    except RefusedError:
        folder.drop(key)
        raise
    document = Document(
        id=key, draft_id=draft_id, pointer=pointer, name=shown, type=kind, size=size, sha256=digest, created_at=now
    )
    database.add(document)
    database.flush()
    return document


def metadata(document: Document) -> dict[str, object]:
    """Give what the answers keep of a document."""
    return {"id": str(document.id), "name": document.name, "type": document.type, "size": document.size}


__all__ = ["RefusedError", "metadata", "take_in"]
