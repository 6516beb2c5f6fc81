"""Reading a document: its bytes opened as they are asked for, never whole in memory."""

from __future__ import annotations

import io
import uuid

from app.sealing import UnsealError, seal, unseal
from app.uploads.ciphering import AHEAD, CHUNK, AlteredError, Opened
from app.uploads.models import Document
from app.uploads.storage import Store


def about(key: uuid.UUID) -> str:
    """Say what the sealed key of a document is for; it opens for no other one."""
    return f"document {key}"


def sealed_key(key: uuid.UUID, data_key: bytes) -> str:
    """Seal the key of a document with the portal's key of today."""
    return seal(data_key.hex(), about(key))


def data_key(document: Document) -> bytes:
    """Open the key of a document. Raises AlteredError."""
    try:
        return bytes.fromhex(unseal(document.sealed_key, about(document.id)))
    except UnsealError as error:
        raise AlteredError(f"the key of {document.id} does not open") from error


def opened(store: Store, document: Document, part: str = "") -> io.BufferedReader:
    """Open a document, or an image made of it (`.preview`, `.thumbnail`). Raises OSError, AlteredError among them."""
    size = None if part else document.size
    return io.BufferedReader(Opened(store, document.id.hex + part, data_key(document), size), CHUNK * AHEAD)
