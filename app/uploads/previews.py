"""The images of a document, made once it is safe, in a process with limits, and sealed like the document."""

from __future__ import annotations

import shutil
import uuid
from typing import IO

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.extensions import config, db
from app.uploads import ciphering, inspection
from app.uploads.ciphering import AlteredError
from app.uploads.models import MADE, NONE, SAFE, WAITING, Document
from app.uploads.reading import data_key, opened
from app.uploads.spool import temporary
from app.uploads.storage import PARTS, Store


def waiting(database: Session) -> list[uuid.UUID]:
    """Give the documents of which no image was made yet, the oldest first."""
    found = select(Document.id).where(Document.state == SAFE, Document.preview == WAITING)
    return list(database.scalars(found.order_by(Document.created_at).limit(100)))


def make(key: uuid.UUID, store: Store) -> bool:
    """Make the images of one document; one that cannot be drawn has none. Say whether that is settled."""
    document = db.session.get(Document, key)
    if document is None:
        return True
    db.session.expunge(document)
    db.session.rollback()
    try:
        became = _draw(document, store)
    except (AlteredError, FileNotFoundError):
        current_app.logger.exception("document %s does not open", key)
        became = NONE
    except OSError:
        current_app.logger.exception("the images of document %s could not be made", key)
        return False
    alive = update(Document).where(Document.id == key, Document.state == SAFE).values(preview=became)
    known = db.session.scalar(alive.returning(Document.id))
    db.session.commit()
    if known is None:
        store.drop(key)
    return True


def _draw(document: Document, store: Store) -> str:
    """Draw a document in two sizes; give what its row says of it. Raises OSError."""
    folder = config().spool
    with temporary(folder) as source, temporary(folder) as large, temporary(folder) as small:
        with opened(store, document) as stream:
            shutil.copyfileobj(stream, source, ciphering.CHUNK)
        source.flush()
        source.seek(0)
        files = (source.fileno(), document.type, large.fileno(), small.fileno())
        if "refused" in inspection.run("picture", *files):
            return NONE
        for part, image in zip(PARTS[1:], (large, small), strict=True):
            _keep(store, document, part, image)
    return MADE


def _keep(store: Store, document: Document, part: str, image: IO[bytes]) -> None:
    image.seek(0)
    name = document.id.hex + part
    store.keep(name, ciphering.sealed(image, data_key(document), name))
