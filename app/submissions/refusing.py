"""What follows when the antivirus refuses a document: it leaves the request, the person is told, in plain words."""

from __future__ import annotations

import uuid

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account, HelperLink
from app.extensions import config, db, now
from app.outbox import services as outbox
from app.submissions import drafts, history, vault
from app.submissions.access import library
from app.submissions.mandates import folder
from app.submissions.models import Draft, Event
from app.uploads.models import NONE, REFUSED, Document
from app.uploads.services import drop_after_commit, remove

EVENT = "document_refused"
REASONS = {
    "infected": "Le fichier « {name} » n’était pas sûr : nous l’avons supprimé. "
    "Prenez le papier en photo, ou enregistrez le document de nouveau, puis chargez-le.",
    "locked": "Le fichier « {name} » est protégé par un mot de passe : nous n’avons pas pu le garder. "
    "Enregistrez-le sans mot de passe, ou prenez le papier en photo, puis chargez-le.",
    "unseen": "Le fichier « {name} » n’a pas pu être vérifié en entier : nous n’avons pas pu le garder. "
    "Prenez le papier en photo, puis chargez-le.",
}


def refuse(key: uuid.UUID, reason: str) -> None:
    """Take a document out of what it answers, note it, and write to the person; what was sent keeps its line."""
    document = db.session.get(Document, key)
    if document is None:
        return
    if document.link_id is not None:
        _refuse_mandate(document, reason)
    elif document.draft_id is not None:
        _refuse_answer(document, document.draft_id, reason)
    db.session.flush()


def _refuse_mandate(document: Document, reason: str) -> None:
    """Take a helper's mandate back: without it they may not send."""
    link = db.session.get(HelperLink, document.link_id)
    if link is not None:
        link.mandate_at = None
        _write(db.session.get(Account, link.person_id), None, reason, "/mes-aidants")
    remove(db.session, folder(), [document])


def _refuse_answer(document: Document, draft_id: uuid.UUID, reason: str) -> None:
    """Take a document out of a draft; in a request that was sent, leave its line without its bytes."""
    draft = db.session.scalar(select(Draft).where(Draft.id == draft_id).with_for_update(of=Draft))
    if draft is None or db.session.scalar(select(Document.id).where(Document.id == document.id)) is None:
        return
    details = {"name": document.name, "pointer": document.pointer, "reason": reason}
    if draft.submission is None:
        loaded = library().of(draft.version)
        answers = forms.drop_document(drafts.answers_of(draft), str(document.id))
        draft.answers = vault.sealed(answers.to_json(), loaded.procedure)
        remove(db.session, folder(), [document])
    else:
        document.state, document.preview, document.sealed_key = REFUSED, NONE, ""
        drop_after_commit(db.session, folder(), document.id)
    history.note(db.session, draft, None, EVENT, now(), details)
    _write(db.session.get(Account, draft.account_id), draft, reason, f"/demandes/{draft.id}")


def _write(account: Account | None, draft: Draft | None, reason: str, path: str) -> None:
    """Write to a person; the mail names neither the file nor what is in it."""
    if account is not None:
        values = {"account": account, "reason": reason, "link": config().base_url + path}
        settings = library().of(draft.version).procedure.settings if draft is not None else None
        outbox.send(EVENT, account.email, draft.id if draft else None, settings=settings, **values)
    else:
        current_app.logger.warning("a refused document has no owner to tell")


def problems(database: Session, draft: Draft, view: forms.PageView, loaded: forms.Procedure) -> list[forms.Problem]:
    """Say at its question which document was refused, until another one is there."""
    asked = [one for one in view.questions() if one.question.kind == "file" and one.visible]
    if not asked:
        return []
    later = exists().where(
        Document.draft_id == draft.id,
        Document.pointer == Event.details["pointer"].as_string(),
        Document.created_at >= Event.at,
    )
    found = select(Event).where(Event.draft_id == draft.id, Event.kind == EVENT, ~later).order_by(Event.at)
    lost = {str(one.details["pointer"]): one for one in database.scalars(found)}
    if not lost:
        return []
    answers = drafts.answers_of(draft)
    named = [(one, lost.get(loaded.with_row_ids(answers, one.pointer))) for one in asked]
    return [
        forms.Problem(one.pointer, "upload", words(event), view.page.id, one.name)
        for one, event in named
        if event is not None
    ]


def words(event: Event) -> str:
    """Say why a document was refused, and what to do."""
    return REASONS.get(str(event.details.get("reason")), REASONS["infected"]).format(name=event.details["name"])
