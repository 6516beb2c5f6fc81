"""« Est-ce toujours exact ? »: what a page of a renewal says beside last year's answers, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

import forms
from app.catalogue.library import Loaded
from app.submissions import drafts, queries, renewing, vault
from app.submissions.models import Draft, Submission


class Line(NamedTuple):
    """A document on a page: its question, where it stands, when it was given, until or since when it serves (not)."""

    title: str
    anchor: str
    name: str
    given: date
    until: date | None
    over: date | None


class Asked(NamedTuple):
    """What a page of a renewal says: of when the answers are, what may be confirmed, its documents, its consents."""

    sent_at: datetime
    fresh: bool
    whole: bool
    papers: Sequence[Line]
    consents: Sequence[str]


class Changed(NamedTuple):
    """An answer that is not what it was: its label, what it was, what it is."""

    label: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def renewed_by(database: Session, draft: Draft) -> Submission | None:
    """Find the request that a draft renews."""
    return database.get(Submission, draft.renews_id) if draft.renews_id is not None else None


def asked(database: Session, draft: Draft, loaded: Loaded, page: forms.Page, today: date) -> Asked | None:
    """Give what a page of a renewal says; nothing on a page that has neither old answers nor old documents."""
    renewed = renewed_by(database, draft)
    if renewed is None:
        return None
    answers = drafts.answers_of(draft)
    lines = [line(one, today) for one in _papers(database, draft, loaded, renewed, answers, today) if _on(page, one)]
    fresh = not answers.was_posted(page.id)
    if not lines and not (fresh and _any(page, answers.values)):
        return None
    problems = loaded.procedure.problems(answers, today=today)
    relevant = loaded.procedure.relevant(answers, today=today)
    return Asked(
        sent_at=renewed.sent_at,
        fresh=fresh,
        whole=not any(one.page == page.id for one in problems),
        papers=sorted(lines, key=lambda one: one.until is not None),
        consents=[one.texts.title for one in page.questions() if one.const is True and _holder(relevant, one)],
    )


def _papers(
    database: Session, draft: Draft, loaded: Loaded, renewed: Submission, answers: forms.Answers, today: date
) -> Iterator[renewing.Paper]:
    """Give the documents carried over, and those that no longer serve and whose question has none now."""
    yield from renewing.carried_papers(database, draft, loaded, answers)
    for paper in renewing.papers(database, loaded, renewed):
        if not paper.serves(today) and not loaded.procedure.documents_at(answers, paper.pointer):
            yield paper


def line(paper: renewing.Paper, today: date) -> Line:
    """Say of a document of an earlier request whether it serves, and until or since when (not)."""
    anchor = paper.pointer.strip("/").replace("/", "-") + "-question"
    until = paper.until if paper.serves(today) else None
    over = paper.until + timedelta(days=1) if paper.until and not until else None
    return Line(paper.question.texts.title, anchor, paper.document.name, paper.given, until, over)


def _on(page: forms.Page, paper: renewing.Paper) -> bool:
    return any(one.pointer == paper.question.pointer for one in page.questions())


def _any(page: forms.Page, values: Mapping[str, Any]) -> bool:
    """Say whether any question of a page has an answer."""
    keys = {one.pointer.split("/")[1] for one in page.questions()}
    return any(values.get(key) not in (None, "", [], {}) for key in keys)


def _holder(relevant: Mapping[str, Any], question: forms.Question) -> bool:
    """Say whether what a consent stands in applies."""
    holder: Any = relevant
    for part in question.pointer.split("/")[1:-1]:
        holder = holder.get(part) if isinstance(holder, Mapping) else None
    return isinstance(holder, Mapping)


def changes(database: Session, draft: Draft, loaded: Loaded, today: date) -> tuple[datetime, list[Changed]] | None:
    """Give of when the answers are that a renewal began with, and what is no longer so; None for another request."""
    renewed = renewed_by(database, draft)
    if renewed is None:
        return None
    answers = drafts.answers_of(draft)
    carried = {str(one.id) for one in queries.documents(database, draft.id) if one.deposited_at is not None}
    before = loaded.procedure.carried(vault.opened(renewed.answers)["values"], today=today)
    old = dict(_rows(loaded.procedure.recap(before, masked=True, today=today)))
    new = dict(_rows(loaded.procedure.recap(answers, masked=True, today=today)))
    found = []
    for pointer in dict.fromkeys((*new, *old)):
        one = _changed(old.get(pointer), new.get(pointer), carried)
        if one is not None:
            found.append(one)
    return renewed.sent_at, found


def _rows(sections: Sequence[forms.RecapSection], above: str = "") -> Iterator[tuple[str, tuple[str, forms.RecapRow]]]:
    """Give the rows of a recap by pointer, each with its label; a row of a list is told by its title."""
    for section in sections:
        for row in section.rows:
            yield row.pointer, (f"{above}{row.label}", row)
        for inner in section.sections:
            yield from _rows([inner], f"{inner.title} – ")


def _changed(
    old: tuple[str, forms.RecapRow] | None, new: tuple[str, forms.RecapRow] | None, carried: set[str]
) -> Changed | None:
    label, row = new or old or ("", None)
    if row is None or not row.question.asked or row.question.const is True:
        return None
    if row.question.kind == "file":
        given = row.stored if new and isinstance(row.stored, list) else []
        fresh = any(isinstance(one, Mapping) and str(one.get("id")) not in carried for one in given)
        return Changed(label, (), row.value) if fresh else None
    if old and new and _same(old[1], new[1]):
        return None
    was, now = (one[1].value if one else () for one in (old, new))
    return Changed(label, was, now) if was or now else None


def _same(old: forms.RecapRow, new: forms.RecapRow) -> bool:
    return old.stored == new.stored and (old.value == new.value or old.stored is not forms.ABSENT)
