"""Renewal: a draft that begins with the answers of an earlier request, what still serves, what changed since."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

import forms
from app.catalogue.library import Library, Loaded
from app.catalogue.models import ProcedureVersion
from app.catalogue.services import state_of
from app.catalogue.serving import published
from app.extensions import PARIS
from app.submissions import drafts, queries, sending, vault
from app.submissions.durations import later
from app.submissions.models import Draft, Submission
from app.uploads.models import SAFE, Document
from app.uploads.services import Slot, duplicate, metadata
from app.uploads.storage import Store


class Paper(NamedTuple):
    """A document that was given for an earlier request: at which question, when, until when it serves (if it does)."""

    question: forms.Question
    pointer: str
    document: Document
    given: date
    until: date | None

    def serves(self, today: date) -> bool:
        """Say whether it may serve again."""
        return self.until is not None and self.until >= today


def last(
    database: Session, library: Library, account_id: uuid.UUID, version: ProcedureVersion, now: datetime
) -> Submission | None:
    """Give the request that a person may renew: the last one sent, accepted or not, unless it waits for an answer.

    One that has waited for longer than the period of the procedure may be renewed all the same.
    """
    every = library.of(version).procedure.settings.renewal.get("every", "")
    found = queries.previous(database, account_id, version.procedure_id, now) if every else None
    if found is None:
        return None
    status = sending.status_of(library.of(found.version).procedure.settings, found.status)
    waits = status.open and later(_day(found.sent_at), every) > _day(now)
    return None if waits else found


def offers(
    database: Session, library: Library, account_id: uuid.UUID, now: datetime
) -> list[tuple[Loaded, Submission]]:
    """Give the requests that a person may renew today and has not begun to, by procedure."""
    found = []
    for version in published(database, library):
        loaded = library.of(version)
        if state_of(loaded.procedure.settings, _day(now)) != "open":
            continue
        renewed = last(database, library, account_id, version, now)
        if renewed is not None and queries.renewal_draft(database, account_id, renewed.id) is None:
            found.append((loaded, renewed))
    return found


def fill(database: Session, folder: Store, draft: Draft, loaded: Loaded, renewed: Submission, now: datetime) -> None:
    """Give a draft just begun the answers of an earlier request, and copies of the documents that still serve.

    Consents are never carried over; no page is done until the person has confirmed it.
    """
    today = _day(now)
    answers = loaded.procedure.carried(_values(renewed), today=today)
    for paper in papers(database, loaded, renewed):
        if paper.serves(today):
            copy = _copied(database, folder, paper, draft, loaded, answers, now)
            answers = forms.add_document(answers, paper.pointer, metadata(copy))
    drafts.keep(draft, answers, loaded, now)
    database.flush()


def _copied(
    database: Session, folder: Store, paper: Paper, draft: Draft, loaded: Loaded, answers: forms.Answers, now: datetime
) -> Document:
    rule, old = paper.question.documents, paper.document
    named = loaded.procedure.with_row_ids(answers, paper.pointer)
    slot = Slot(rule.types if rule else (), rule.max_size if rule else None, draft.id, named)
    copy = duplicate(database, folder, old, slot, now)
    copy.deposited_at = old.deposited_at or old.created_at
    return copy


def papers(database: Session, loaded: Loaded, renewed: Submission) -> Iterator[Paper]:
    """Give the documents of an earlier request, by the questions of today; what was added later replaces."""
    rows = {str(one.id): one for one in queries.documents(database, renewed.draft_id)}
    added: dict[str, list[Document]] = {}
    for one in rows.values():
        if one.created_at > renewed.sent_at:
            added.setdefault(one.pointer, []).append(one)
    for question, pointer, items in loaded.procedure.documents_of(_values(renewed)):
        known = (rows.get(str(item.get("id"))) for item in items if isinstance(item, Mapping))
        most = question.documents.max_items if question.documents else None
        for document in (added.get(pointer) or [one for one in known if one is not None])[:most]:
            if document.state == SAFE:
                yield _paper(question, pointer, document)


def _paper(question: forms.Question, pointer: str, document: Document) -> Paper:
    given = _day(document.deposited_at or document.created_at)
    validity = question.documents.validity if question.documents else ""
    return Paper(question, pointer, document, given, later(given, validity) if validity else None)


def carried_papers(database: Session, draft: Draft, loaded: Loaded, answers: forms.Answers) -> Iterator[Paper]:
    """Give the documents that a draft was given by renewal and still has."""
    copies = {str(one.id): one for one in queries.documents(database, draft.id) if one.deposited_at is not None}
    for question, pointer, items in loaded.procedure.documents_of(answers.values):
        for item in items:
            if isinstance(item, Mapping) and str(item.get("id")) in copies:
                yield _paper(question, pointer, copies[str(item["id"])])


def let_go(database: Session, draft: Draft, loaded: Loaded, now: datetime) -> list[Paper]:
    """Take out the documents that no longer serve, when a renewal has waited too long; give them."""
    answers = drafts.answers_of(draft)
    gone = [one for one in carried_papers(database, draft, loaded, answers) if not one.serves(_day(now))]
    for paper in gone:
        answers = forms.remove_document(answers, paper.pointer, str(paper.document.id))
        database.delete(paper.document)
    if gone:
        drafts.keep(draft, answers, loaded, now)
        database.flush()
    return gone


def _values(submission: Submission) -> dict[str, Any]:
    found: dict[str, Any] = vault.opened(submission.answers)["values"]
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()
