"""Taking a document in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from sqlalchemy.orm import Session

from app.uploads.inspection import RefusedError, inspect, shown_name
from app.uploads.models import Document
from app.uploads.storage import Folder


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a document goes: what is accepted (sizes in bytes), and the request and question, or the helper's link."""

    types: tuple[str, ...]
    max_size: int | None
    draft_id: uuid.UUID | None = None
    pointer: str = ""
    link_id: uuid.UUID | None = None


def take_in(database: Session, folder: Folder, slot: Slot, name: str, stream: IO[bytes], now: datetime) -> Document:
    """Store a document; a pointer names rows by their ids.

    The file is in its place before the row is flushed. Raises RefusedError, and then nothing is kept.
    """
    key = uuid.uuid4()
    shown = shown_name(name)
    path, digest = folder.receive(key, stream)
    try:
        kind = inspect(path, shown, slot.types, slot.max_size)
        size = path.stat().st_size
        folder.keep(key)
    except RefusedError:
        folder.drop(key)
        raise
    document = Document(
        id=key,
        draft_id=slot.draft_id,
        link_id=slot.link_id,
        pointer=slot.pointer,
        name=shown,
        type=kind,
        size=size,
        sha256=digest,
        created_at=now,
    )
    database.add(document)
    database.flush()
    return document


def duplicate(database: Session, folder: Folder, document: Document, slot: Slot, now: datetime) -> Document:
    """Give another request a document of its own: a new row, and its own bytes."""
    key = uuid.uuid4()
    with folder.path(document.id).open("rb") as stream:
        _, digest = folder.receive(key, stream)
    folder.keep(key)
    copy = Document(
        id=key,
        draft_id=slot.draft_id,
        link_id=slot.link_id,
        pointer=slot.pointer,
        name=document.name,
        type=document.type,
        size=document.size,
        sha256=digest,
        created_at=now,
    )
    database.add(copy)
    database.flush()
    return copy


def metadata(document: Document) -> dict[str, object]:
    """Give what the answers keep of a document."""
    return {"id": str(document.id), "name": document.name, "type": document.type, "size": document.size}


__all__ = ["RefusedError", "Slot", "duplicate", "metadata", "take_in"]
