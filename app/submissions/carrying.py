"""A draft moves to the newest version of its procedure: what that would do, doing it, what each page says after.

A page that is opened is only read, so that nothing moves by a GET: who opens a draft that is behind is shown what
changes and moves it by one button. Until then all that is typed goes to the version it was typed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue import queries as catalogue
from app.catalogue.library import Library, Loaded
from app.catalogue.models import ProcedureVersion
from app.filters import day
from app.rendering.merging import TABS
from app.submissions import attaching, drafts, history, queries
from app.submissions.models import Draft
from app.uploads.models import Document
from app.uploads.services import remove
from app.uploads.storage import Store

STILL_WRONG = ("answer", "check")
"""Why an answer that is there is asked again: its problem stands at the question."""


class Planned(NamedTuple):
    """What moving a draft would do: to which version, the answers it gives, what is said of the whole.

    `terms` are those to accept first: another version of them than the one that was accepted.
    """

    loaded: Loaded
    migration: forms.Migration
    sentence: str
    terms: forms.Terms | None = None


def planned(database: Session, library: Library, draft: Draft, today: date) -> Planned:
    """Carry the answers of a draft through every version published since its own; nothing is kept.

    A version whose stored text was spoiled is passed over; answers given in one stay as they are.
    """
    versions = [one for one in catalogue.since(database, draft.version) if not library.of(one).fault]
    loaded = [library.of(one) for one in versions]
    chain = [one.procedure for one in loaded]
    migration = forms.migrate_through(drafts.answers_of(draft), chain, today=today)
    sentence = migration.sentence_on(day(versions[-1].published_at))
    return Planned(loaded[-1], migration, sentence, _new_terms(draft, loaded[-1].procedure.terms))


def _row(database: Session, draft: Draft, to: Planned) -> ProcedureVersion:
    found = catalogue.version(database, draft.procedure_id, to.loaded.number)
    return found or draft.version


def _new_terms(draft: Draft, terms: forms.Terms | None) -> forms.Terms | None:
    """Give the terms of a version when this draft accepted others, or none."""
    return None if terms is None or draft.terms.get("version") == terms.version else terms


def move(database: Session, store: Store, draft: Draft, to: Planned, actor: Account, now: datetime) -> None:
    """Move a draft: answers, documents and the numbers of changes follow; what each page must say is kept.

    Who moves it has accepted the terms that are new; those of before stay where the new version has none.
    """
    before, after, follow = drafts.answers_of(draft), to.migration.answers, to.migration.follow
    _move_documents(database, store, draft, to, before)
    named = {key: follow(key) for key in draft.revisions if key != TABS}
    revisions = {place: draft.revisions[key] for key, place in named.items() if place is not None}
    tabs = draft.revisions.get(TABS)
    draft.revisions = {**revisions, TABS: tabs} if tabs else revisions
    draft.version = _row(database, draft, to)
    draft.moved = _said(draft, to)
    if to.terms is not None:
        draft.terms = {"version": to.terms.version, "accepted": now.isoformat()}
    drafts.keep(draft, after, to.loaded, now)
    history.note(database, draft, actor, "carried", now, {"version": to.loaded.number})
    database.flush()


def _move_documents(database: Session, store: Store, draft: Draft, to: Planned, before: forms.Answers) -> None:
    """Let each document follow its question; one whose question is gone goes with it, as the person was told."""
    gone: list[Document] = []
    after, held = to.migration.answers, set(_ids(before.values))
    for one in queries.documents(database, draft.id):
        key = str(one.id)
        place = attaching.question_of(to.loaded.procedure, after, key) or None
        if key not in held:
            place = to.migration.follow(one.pointer)
        if place is None:
            gone.append(one)
        else:
            one.pointer = place
    remove(database, store, gone)


def _ids(values: Any) -> list[str]:
    """Give the ids of all documents that answers hold."""
    if isinstance(values, list):
        return [key for one in values for key in _ids(one)]
    if isinstance(values, Mapping):
        own = [str(values["id"])] if isinstance(values.get("id"), str) else []
        return own + [key for one in values.values() for key in _ids(one)]
    return []


def _said(draft: Draft, to: Planned) -> dict[str, Any]:
    """Give what each page must say: sentences with the question they are about, problems of answers kept as typed."""
    known = {page.id for page in to.loaded.procedure.pages}
    pages = {page: said for page, said in draft.moved.get("pages", {}).items() if page in known}
    links = {one.sentence: name_of(one.pointer) for one in to.migration.asked_again}
    links |= {one.sentence: name_of(one.pointer) for one in to.migration.told}
    for page, sentences in to.migration.pages.items():
        pages[page] = [[sentence, links.get(sentence, "")] for sentence in sentences]
    wrong = [one for one in to.migration.asked_again if one.reason in STILL_WRONG]
    return {"pages": pages, "wrong": [[one.page, name_of(one.pointer), one.message] for one in wrong]}


def name_of(pointer: str) -> str:
    """Give the HTML name of the question at a pointer."""
    return pointer.strip("/").replace("/", "-")


def told(draft: Draft, page_id: str) -> list[list[str]]:
    """Give what a page says of the last change: sentences, each with the name of its question or `""`."""
    found: list[list[str]] = draft.moved.get("pages", {}).get(page_id, [])
    return found


def all_told(draft: Draft) -> list[list[str]]:
    """Give what is left to say on any page, for who did not see it when the draft was moved."""
    return [one for said in draft.moved.get("pages", {}).values() for one in said]


def problems(draft: Draft, view: forms.PageView) -> list[forms.Problem]:
    """Give the problems of the answers of a page that no longer fit."""
    if view.page.id not in draft.moved.get("pages", {}):
        return []
    wrong = {name: message for page, name, message in draft.moved.get("wrong", []) if page == view.page.id}
    told = {one.name for one in view.problems}
    shown = [one for one in view.questions() if one.name in wrong and one.name not in told and one.visible]
    return [forms.Problem(one.pointer, "changed", wrong[one.name], view.page.id, one.name) for one in shown]


def seen(draft: Draft, page_id: str) -> None:
    """Forget what a page had to say, once it is done again."""
    pages = draft.moved.get("pages", {})
    if page_id in pages:
        draft.moved = {**draft.moved, "pages": {page: said for page, said in pages.items() if page != page_id}}
