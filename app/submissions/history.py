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
    "document_refused": "Pièce refusée, le fichier n’était pas sûr : {name}",
    "decided": "Passée à « {to} »",
    "revealed": "Réponse masquée affichée : {name}",
}

OURSELVES = "le site"


def note(
    database: Session,
    draft: Draft,
    actor: Account | None,
    kind: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one line to the history of a request; without an actor, it is the portal's own doing."""
    known = {"as_helper": True} if actor is not None and actor.id != draft.account_id and not actor.staff else {}
    event = Event(
        draft_id=draft.id,
        actor_id=actor.id if actor is not None else None,
        actor=actor.display_name if actor is not None else OURSELVES,
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
