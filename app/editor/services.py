"""Publishing what was examined, closing a procedure and opening it again. Services flush, never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.catalogue import services as catalogue
from app.catalogue.library import Library
from app.catalogue.models import Procedure, ProcedureVersion
from app.editor.choosing import ASK, REFUSE, Choice
from app.editor.examining import Examination

LONGEST_NOTE = 500
LONGEST_NAME = 120


class UnfitError(Exception):
    """What keeps a version from being published, in words, and the field where it stands."""

    def __init__(self, at: str, words: str) -> None:
        super().__init__(words)
        self.at = at


def check(examined: Examination, note: str, chosen: Mapping[str, str]) -> None:
    """Refuse to publish what blocks, has no note, or leaves the fate of drafts open. Raises UnfitError."""
    if examined.blocks:
        raise UnfitError("bloque", "Corrigez d’abord ce qui empêche de publier.")
    if examined.same:
        raise UnfitError("texte", "Ce texte est celui de la version publiée : il n’y a rien à publier.")
    if not note.strip():
        raise UnfitError("note", "Écrivez en une phrase ce qui change, pour vos collègues.")
    if len(note) > LONGEST_NOTE:
        raise UnfitError("note", f"Écrivez {LONGEST_NOTE} signes au plus.")
    for one in examined.choices:
        _check_choice(examined, one, chosen.get(one.key, ""))


def _check_choice(examined: Examination, one: Choice, choice: str) -> None:
    """Refuse a change of which nothing was chosen, or that concerns drafts though it must not."""
    if choice not in (ASK, REFUSE):
        raise UnfitError(one.field, f"Choisissez ce que deviennent les brouillons : {one.change.sentence}")
    drafts = examined.impact.concerned[one.key] if examined.impact else 0
    if choice == REFUSE and drafts:
        words = "Un brouillon est concerné" if drafts == 1 else f"{drafts} brouillons sont concernés"
        raise UnfitError(one.field, f"{words} par ce changement : rien n’est publié, comme vous l’avez choisi.")


def publish(
    database: Session, library: Library, examined: Examination, actor: Account, note: str, now: datetime
) -> ProcedureVersion:
    """Publish a text that was examined and checked."""
    author = actor.display_name[:LONGEST_NAME]
    return catalogue.publish(database, library, examined.slug, examined.text, author, now, note.strip())


def close(database: Session, procedure: Procedure, actor: Account, now: datetime) -> None:
    """Close a procedure: none is begun any more, drafts follow the rule of late sendings."""
    if procedure.state != "closed":
        procedure.state, procedure.closed_at = "closed", now
        catalogue.note_event(database, procedure, "closed", actor.display_name, now, {})


def reopen(database: Session, procedure: Procedure, actor: Account, now: datetime) -> None:
    """Open a closed procedure again."""
    if procedure.state == "closed":
        procedure.state, procedure.closed_at = "published", None
        catalogue.note_event(database, procedure, "reopened", actor.display_name, now, {})
