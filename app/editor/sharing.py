"""The link that shows a definition being written to colleagues without an account. Services flush, never commit."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.editor.models import DefinitionDraft

GOOD_FOR = timedelta(days=7)
LONGEST_TOKEN = 100


def share(database: Session, draft: DefinitionDraft, now: datetime) -> str:
    """Make a link, which ends the one before; give its secret, of which only the digest is kept."""
    secret = secrets.token_urlsafe(32)
    draft.preview_digest, draft.preview_until = _digest(secret), now + GOOD_FOR
    database.flush()
    return secret


def stop(database: Session, draft: DefinitionDraft) -> None:
    """End the link."""
    draft.preview_digest = draft.preview_until = None
    database.flush()


def shared(database: Session, secret: str, now: datetime) -> DefinitionDraft | None:
    """Find the definition that a link shows; None for a link that has ended and for one that never was."""
    if not 0 < len(secret) <= LONGEST_TOKEN:
        return None
    mine = (DefinitionDraft.preview_digest == _digest(secret), DefinitionDraft.preview_until > now)
    return database.scalar(select(DefinitionDraft).where(*mine))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
