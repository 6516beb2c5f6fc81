"""What a page shows, as plain values: what `procedure.page()` returns and the renderer reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from forms.model import ABSENT, Choice, Group, MaybeJson, Page, Problem, Question, Repeat, empty


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as it is drawn now.

    `name` and `pointer` carry the index of their rows; `value` is the stored answer, the prefill or the default,
    `boxes` the text of each input by its suffix (`{"": "8 650"}`; a date has `-jour`, `-mois`, `-annee`).
    `visible` says whether it applies to the answers; a question drawn hidden only waits for an answer of its own page.
    `dependent` questions post the marker `shown`.
    """

    question: Question
    name: str
    pointer: str
    value: MaybeJson = ABSENT
    boxes: Mapping[str, str] = field(default_factory=empty)
    required: bool = False
    visible: bool = True
    dependent: bool = False
    offered: bool = False
    choices: tuple[Choice, ...] = ()
    error: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class GroupView:
    """A fieldset: the group and what is drawn inside it."""

    group: Group
    name: str
    pointer: str
    items: tuple[ItemView, ...] = ()
    required: bool = False
    visible: bool = True
    dependent: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a repeat: its id (posted back), its place, its title, what is drawn inside it."""

    id: str
    index: int
    pointer: str
    title: str
    items: tuple[ItemView, ...] = ()
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class RepeatView:
    """A repeated group with its rows, and whether one may be added or removed."""

    repeat: Repeat
    name: str
    pointer: str
    rows: tuple[RowView, ...] = ()
    required: bool = False
    visible: bool = True
    dependent: bool = False
    error: str = ""
    can_add: bool = True
    can_remove: bool = True


ItemView: TypeAlias = "QuestionView | GroupView | RepeatView"


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is drawn now.

    `problems` stand in the error summary, in the order of the page; `rules` is the JSON that the page's script reads
    to show and hide questions (empty when nothing on the page depends on the page): see `forms/browser.py`.
    """

    page: Page
    items: tuple[ItemView, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=empty)

    def questions(self) -> Iterator[QuestionView]:
        """Give every question drawn, rows and groups opened, in order."""
        for item in self.items:
            yield from opened(item)


def opened(item: ItemView) -> Iterator[QuestionView]:
    """Give the questions drawn under an item."""
    if isinstance(item, QuestionView):
        yield item
    elif isinstance(item, GroupView):
        for child in item.items:
            yield from opened(child)
    else:
        for row in item.rows:
            for child in row.items:
                yield from opened(child)


@dataclass(frozen=True, slots=True)
class RecapRow:
    """One line of the recap: label, shown value (lines of text), where « Modifier » leads, what stands beside."""

    label: str
    value: tuple[str, ...]
    pointer: str
    page: str
    name: str
    question: Question
    noun: str = ""
    warning: str = ""
    error: str = ""
    stored: MaybeJson = ABSENT


@dataclass(frozen=True, slots=True)
class RecapSection:
    """The rows of one page (or of one row of a repeat, whose title it then bears) in the recap."""

    title: str
    page: str
    rows: tuple[RecapRow, ...] = ()
    sections: tuple[RecapSection, ...] = ()
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One page of the journey; `state` is `to do`, `to correct` or `done`; `reachable` once all earlier are done."""

    page: Page
    state: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """The pages that apply, in order, each with its state."""

    stages: tuple[Stage, ...]

    @property
    def first_incomplete(self) -> Page | None:
        """Give the first page that is not done, or None when all are."""
        return next((stage.page for stage in self.stages if stage.state != "done"), None)

    def find(self, page_id: str) -> Stage | None:
        """Give the stage of a page, or None when it does not apply."""
        return next((stage for stage in self.stages if stage.page.id == page_id), None)

    def next(self, page_id: str) -> Page | None:
        """Give the page after this one, or None after the last."""
        return self._beside(page_id, 1)

    def previous(self, page_id: str) -> Page | None:
        """Give the page before this one, or None before the first."""
        return self._beside(page_id, -1)

    def _beside(self, page_id: str, step: int) -> Page | None:
        ids = [stage.page.id for stage in self.stages]
        if page_id not in ids:
            return None
        place = ids.index(page_id) + step
        return self.stages[place].page if 0 <= place < len(ids) else None
