"""A page drawn with an older version and posted after its draft has moved: what was typed there is carried over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

import forms
from app.addresses.posting import prepared
from app.catalogue import queries as catalogue
from app.catalogue.library import Library, Loaded
from app.rendering import merging
from app.submissions import attaching, drafts
from app.submissions.models import Draft
from app.uploads.services import RefusedError
from app.uploads.storage import Store

DRAWN_WITH = "version.lue"
"""The input that says which version a page was drawn with; no question can bear this name."""
MEANWHILE = (
    "Le formulaire a changé pendant que cette page était ouverte. Ce que vous avez écrit est gardé : relisez-le."
)
GONE = "La question « {title} » n’est plus posée : ce que vous y avez écrit n’a pas été gardé."


def older(database: Session, library: Library, draft: Draft, posted: Mapping[str, str]) -> Loaded | None:
    """Give the version that a page was drawn with, if its draft has moved on since."""
    number = merging.number(posted.get(DRAWN_WITH, ""))
    if not 0 < number < draft.version.number:
        return None
    found = catalogue.version(database, draft.procedure_id, number)
    return library.of(found) if found is not None and not library.of(found).fault else None


def was_page(database: Session, library: Library, draft: Draft, page_id: str) -> bool:
    """Say whether an earlier version of the procedure of a draft had a page."""
    first = catalogue.version(database, draft.procedure_id, 1)
    earlier = catalogue.since(database, first) if first is not None else []
    pages = (page for one in earlier if one.number < draft.version.number for page in library.of(one).procedure.pages)
    return any(page.id == page_id for page in pages)


@dataclass
class OldPost:
    """Such a post: only what was changed on that page is taken, and put where its question is now."""

    database: Session
    library: Library
    draft: Draft
    old: Loaded
    page_id: str
    posted: MultiDict[str, str]
    today: date
    now: datetime

    def __post_init__(self) -> None:
        """Read the post with the form it was drawn with, over the answers as they are now."""
        first = catalogue.version(self.database, self.draft.procedure_id, self.old.number)
        versions = catalogue.since(self.database, first) if first is not None else []
        loaded = [self.library.of(one) for one in versions if one.number <= self.draft.version.number]
        chain = [one.procedure for one in loaded if not one.fault]
        self.loaded = self.library.of(self.draft.version)
        self.before = drafts.answers_of(self.draft)
        follow = forms.migrate_through(self.before, chain, today=self.today).follow
        known = replace(self.before, values=_back(self.before.values, self.old.procedure, follow))
        posted = prepared(self.posted)
        self.form = self.old.procedure.form(self.page_id, known, posted, today=self.today)
        self.merge = merging.Merge.of(self.old.procedure, self.draft.revisions, known, posted)
        self.merge.prepare(self.form)
        digests = {name: digest for name, (_, digest) in self.merge.drawn.items()}
        self.form.left |= forms.drawn.untouched(self.form, digests)
        self.known = known
        self.typed = self.old.procedure.accept(self.page_id, known, self.form, today=self.today, done=False)
        self.migration = forms.migrate_through(self.typed, chain, today=self.today)

    def keep(self) -> list[str]:
        """Keep what was changed on the page; give the titles of the questions that are no longer there."""
        answers, keys, gone = self.before, [], []
        for one in self._changed():
            place = self.migration.follow(one.pointer)
            if place is None:
                gone.append(one.question.texts.title)
                continue
            value = merging.found(self.migration.answers.values, place)
            answers = replace(answers, values=_put(answers.values, place.split("/")[1:], value))
            keys.append(self.loaded.procedure.with_row_ids(answers, place))
        revisions = merging.changed(self.draft.revisions, keys)
        tabs = self.merge.noted(self.form, self.known).get(merging.TABS)
        self.draft.revisions = {**revisions, merging.TABS: tabs} if tabs else revisions
        drafts.keep(self.draft, answers, self.loaded, self.now)
        return gone

    def _changed(self) -> Iterator[Any]:
        """Give the fields whose answers this post changes."""
        for one in self.form.answer_fields():
            old, new = (merging.found(values, one.pointer) for values in (self.known.values, self.typed.values))
            if one.name not in self.form.left and old != new and not (old in merging.BLANK and new in merging.BLANK):
                yield one

    def take_files(self, store: Store, files: MultiDict[str, FileStorage]) -> list[str]:
        """Take in the files of the page; give why some were not kept."""
        said: list[str] = []
        places = attaching.places(self.old.procedure, self.known, self.form)
        for name, file in files.items(multi=True):
            if file.filename and name in places:
                said += self._take(store, places[name], file)
        return said

    def _take(self, store: Store, old: attaching.Place, file: FileStorage) -> list[str]:
        pointer = self.migration.follow(old.pointer)
        asked = {one.pointer: one for one in self.loaded.procedure.questions if one.kind == "file"}
        question = asked.get(pointer or "")
        if question is None or pointer is None:
            return [GONE.format(title=old.question.texts.title)]
        answers = drafts.answers_of(self.draft)
        place = attaching.Place(question, pointer, self.loaded.procedure.with_row_ids(answers, pointer))
        came = attaching.Arrival(file.filename or "", file.stream)
        try:
            document = attaching.arrive(self.database, store, self.draft.id, place, came, self.now)
            drafts.keep(self.draft, attaching.attach(answers, place, document), self.loaded, self.now)
        except RefusedError as refused:
            return [str(refused)]
        return []

    def told(self) -> dict[str, Any]:
        """Give what the script of the page learns: what it carries now, drawn as it was."""
        view = self.old.procedure.page(self.page_id, self.typed, today=self.today, show_problems=False)
        return self.merge.told(self.typed, self.draft.revisions, view, self.now)


def _back(values: Any, old: forms.Procedure, follow: Any) -> Any:
    """Give answers that also stand where an older version had them."""
    for question in old.questions:
        place = follow(question.pointer) if "/*" not in question.pointer else None
        value = merging.found(values, place) if place is not None and place != question.pointer else merging.ABSENT
        if value is not merging.ABSENT:
            values = _put(values, question.pointer.split("/")[1:], value)
    return values


def _put(values: Any, parts: list[str], value: Any) -> Any:
    """Give answers with a value at a place; ABSENT takes out what is there."""
    if not parts:
        return value
    part, *rest = parts
    name = part.replace("~1", "/").replace("~0", "~")
    if isinstance(values, list):
        index = int(name) if name.isdecimal() else len(values)
        return [_put(one, rest, value) if number == index else one for number, one in enumerate(values)]
    known = dict(values) if isinstance(values, Mapping) else {}
    made = _put(known.get(name, {}), rest, value)
    if made is merging.ABSENT:
        known.pop(name, None)
        return known
    return {**known, name: made}
