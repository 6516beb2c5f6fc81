"""A new version before it is published: what is wrong with it, what it changes, what becomes of drafts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import NamedTuple

import simplejson
from cachetools import LRUCache, cached
from sqlalchemy.orm import Session

import forms
from app.catalogue import lists, serving
from app.catalogue import queries as catalogue
from app.catalogue.library import Library
from app.catalogue.models import Procedure, ProcedureVersion
from app.catalogue.services import lacking
from app.editor import choosing, queries, sending_dry
from app.editor.choosing import Choice
from app.editor.drawing_all import undrawn
from app.extensions import now
from app.submissions import drafts

MOST_LISTED = 50
VERDICTS = {"unchanged": "unchanged", "carried": "carried", "dropped": "dropped", "asked again": "asked"}


class Again(NamedTuple):
    """A draft whose owner must answer something again or loses an answer: by its dates only, never by a name."""

    begun: datetime
    saved: datetime
    asked: int
    dropped: int


@dataclass
class Impact:
    """What a new version would do to the drafts in progress; requests that were sent stay as they are.

    `concerned` counts, by the key of a change that leaves a choice, the drafts that it asks or takes something of.
    """

    drafts: int = 0
    requests: int = 0
    unchanged: int = 0
    carried: int = 0
    dropped: int = 0
    asked: int = 0
    listed: list[Again] = field(default_factory=list)
    concerned: Counter[str] = field(default_factory=Counter)

    @property
    def more(self) -> int:
        """How many of those drafts are not listed."""
        return self.dropped + self.asked - len(self.listed)

    def add(
        self, draft_begun: datetime, draft_saved: datetime, migration: forms.Migration, choices: Sequence[Choice]
    ) -> None:
        """Count one draft."""
        self.drafts += 1
        kind = VERDICTS[migration.verdict]
        setattr(self, kind, getattr(self, kind) + 1)
        self.concerned.update(one.key for one in choices if one.concerns(migration))
        if kind in ("dropped", "asked") and len(self.listed) < MOST_LISTED:
            again = Again(draft_begun, draft_saved, len(migration.asked_again), len(migration.dropped))
            self.listed.append(again)


@dataclass(frozen=True)
class Examination:
    """All that who publishes must know: nothing is published while `blocks`; `document` is it with its blocks.

    `base` is the version that is published now, None before the first.
    """

    slug: str
    text: str
    base: ProcedureVersion | None
    report: forms.Report
    changes: Sequence[forms.Change] = ()
    impact: Impact | None = None
    same: bool = False
    document: str = ""

    @property
    def number(self) -> int:
        """The number of the version that is published now, 0 before the first."""
        return self.base.number if self.base else 0

    @property
    def digest(self) -> str:
        """The digest of the text that was examined."""
        return digest(self.text)

    @property
    def blocks(self) -> bool:
        """Say whether it must be mended first."""
        return self.report.blocks or any(one.blocks for one in self.changes)

    @property
    def ready(self) -> bool:
        """Say whether it can be confirmed."""
        return bool(self.document) and not self.blocks

    @property
    def choices(self) -> list[Choice]:
        """The changes of which the admin says what becomes of drafts."""
        return choosing.choices(self.changes)


def plain(text: str) -> str:
    """Give a text with the ends of line of a file, as a browser's post has them not."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def digest(text: str) -> str:
    """Give the digest of a text as it was pasted."""
    return hashlib.sha256(plain(text).encode("utf-8", "surrogatepass")).hexdigest()


def known_by(text: str, library: Library, before: forms.Procedure | None) -> str:
    """Give what a text's report is kept by: its digest, that of the version published before it, the lists it lacks."""
    named = (f"{name}/{number}" for name, number in lists.uses(text))
    lacked = sorted(one for one in named if one not in library.lists)
    return " ".join([digest(text), before.digest if before else "", *lacked])


def examine(database: Session, library: Library, slug: str, text: str, today: date) -> Examination:
    """Try a text as the next version of a procedure, or as its first; nothing is kept."""
    base = catalogue.latest(database, slug)
    try:
        made = library.try_out(text)
    except forms.DefinitionError as error:
        return Examination(slug, text, base, forms.Report.of_problems(error.problems))
    served = serving.sound(database, library, base)
    before = library.of(served or base).procedure if base is not None else None
    report = reported(text, made, library, today, before)
    if not report.blocks:
        report = forms.Report((*report.findings, *_tried(library, slug, made, today)), report.untried)
    if report.blocks:
        return Examination(slug, text, base, report)
    document = simplejson.dumps(made.document, use_decimal=True, ensure_ascii=False)
    if base is None or before is None:
        return Examination(slug, text, None, report, document=document)
    if made.digest == base.digest and not library.of(base).fault:
        return Examination(slug, text, base, report, same=True)
    changes = forms.changes(before, made)
    impact = dry_run(database, library, base.procedure, made, changes, today)
    return Examination(slug, text, base, report, changes, impact, document=document)


def _tried(library: Library, slug: str, made: forms.Procedure, today: date) -> tuple[forms.Finding, ...]:
    """Draw every page; when all can be, fill a sample request and send it in dry run."""
    wrong = forms.Report.of_problems(undrawn(library, slug, made, today)).findings
    return wrong or sending_dry.refused(library, slug, made, today, now())


def reported(
    text: str, made: forms.Procedure, library: Library, today: date, before: forms.Procedure | None
) -> forms.Report:
    """Put what the engine and what the portal have to say into one list."""
    found = _verified(known_by(text, library, before), made, today, before)
    ours = forms.Report.of_problems(lacking(made, library))
    return forms.Report((*ours.findings, *found.findings), found.untried)


@cached(LRUCache(maxsize=64), key=lambda key, _made, today, _before: (key, today), lock=Lock())
def _verified(_key: str, made: forms.Procedure, today: date, before: forms.Procedure | None) -> forms.Report:
    """Verify a text once a day: it may take a second, and a confirmation asks again."""
    return forms.verify(made, today=today, before=before)


def dry_run(
    database: Session,
    library: Library,
    procedure: Procedure,
    made: forms.Procedure,
    changes: Sequence[forms.Change],
    today: date,
) -> Impact:
    """Carry every draft in progress to a new version, as its owner will when it is next opened; nothing is kept."""
    impact = Impact(requests=queries.open_counts(database, library).get(procedure.id, 0))
    known = [library.of(one) for one in reversed(queries.versions(database, procedure.id))]
    chain = [one for one in known if not one.fault]
    choices = choosing.choices(changes)
    for draft in queries.drafts(database, procedure.id):
        steps = [one.procedure for one in chain if one.number >= draft.version.number]
        migration = forms.migrate_through(drafts.answers_of(draft), [*steps, made], today=today)
        impact.add(draft.created_at, draft.updated_at, migration, choices)
    return impact
