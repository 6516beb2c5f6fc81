"""What happened to a request, and who did it, by name. Rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
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
    "document": "Pièce ajoutée : {name}",
    "undocument": "Pièce supprimée : {name}",
    "decided": "Passée à « {to} »",
}


def note(
    database: Session, draft: Draft, actor: Account, kind: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    """Add one line to the history of a request."""
    known = {"as_helper": True} if actor.id != draft.account_id and not actor.staff else {}
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
    return known.format(**{"page": "", "to": "", "name": "", **event.details})


def log_view(agent: Account, number: str, what: str) -> None:
    """Log that somebody of the département opened a request or a document: who, when, what; no content (PR-7)."""
    current_app.logger.info("opened: account %s, %s of request %s", agent.id, what, number)
