"""A walk through a definition as an applicant takes it, of which nothing is stored: answers in, answers out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

import forms
from app.addresses.posting import prepared
from app.catalogue.library import Library, Loaded
from app.editor import carried, pretending
from app.editor.carried import State
from app.submissions import attaching
from app.submissions.wizard import CHOOSE_FIRST, CHOOSE_NEW, RECAP_PAGE

ENTRY, ABOUT, RECAP, SENT, STOP = (
    f"repetition.{name}" for name in ("entree", "informations", "recapitulatif", "envoi", "arret")
)
"""The places that are no page of the definition: an id of a page has no dot."""
CARRIED, PLACE, BACK = "repetition.reponses", "repetition.page", "repetition.retour"
"""The inputs that a page carries: no question can bear these names."""
POSTS = MultiDict[str, str]


@dataclass(frozen=True)
class Step:
    """Where a post leads: a place with its page as it is drawn, what stands in its summary, where to scroll."""

    place: str
    view: forms.PageView | None = None
    problems: Sequence[forms.Problem] = ()
    anchor: str = ""
    search: str = ""
    status: int = 200
    back: bool = False


@dataclass
class Walk:
    """A definition in hand: what draws it, the part of the profile that it needs, what was answered, the day."""

    loaded: Loaded
    about: Loaded | None
    today: date
    state: State = field(default_factory=State)

    @classmethod
    def of(cls, library: Library, loaded: Loaded, today: date, carries: str | None = None) -> Walk:
        """Begin a walk, or go on with what a page carried. Raises carried.UnreadableError."""
        keys = known_keys(library, loaded.procedure)
        about = library.profile(keys) if keys else None
        part = about.procedure if about else None
        if carries is None:
            return cls(loaded, about, today, State(about=pretending.person(part, today)))
        return cls(loaded, about, today, carried.read(carries, loaded.procedure, part))

    @property
    def procedure(self) -> forms.Procedure:
        """The procedure."""
        return self.loaded.procedure

    @property
    def journey(self) -> forms.Journey:
        """The pages that apply to the answers."""
        return self.procedure.journey(self.state.answers, today=self.today)

    def places(self) -> list[str]:
        """Give where one passes, in order."""
        pages = [stage.page.id for stage in self.journey.stages]
        return [ENTRY, *([ABOUT] if self.about else []), *pages, RECAP, SENT]

    def beside(self, place: str, by: int) -> str:
        """Give the place after this one (1) or before (-1); this one may be a page that does not apply."""
        pages = [page.id for page in self.procedure.pages]
        order = [ENTRY, ABOUT, *pages, RECAP, SENT]
        at, known = order.index(place) if place in order else 0, set(self.places())
        rest = order[at + 1 :] if by > 0 else order[:at][::-1]
        return next((one for one in rest if one in known), place)

    def first_page(self) -> str:
        """Give the first page of the definition, the entry when there is none."""
        return next((page.id for page in self.procedure.pages), ENTRY)

    def knows(self, place: str) -> bool:
        """Say whether a place is one of this walk."""
        pages = {page.id for page in self.procedure.pages}
        return place in pages or place in (ENTRY, RECAP, SENT, STOP) or (place == ABOUT and self.about is not None)

    def sources(self) -> dict[str, Mapping[str, Any]]:
        """Give what the pages are prefilled from."""
        known = self.about.procedure.relevant(self.state.about, today=self.today) if self.about else {}
        return {"profile": known, "previous": {}}

    def drawn(self, place: str, problems: bool | None = None) -> Step:
        """Give a place as it stands now, its problems told if asked."""
        if place == STOP and self.stop() is None:
            place = self.first_page()
        if place == SENT and self.left():
            return replace(self.drawn(RECAP), problems=self.left(), status=422)
        if place == RECAP:
            view = self.procedure.page(RECAP_PAGE, self.state.answers, today=self.today, show_problems=True)
            return Step(RECAP, view, self.left() if problems else ())
        if place in (ENTRY, SENT, STOP) or not self.knows(place):
            return Step(place if self.knows(place) else ENTRY)
        if place == ABOUT and self.about is not None:
            part = self.about.procedure
            view = part.page(part.pages[0].id, self.state.about, today=self.today, show_problems=problems)
        else:
            view = self.procedure.page(
                place, self.state.answers, self.sources(), today=self.today, show_problems=problems
            )
        return Step(place, view, view.problems)

    def left(self) -> tuple[forms.Problem, ...]:
        """Give all that keeps the request from being sent."""
        return self.procedure.problems(self.state.answers, today=self.today)

    def stop(self) -> forms.Problem | None:
        """Give what ends the request."""
        return self.procedure.stop(self.state.answers, today=self.today)


def known_keys(library: Library, procedure: forms.Procedure) -> tuple[str, ...]:
    """Give the keys of the profile that a procedure needs, as far as the profile has them."""
    own = {node.key for page in library.profile().procedure.pages for node in page.nodes}
    return tuple(key for key in procedure.settings.profile if key in own)


class Post:
    """One post of a rehearsal: the walk after it, and where it leads."""

    def __init__(self, walk: Walk, place: str, posted: POSTS, files: MultiDict[str, FileStorage], back: bool) -> None:
        self.walk, self.place, self.back, self.files = walk, place, back, files
        self.posted = prepared(posted)
        action = self.posted.get("action", "next")
        self.verb, _, rest = action.partition(" ")
        self.rest = rest.split(" ")
        self.refused: list[forms.Problem] = []
        self.form: forms.PageForm | None = None
        if place in (ENTRY, SENT, STOP):
            return
        self._read()
        self._take_files()
        self._keep()

    def _read(self) -> None:
        """Read what was typed on the page."""
        state, today = self.walk.state, self.walk.today
        at_about = self.place == ABOUT and self.walk.about is not None
        self.part = self.walk.about.procedure if at_about and self.walk.about else self.walk.procedure
        self.before = state.about if at_about else state.answers
        self.page_id = self.part.pages[0].id if at_about else RECAP_PAGE if self.place == RECAP else self.place
        self.form = self.part.form(self.page_id, self.before, self.posted, today=today)
        self.answers = self.part.accept(
            self.page_id, self.before, self.form, today=today, done=self.verb in ("next", "send")
        )

    def _keep(self) -> None:
        name = "about" if self.place == ABOUT else "answers"
        self.walk.state = replace(self.walk.state, **{name: self.answers})

    def step(self) -> Step:
        """Do what the button says."""
        if self.verb == "go":
            return self._go()
        if self.form is None:
            return self.walk.drawn(self._beside(-1 if self.verb == "previous" else 1))
        if self.refused and self.verb != "delete":
            return self._again(status=422)
        made = ACTIONS.get(self.verb, Post._next)(self)
        self._keep()
        return made

    def _go(self) -> Step:
        place, anchor = self.rest[0], self.rest[1] if len(self.rest) > 1 else ""
        step = self.walk.drawn(place if self.walk.knows(place) else self.walk.first_page())
        return replace(step, anchor=anchor, back=self.place == RECAP)

    def _beside(self, by: int) -> str:
        return self.walk.beside(self.place, by)

    def _next(self) -> Step:
        assert self.form is not None  # noqa: S101  # said to mypy: step() has looked
        right = self.form.validate()
        stop = self.walk.stop() if self.place not in (ABOUT, RECAP) else None
        if stop is not None and stop.page == self.place and not self.form.appeared:
            return Step(STOP)
        if not right and not self.form.problems:
            return self._again()
        if self._own_problems():
            return self._again(status=422, told=True)
        if self.back and self.walk.journey.first_incomplete is None:
            return self.walk.drawn(RECAP)
        return self.walk.drawn(self._beside(1))

    def _own_problems(self) -> bool:
        return any(one.page == self.page_id for one in self.part.problems(self.answers, today=self.walk.today))

    def _send(self) -> Step:
        assert self.form is not None  # noqa: S101  # said to mypy: step() has looked
        if not self.form.validate():
            problems = self.walk.left() or self.form.problems
            return replace(self.walk.drawn(RECAP), problems=problems, status=422)
        return self.walk.drawn(SENT)

    def _stay(self) -> Step:
        return self.walk.drawn(self.place)

    def _previous(self) -> Step:
        return self.walk.drawn(self._beside(-1))

    def _again(self, anchor: str = "", status: int = 200, told: bool | None = False, search: str = "") -> Step:
        """Give the page again as it is now; what has just appeared is not wrong yet."""
        without = self.form.appeared if self.form else ()
        view = self.part.page(
            self.page_id,
            self.answers,
            today=self.walk.today,
            show_problems=told,
            without=without,
            extra=self.refused,
        )
        return Step(self.place, view, view.problems, anchor, search, status, self.back)

    def _rows(self, change: Callable[..., forms.Answers], pointer: str, *rest: Any) -> Step:
        """Change rows; a pointer that names none changes nothing."""
        with suppress(LookupError):
            self.answers = change(self.answers, pointer, *rest)
        return self._again(f"{_name(pointer)}-question")

    def _add(self) -> Step:
        return self._rows(self.part.add_row, self.rest[0], secrets.token_hex(6))

    def _remove(self) -> Step:
        return self._rows(self.part.remove_row, self.rest[0], self._row())

    def _up(self) -> Step:
        return self._moved(-1)

    def _down(self) -> Step:
        return self._moved(1)

    def _row(self) -> str:
        return self.rest[1] if len(self.rest) > 1 else ""

    def _moved(self, by: int) -> Step:
        ids = self.part.row_ids(self.answers, self.rest[0])
        at = ids.index(self._row()) + by if self._row() in ids else 0
        return self._rows(self.part.move_row, self.rest[0], self._row(), at)

    def _search(self) -> Step:
        return self._again(search=self.rest[0])

    def _choose(self) -> Step:
        return self._again(f"{self.rest[0]}-voie-question")

    def _upload(self) -> Step:
        name = self.rest[0]
        return self._again(f"{name}-question") if self._sent() else self._refuse(name, CHOOSE_FIRST)

    def _replace(self) -> Step:
        name = self._holder(self.rest[0])
        return self._again(f"{name}-question") if self._sent() else self._refuse(name, CHOOSE_NEW)

    def _delete(self) -> Step:
        name = self._holder(self.rest[0])
        self.answers = attaching.detach(self.answers, self.rest[0])
        return self._again(f"{name}-question" if name else "")

    def _refuse(self, name: str, words: str) -> Step:
        place = self._places().get(name)
        if place is not None:
            self.refused.append(forms.Problem(place.pointer, "upload", words, self.page_id, name))
        return self._again(status=422)

    def _places(self) -> dict[str, attaching.Place]:
        return attaching.places(self.part, self.answers, self.form) if self.form else {}

    def _holder(self, document_id: str) -> str:
        named = attaching.question_of(self.part, self.answers, document_id) if document_id else ""
        return next((name for name, place in self._places().items() if named and place.named == named), "")

    def _sent(self) -> list[tuple[str, FileStorage]]:
        return [(name, file) for name, file in self.files.items(multi=True) if file.filename]

    def _take_files(self) -> None:
        """Note what each file is, and let the file go."""
        replaced = self.rest[0] if self.verb == "replace" else ""
        holder, known = self._holder(replaced), self._places()
        for name, file in self._sent():
            if name in known:
                made = pretending.document(file, known[name])
                held = self.part.documents_at(self.answers, known[name].pointer)
                old = replaced if name == holder else ""
                try:
                    self.answers = pretending.attach(self.answers, known[name], held, made, old)
                except pretending.FullError as full:
                    self._refuse(name, str(full))


ACTIONS: Mapping[str, Callable[[Post], Step]] = {
    "next": Post._next,
    "send": Post._send,
    "stay": Post._stay,
    "previous": Post._previous,
    "errors": lambda post: post._again(told=True, status=422 if post._own_problems() else 200),
    "add": Post._add,
    "remove": Post._remove,
    "up": Post._up,
    "down": Post._down,
    "search": Post._search,
    "choose": Post._choose,
    "upload": Post._upload,
    "replace": Post._replace,
    "delete": Post._delete,
}


def _name(pointer: str) -> str:
    return pointer.strip("/").replace("/", "-")
