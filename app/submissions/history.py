"""What happened to a request, and who did it, by name. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
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
    "renewed": "Demande commencée avec les réponses de la demande n° {number}",
    "right": "Droit valable du {start} au {end}",
    "undocument": "Pièce supprimée : {name}",
    "decided": "Passée à « {to} »",
    "revealed": "Réponse masquée affichée : {name}",
    "moved": "Passée à « {to} »",
    "asked": "Document demandé : {title}, à envoyer avant le {due}",
    "called-off": "Document qui n’est plus demandé : {title}",
    "deposited": "Document envoyé : {name}, pour « {title} »",
    "replaced": "Document remplacé : {name}",
    "wrote": "Message envoyé au service",
    "answered": "Message du service",
    "seen": "Messages et documents vus",
    "carried": "Formulaire repris dans sa version {version}",
    "withdrawn": "Demande annulée",
}
ACTS = frozenset({"decided", "asked", "called-off", "answered", "seen"})
"""What an agent does about a request: what had come before was seen."""
OFFICE = ACTS | {"revealed"}
"""What only agents do; the applicant reads « par le Département »."""


def note(
    database: Session,
    draft: Draft,
    actor: Account | None,
    kind: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one line to the history of a request; without an actor, the portal did it by itself."""
    known = {"as_helper": True} if actor and actor.id != draft.account_id and not actor.staff else {}
    event = Event(
        draft_id=draft.id,
        actor_id=actor.id if actor else None,
        actor=actor.display_name if actor else "",
        at=now,
        kind=kind,
        details={**known, **(details or {})},
    )
    database.add(event)
    database.flush()


def words(event: Event) -> str:
    """Say what an event is."""
    known = WORDS.get(event.kind, event.kind)
    return known.format(**{"page": "", "to": "", "name": "", "title": "", "due": "", **event.details})


def told(events: Sequence[Event], office: bool = False) -> list[tuple[Event, str, str]]:
    """Give events with what each is and who did it, as the applicant or as the office reads it."""
    return [(one, words(one), by(one, office)) for one in events]


def by(event: Event, office: bool = False) -> str:
    """Say who did it, as the applicant or as the office reads it; `""` where it goes without saying."""
    if event.details.get("by_link"):
        return "par le lien du courriel"
    if event.kind in OFFICE and not office:
        return "" if event.kind == "answered" else "par le Département"
    if event.details.get("as_helper"):
        return f"par {event.actor}, aidant"
    return f"par {event.actor}" if office and event.actor else ""


def log_view(agent: Account, number: str, what: str) -> None:
    """Log that somebody of the département opened a request or a document: who, when, what; no content (PR-7)."""
    current_app.logger.info("opened: account %s, %s of request %s", agent.id, what, number)
