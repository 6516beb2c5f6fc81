"""What happened to a request, and who did it, by name. Rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.submissions.models import Draft, Event

WORDS = {
    "begun": "Demande commencée",
    "page": "Page « {page} » remplie",
    "profile": "Informations personnelles remplies",
    "recap": "Récapitulatif corrigé",
    "ready": "Demande déclarée prête à être envoyée",
    "sent": "Demande envoyée",
    "rated": "Avis donné",
}


def note(
    database: Session, draft: Draft, actor: Account, kind: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    """Add one line to the history of a request."""
    known = {"as_helper": True} if actor.id != draft.account_id else {}
    event = Event(
        draft_id=draft.id,
        actor_id=actor.id,
        actor=actor.display_name,
        at=now,
        kind=kind,
        details={**known, **(details or {})},
    )
    database.add(event)
    database.flush()


def words(event: Event) -> str:
    """Say what an event is."""
    known = WORDS.get(event.kind, event.kind)
    return known.format(page=event.details.get("page", "")) if "{page}" in known else known
