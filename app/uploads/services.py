"""Taking a document in, doubling it, taking it away. Services flush, never commit."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from flask import g, has_request_context
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.config import NO_ANTIVIRUS
from app.extensions import config
from app.uploads import ciphering, inspection, reading
from app.uploads.inspection import ACCEPTED, NotKeptError, RefusedError, shown_name
from app.uploads.models import CHECKING, REFUSED, SAFE, Document
from app.uploads.spool import Readable, temporary
from app.uploads.storage import Store
from forms import size_text

MAX_SIZE = 10_000_000
MAX_REQUEST = 50_000_000
MOST_FILES = 5
DROPPED = "documents dropped"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a document goes: what is accepted (sizes in bytes), and the request and question, or the helper's link.

    `replaced` is the id of the document whose place it takes.
    """

    types: tuple[str, ...]
    max_size: int | None
    draft_id: uuid.UUID | None = None
    pointer: str = ""
    link_id: uuid.UUID | None = None
    replaced: str = ""

    @property
    def most(self) -> int:
        """Give the largest size of a file, the portal's own limit included."""
        return min(self.max_size or MAX_SIZE, MAX_SIZE)

    @property
    def accepted(self) -> tuple[str, ...]:
        """Give the types that can be kept; a HEIC becomes a JPEG."""
        asked = self.types or ACCEPTED
        return tuple(one for one in ACCEPTED if one in asked or (one == "image/jpeg" and "image/heic" in asked))


def take_in(database: Session, store: Store, slot: Slot, name: str, stream: Readable, now: datetime) -> Document:
    """Look a file through, seal it, store it, and write its row; a pointer names rows by their ids.

    The file is in its place before the database is touched: what takes long holds nobody up. Raises RefusedError,
    NotKeptError when it could not be stored; nothing is kept then.
    """
    shown = shown_name(name)
    try:
        with temporary(config().spool) as source, temporary(config().spool) as target:
            _receive(stream, source, shown, slot.most)
            kind, same = inspection.clean(source, target, shown, slot.accepted, slot.most)
            document = _row(slot, inspection.named_as(shown, kind), kind, now)
            _store(store, document, source if same else target)
    except OSError as error:
        logging.getLogger(__name__).error("a document could not be kept: %s", type(error).__name__, exc_info=error)
        raise NotKeptError(shown) from error
    try:
        _check_room(database, slot, document)
    except RefusedError:
        store.drop(document.id)
        raise
    return _added(database, document)


def duplicate(database: Session, store: Store, document: Document, slot: Slot, now: datetime) -> Document:
    """Copy a document, bytes and all, to another place; it is checked again there. Raises NotKeptError."""
    copy = _row(slot, document.name, document.type, now)
    try:
        with reading.opened(store, document) as stream:
            _store(store, copy, stream)
    except OSError as error:
        raise NotKeptError(document.name) from error
    return _added(database, copy)


def remove(database: Session, store: Store, documents: Iterable[Document]) -> None:
    """Delete documents; their bytes go once that is committed, never before."""
    for document in documents:
        drop_after_commit(database, store, document.id)
        database.delete(document)
    database.flush()


def drop_after_commit(database: Session, store: Store, key: uuid.UUID) -> None:
    """Delete the bytes of a document once the transaction that forgets it is committed."""
    database.info.setdefault(DROPPED, []).append((store, key))


@event.listens_for(Session, "after_commit")
def _drop(database: Session) -> None:
    """Delete the bytes of what is forgotten; what fails now is swept at night."""
    if database.in_nested_transaction():
        return
    for store, key in database.info.pop(DROPPED, ()):
        try:
            store.drop(key)
        except OSError:
            logging.getLogger(__name__).exception("the bytes of a deleted document stay until the night")


@event.listens_for(Session, "after_rollback")
def _keep(database: Session) -> None:
    """Forget what was to be deleted. What was stored stays until the night: the commit may have been done after all."""
    database.info.pop(DROPPED, None)


def _receive(stream: Readable, source: IO[bytes], name: str, most: int) -> None:
    """Copy what came into a file of ours. Raises RefusedError as soon as it is too heavy."""
    size = 0
    while chunk := stream.read(ciphering.CHUNK):
        size += len(chunk)
        inspection.check_size(size, name, most)
        source.write(chunk)
    inspection.check_size(size, name, most)
    source.flush()
    source.seek(0)


def _check_room(database: Session, slot: Slot, document: Document) -> None:
    """Refuse one file too many at a question, or too much in a request."""
    if slot.draft_id is None:
        return
    mine = select(Document.id, Document.pointer, Document.size).where(
        Document.draft_id == slot.draft_id, Document.state != REFUSED, Document.replaced_at.is_(None)
    )
    others = [one for one in database.execute(mine) if str(one.id) != slot.replaced]
    if slot.pointer and sum(one.pointer == slot.pointer for one in others) >= MOST_FILES:
        raise RefusedError(f"Le fichier « {document.name} » est en trop : {MOST_FILES} au plus.")
    if sum(one.size for one in others) + document.size > MAX_REQUEST:
        raise RefusedError(
            f"Le fichier « {document.name} » est en trop : les documents d’une demande pèsent ensemble "
            f"{size_text(MAX_REQUEST)} au plus. Supprimez-en un, ou chargez-en de plus légers."
        )


def _row(slot: Slot, name: str, kind: str, now: datetime) -> Document:
    return Document(
        id=uuid.uuid4(),
        draft_id=slot.draft_id,
        link_id=slot.link_id,
        pointer=slot.pointer,
        name=name,
        type=kind,
        created_at=now,
        due_at=now,
        state=SAFE if config().clamav == NO_ANTIVIRUS else CHECKING,
    )


def _store(store: Store, document: Document, stream: IO[bytes]) -> None:
    """Seal a file and store it, with its size and digest."""
    stream.seek(0)
    key, read = ciphering.new_key(), _Measured(stream)
    name = document.id.hex
    store.keep(name, ciphering.sealed(read, key, name))
    document.size, document.sha256 = read.size, read.digest.hexdigest()
    document.sealed_key = reading.sealed_key(document.id, key)


class _Measured:
    """A stream that is measured while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size, self.digest = 0, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Give what follows."""
        chunk = self._stream.read(size)
        self.size += len(chunk)
        self.digest.update(chunk)
        return chunk


def _added(database: Session, document: Document) -> Document:
    database.add(document)
    database.flush()
    if has_request_context():
        g.documents_wait = True
    return document


def metadata(document: Document) -> dict[str, object]:
    """Give what the answers keep of a document."""
    return {"id": str(document.id), "name": document.name, "type": document.type, "size": document.size}


__all__ = ["NotKeptError", "RefusedError", "Slot", "drop_after_commit", "duplicate", "metadata", "remove", "take_in"]
