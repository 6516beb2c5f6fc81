"""What is done for documents at night: files without a row go. Twice changes nothing more."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.uploads.models import REFUSED, Document
from app.uploads.storage import PARTS, Store

ORPHANS_KEPT = timedelta(hours=24)
TOGETHER = 500


def purge(database: Session, store: Store, now: datetime) -> int:
    """Delete the files, images and half-written ones that belong to no document and are a day old; give how many."""
    old = (name for name, changed in store.names() if changed <= now - ORPHANS_KEPT)
    gone = 0
    while some := list(islice(old, TOGETHER)):
        for name in _orphans(database, some):
            store.remove(name)
            gone += 1
    return gone


def _orphans(database: Session, names: Iterable[str]) -> Iterator[str]:
    """Give the names that no document bears."""
    owners = {name: owner(name) for name in names}
    wanted = [key for key in owners.values() if key is not None]
    known = set(database.scalars(select(Document.id).where(Document.id.in_(wanted), Document.state != REFUSED)))
    return (name for name, key in owners.items() if key not in known)


def owner(name: str) -> uuid.UUID | None:
    """Give the document to which a file belongs by its name, None for one that was left half written."""
    stem, dot, part = name.partition(".")
    try:
        return uuid.UUID(hex=stem) if dot + part in PARTS else None
    except ValueError:
        return None
