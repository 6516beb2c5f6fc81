"""A definition as the editor has it in hand: its document, what compiles of it, what is wrong, its tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from cachetools import LRUCache, cached
from flask import abort, request
from sqlalchemy.orm import Session

import forms
from app.catalogue import queries as catalogue
from app.catalogue import serving
from app.catalogue.library import Library
from app.catalogue.services import lacking
from app.editor import drafting, queries
from app.editor.examining import known_by, reported
from app.editor.models import DefinitionDraft
from app.editor.pointing import place_of
from app.extensions import db
from forms import authoring

KEPT = 24
"""How many definitions are kept compiled at most: one a person who edits, and a few to go back to."""


class Faults(NamedTuple):
    """How many faults keep a definition from being published, and how many only make it worse to read."""

    blocking: int = 0
    improvable: int = 0


@dataclass(frozen=True)
class Made:
    """What one text gives: never changed, kept by the digest of the text."""

    document: dict[str, Any]
    procedure: forms.Procedure | None
    report: forms.Report
    tree: tuple[authoring.TreePage, ...]
    stray: tuple[authoring.TreeItem, ...]


@dataclass
class Work:
    """A definition being written, with what its text gives; `document` must not be changed, only replaced."""

    draft: DefinitionDraft
    library: Library
    today: date

    @cached_property
    def made(self) -> Made:
        """What the text gives."""
        return make(self.draft.text, self.library, self.today, self.published)

    @cached_property
    def published(self) -> forms.Procedure | None:
        """The version that people fill now, None before the first."""
        found = serving.latest(db.session, self.library, self.draft.slug)
        return self.library.of(found).procedure if found is not None else None

    @property
    def document(self) -> dict[str, Any]:
        """The document of the definition."""
        return self.made.document

    @property
    def blocks(self) -> Mapping[str, dict[str, Any]]:
        """The shared blocks, by their `$id`."""
        return self.library.blocks

    @cached_property
    def answered(self) -> frozenset[str]:
        """The pointers of the questions that people have answers to already: those of the published version."""
        procedure = queries.procedure(db.session, self.draft.slug)
        if procedure is None:
            return frozenset()
        newest = self.library.of(catalogue.newest(db.session, procedure.id))
        return frozenset(one.pointer for one in newest.procedure.questions)

    @property
    def title(self) -> str:
        """The title of the procedure, or a stand-in."""
        title = self.document.get("title")
        return title if isinstance(title, str) and title.strip() else "Démarche sans titre"

    def item(self, pointer: str) -> authoring.TreeItem | None:
        """Find a question, a group or rows in the tree."""
        return next((one for one, _ in walked(self.made) if one.pointer == pointer), None)

    def computes(self, pointer: str) -> bool:
        """Say whether a question is computed by this definition."""
        return "x-compute" in (authoring.own(self.document, pointer) or {})

    def page_of(self, pointer: str) -> int:
        """Give the number of the page on which a question stands, -1 for none."""
        return next((page for one, page in walked(self.made) if one.pointer == pointer), -1)

    @cached_property
    def faults(self) -> Faults:
        """How many faults the definition has."""
        blocking = sum(one.blocks for one in self.made.report.faults)
        return Faults(blocking, len(self.made.report.faults) - blocking)

    @cached_property
    def faults_at(self) -> Mapping[str, Faults]:
        """How many faults stand at each question, by its pointer, and at each page, by its id after `page `."""
        found: dict[str, Faults] = {}
        for one in self.made.report.faults:
            # a question that does not even compile names nobody: only the place of its fault says which it is
            place = one.asked or place_of(one.pointer) or (f"page {one.page}" if one.page else "")
            known = found.get(place, Faults())
            found[place] = Faults(known.blocking + one.blocks, known.improvable + (not one.blocks))
        return found


def walked(made: Made) -> list[tuple[authoring.TreeItem, int]]:
    """Give every item of the tree with the number of its page, -1 for those that stand on none."""
    found: list[tuple[authoring.TreeItem, int]] = []

    def down(items: tuple[authoring.TreeItem, ...], page: int) -> None:
        for one in items:
            found.append((one, page))
            down(one.children, page)

    for page in made.tree:
        down(page.items, page.index)
    down(made.stray, -1)
    return found


class EndedError(Exception):
    """A post for a draft that is no more: published or given up since its page was drawn."""

    def __init__(self, slug: str, library: Library, published: bool) -> None:
        super().__init__("no draft any more")
        self.slug, self.library, self.published = slug, library, published


def work(database: Session, library: Library, slug: str, today: date, lock: bool = False) -> Work:
    """Find the definition being written of a procedure; another one does not exist."""
    draft = drafting.find(database, slug, lock)
    if draft is None:
        published = queries.procedure(database, slug) is not None
        if request.method == "POST" and (published or drafting.ended(database, slug)):
            raise EndedError(slug, library, published)
        abort(404)
    return Work(draft, library, today)


def outlined(work: Work) -> Work:
    """Give a definition as this request has left it, for what is done to it next: neither loaded nor checked."""
    document, blocks = authoring.parse(work.draft.text), work.blocks
    made = Work(work.draft, work.library, work.today)
    tree, stray = authoring.tree(document, blocks), authoring.stray(document, blocks)
    made.made = Made(document, None, forms.Report(), tree, stray)
    return made


def verified(work: Work) -> Work:
    """Give a definition with all that keeps it from being published, what takes trying its answers too: a second."""
    made = work.made
    if made.procedure is not None:
        report = reported(work.draft.text, made.procedure, work.library, work.today, work.published)
        work.made = replace(made, report=report)
    return work


def make(text: str, library: Library, today: date, published: forms.Procedure | None) -> Made:
    """Give all that a text gives, kept until it, the version it is compared with, or a list it lacked, is another."""
    return _made(known_by(text, library, published), text, library, today, published)


@cached(LRUCache(maxsize=KEPT), key=lambda key, _text, _library, today, _published: (key, today), lock=Lock())
def _made(_key: str, text: str, library: Library, today: date, published: forms.Procedure | None) -> Made:
    document = authoring.parse(text)
    tree, stray = authoring.tree(document, library.blocks), authoring.stray(document, library.blocks)
    try:
        procedure = library.try_out(text)
    except forms.DefinitionError as error:
        return Made(document, None, forms.Report.of_problems(error.problems), tree, stray)
    ours = forms.Report.of_problems(lacking(procedure, library))
    found = forms.verify(procedure, today=today, quick=True, before=published)
    return Made(document, procedure, forms.Report((*ours.findings, *found.findings)), tree, stray)
