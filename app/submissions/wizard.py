"""One post of one page: what is kept, and where the person goes next."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

import forms
from app.addresses.posting import prepared
from app.catalogue.library import Loaded
from app.rendering.merging import Merge
from app.submissions import attaching, drafts, queries
from app.submissions.models import Draft
from app.uploads.models import Document
from app.uploads.services import NotKeptError, RefusedError, remove
from app.uploads.storage import Store

RECAP = "recapitulatif"
RECAP_PAGE = "recap"
"""The page of the engine that holds the questions corrected on the recap."""
CHOOSE_FIRST = "Choisissez d’abord un fichier, puis chargez-le."
CHOOSE_NEW = "Choisissez d’abord le nouveau fichier, puis cliquez sur « Remplacer »."


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a post leads: another page (`leave`, with an anchor), or this page again with its problems.

    `search` names the address group whose search box the page shows with what it finds; `asked` is the document about
    whose deletion the person is asked.
    """

    leave: str = ""
    anchor: str = ""
    view: forms.PageView | None = None
    status: int = 200
    saved: bool = False
    search: str = ""
    asked: str = ""


@dataclass
class PagePost:
    """A post of a page of a draft, with all that judging it takes."""

    database: Session
    folder: Store
    loaded: Loaded
    draft: Draft
    page_id: str
    posted: MultiDict[str, str]
    files: MultiDict[str, FileStorage]
    today: date
    now: datetime
    back_to_recap: bool = False
    refused: list[forms.Problem] = field(default_factory=list)
    not_kept: bool = False

    def __post_init__(self) -> None:
        """Read the post with the form of the page."""
        self.posted = prepared(self.posted)
        self.before = drafts.answers_of(self.draft)
        self.form = self.procedure.form(self.page_id, self.before, self.posted, today=self.today)
        self.merge = Merge.of(self.procedure, self.draft.revisions, self.before, self.posted)
        self.merge.prepare(self.form)
        done = self.posted.get("action", "next").startswith(("next", "confirm")) and self._reachable()
        self.answers = self.procedure.accept(self.page_id, self.before, self.form, today=self.today, done=done)

    @property
    def procedure(self) -> forms.Procedure:
        """The procedure of the draft's version."""
        return self.loaded.procedure

    def redrawn(self, problems: bool | None = False) -> forms.PageView:
        """Give the page as it is now; what was typed is in the answers."""
        return self.procedure.page(
            self.page_id,
            self.answers,
            today=self.today,
            show_problems=problems,
            without=self.form.appeared,
            extra=self.refused,
        )

    def run(self) -> Outcome:
        """Keep what was typed, whatever it is, then do what the button says."""
        reachable = self._reachable()
        verb, _, rest = self.posted.get("action", "next").partition(" ")
        self.replaced = rest if verb == "replace" else ""
        self.holder = self._holder(self.replaced)
        self._take_files()
        outcome = ACTIONS.get(verb, PagePost.next)(self, *rest.split(" ")) if reachable else self._elsewhere()
        self._keep()
        return replace(outcome, status=NotKeptError.status) if self.not_kept and outcome.view else outcome

    def _keep(self) -> None:
        drafts.keep(self.draft, self.answers, self.loaded, self.now)
        self.draft.revisions = self.merge.noted(self.form, self.answers)

    def autosave(self) -> None:
        """Keep what is typed so far; nothing has to be valid, and the page does not count as done."""
        self._keep()

    def next(self, *_rest: str) -> Outcome:
        """Go on if the page is right; else show it again with its problems, or with the questions it made appear."""
        right = self.form.validate()
        if self.refused:
            return Outcome(view=self.redrawn(), status=422)
        stopped = self.procedure.stop(self.answers, today=self.today)
        if stopped is not None and stopped.page == self.page_id and not self.form.appeared:
            return Outcome(leave="stop")
        if not right and not self.form.problems:
            return Outcome(view=self.redrawn())
        problems = self._own_problems()
        if problems:
            return Outcome(view=self.redrawn(problems=True), status=422)
        return Outcome(leave=self._after())

    def save(self, *_rest: str) -> Outcome:
        """Keep everything and leave."""
        if self.refused:
            return Outcome(view=self.redrawn(), status=422)
        return Outcome(leave="drafts", saved=True)

    def previous(self, *_rest: str) -> Outcome:
        """Go back, valid or not."""
        if self.refused:
            return Outcome(view=self.redrawn(), status=422)
        page = self._journey().previous(self.page_id)
        return Outcome(leave=page.id if page else "entry")

    def add(self, pointer: str = "", *_rest: str) -> Outcome:
        """Add a row."""
        self.answers = self._on_rows(self.procedure.add_row, pointer, secrets.token_hex(6))
        return self._again(f"{_name(pointer)}-question")

    def remove(self, pointer: str = "", row_id: str = "", *_rest: str) -> Outcome:
        """Remove a row."""
        self.answers = self._on_rows(self.procedure.remove_row, pointer, row_id)
        return self._again(f"{_name(pointer)}-question")

    def up(self, pointer: str = "", row_id: str = "", *_rest: str) -> Outcome:
        """Move a row up."""
        return self._moved(pointer, row_id, -1)

    def down(self, pointer: str = "", row_id: str = "", *_rest: str) -> Outcome:
        """Move a row down."""
        return self._moved(pointer, row_id, 1)

    def invite(self, *_rest: str) -> Outcome:
        """Keep everything, then invite the helper that the page names."""
        return Outcome(view=self.redrawn(), status=422) if self.refused else Outcome(leave="invite")

    def language(self, code: str = "", *_rest: str) -> Outcome:
        """Keep everything, then show the page in another language."""
        drafts.speak(self.draft, self.loaded, code)
        return Outcome(view=self.redrawn(), status=422) if self.refused else self._again("langues")

    def upload(self, name: str = "", *_rest: str) -> Outcome:
        """Show the page again with the document that was sent, or with why it was refused."""
        if not self.refused and not self._sent_files():
            self._refuse(self._places().get(name), name, CHOOSE_FIRST)
        if self.refused:
            return Outcome(view=self.redrawn(), status=422)
        return self._again(f"{name}-question")

    def replace(self, *_rest: str) -> Outcome:
        """Show the page again with the document that took the place of another, or with why it did not."""
        if not self.refused and self.replaced:
            self._refuse(self._places().get(self.holder), self.holder, CHOOSE_NEW)
        if self.refused:
            return Outcome(view=self.redrawn(), status=422)
        return self._again(f"{self.holder}-question" if self.holder else "")

    def delete(self, *rest: str) -> Outcome:
        """Keep everything, then ask whether a document is to be deleted."""
        if self.refused:
            return Outcome(view=self.redrawn(), status=422)
        document_id = rest[-1] if rest else ""
        known = drafts.own_document(self.database, self.draft, document_id)
        if known is not None:
            return Outcome(leave=self.page_id, asked=str(known.id))
        name = self._holder(document_id)
        self.answers = attaching.detach(self.answers, document_id)
        return self._again(f"{name}-question" if name else "")

    def search(self, group: str = "", *_rest: str) -> Outcome:
        """Show the page again with the addresses that its search box finds."""
        return Outcome(view=self.redrawn(), status=422 if self.refused else 200, search=group)

    def choose(self, group: str = "", *_rest: str) -> Outcome:
        """Show the page again with the address that was chosen, which was read like the rest of the post."""
        return Outcome(view=self.redrawn(), status=422) if self.refused else self._again(f"{group}-voie-question")

    def _again(self, anchor: str) -> Outcome:
        return Outcome(leave=self.page_id, anchor=anchor)

    def _moved(self, pointer: str, row_id: str, by: int) -> Outcome:
        ids = self.procedure.row_ids(self.answers, pointer)
        if row_id in ids:
            to = ids.index(row_id) + by
            self.answers = self._on_rows(self.procedure.move_row, pointer, row_id, to)
        return self._again(f"{_name(pointer)}-question")

    def _on_rows(self, change: Callable[..., forms.Answers], pointer: str, *rest: Any) -> forms.Answers:
        """Change rows; a pointer that names none changes nothing."""
        try:
            return change(self.answers, pointer, *rest)
        except LookupError:
            return self.answers

    def _journey(self) -> forms.Journey:
        return self.procedure.journey(self.answers, today=self.today)

    def _reachable(self) -> bool:
        stage = self.procedure.journey(self.before, today=self.today).find(self.page_id)
        return stage is not None and stage.reachable

    def _elsewhere(self) -> Outcome:
        page = self._journey().first_incomplete
        return Outcome(leave=page.id if page else RECAP)

    def _after(self) -> str:
        journey = self._journey()
        if self.back_to_recap:
            incomplete = journey.first_incomplete
            return incomplete.id if incomplete else RECAP
        page = journey.next(self.page_id)
        return page.id if page else RECAP

    def _own_problems(self) -> list[forms.Problem]:
        found = self.procedure.problems(self.answers, today=self.today)
        return [problem for problem in found if problem.page == self.page_id]

    def _sent_files(self) -> list[tuple[str, FileStorage]]:
        return [(name, file) for name, file in self.files.items(multi=True) if file.filename]

    def _places(self) -> dict[str, attaching.Place]:
        return attaching.places(self.procedure, self.answers, self.form)

    def _holder(self, document_id: str) -> str:
        """Give the HTML name of the question of this page that a document answers, `""` for none."""
        named = attaching.question_of(self.procedure, self.answers, document_id) if document_id else ""
        return next((name for name, place in self._places().items() if named and place.named == named), "")

    def _refuse(self, place: attaching.Place | None, name: str, words: str) -> None:
        """Leave a sentence at a question."""
        if place is not None:
            self.refused.append(forms.Problem(place.pointer, "upload", words, self.page_id, name))

    def _take_files(self) -> None:
        """Store each file that was sent; one that is refused leaves its sentence at its question."""
        known = self._places()
        for name, file in self._sent_files():
            if name in known:
                self._take_file(known[name], name, file)

    def _take_file(self, place: attaching.Place, name: str, file: FileStorage) -> None:
        came = attaching.Arrival(file.filename or "", file.stream, self.replaced if name == self.holder else "")
        try:
            document = attaching.arrive(self.database, self.folder, self.draft.id, place, came, self.now)
        except RefusedError as refused:
            self.not_kept = self.not_kept or isinstance(refused, NotKeptError)
            self._refuse(place, name, str(refused))
            return
        try:
            self._attach(place, document, came.replaced)
        except RefusedError as refused:
            self._forget(document)
            self._refuse(place, name, str(refused))

    def _attach(self, place: attaching.Place, document: Document, replaced: str) -> None:
        others = queries.documents(self.database, self.draft.id)
        if attaching.twin(document, self.answers, place, others) is not None:
            self._forget(document)
        else:
            self.answers = attaching.attach(self.answers, place, document, replaced)
        old = next((one for one in others if replaced and str(one.id) == replaced), None)
        if old is not None:
            self.answers = attaching.detach(self.answers, replaced)
            self._forget(old)
            self.replaced = ""

    def _forget(self, document: Document) -> None:
        remove(self.database, self.folder, [document])


ACTIONS: Mapping[str, Callable[..., Outcome]] = {
    "next": PagePost.next,
    "confirm": PagePost.next,
    "save": PagePost.save,
    "previous": PagePost.previous,
    "add": PagePost.add,
    "remove": PagePost.remove,
    "up": PagePost.up,
    "down": PagePost.down,
    "upload": PagePost.upload,
    "invite": PagePost.invite,
    "language": PagePost.language,
    "replace": PagePost.replace,
    "delete": PagePost.delete,
    "search": PagePost.search,
    "choose": PagePost.choose,
}


def _name(pointer: str) -> str:
    return pointer.strip("/").replace("/", "-")
