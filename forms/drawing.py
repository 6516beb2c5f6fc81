"""What a page shows for these answers: the questions that apply, their values, required marks and problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms import messages
from forms.answers import Answers
from forms.browser import rules_of
from forms.compiler import Compiled
from forms.conditions import tests_of
from forms.kinds import KINDS
from forms.model import ABSENT, Choice, Group, MaybeJson, Node, Page, Problem, Question, Repeat, empty
from forms.offers import offer
from forms.pointers import concrete
from forms.relevance import Frame, Relevant
from forms.rows import ids_at
from forms.views import GroupView, ItemView, PageView, QuestionView, RepeatView, RowView

EMPTY_FRAME: Mapping[str, Any] = {}


@dataclass(slots=True)
class Drawer:
    """Draws one page once; `found` is what applies to the answers with what is offered laid under them."""

    compiled: Compiled
    page: Page
    answers: Answers
    found: Relevant
    offered: Mapping[str, MaybeJson]
    moved: frozenset[str]
    problems: Mapping[str, Problem] = field(default_factory=empty)
    warnings: Mapping[str, Problem] = field(default_factory=empty)

    def items(self) -> tuple[ItemView, ...]:
        """Draw everything of the page, in order."""
        return self._all(self.page.nodes, self.found.frames[""][0])

    def _all(self, nodes: Sequence[Node], frame: Frame | None) -> tuple[ItemView, ...]:
        drawn = []
        for node in nodes:
            holder = self._holder(node, frame)
            item = self.draw(node, holder) if holder is not None else None
            if item is not None:
                drawn.append(item)
        return tuple(drawn)

    def _holder(self, node: Node, frame: Frame | None) -> Frame | None:
        """Find the frame that holds a node; a page may name a question deep inside a group."""
        scope = node.pointer.rpartition("/")[0]
        if frame is None or frame.scope == scope:
            return frame
        frames = self.found.frames.get(scope, ())
        inside = [one for one in frames if one.indexes[: len(frame.indexes)] == frame.indexes]
        return inside[0] if inside else Frame(scope, frame.indexes, {}, {}, frame)

    def draw(self, node: Node, frame: Frame) -> ItemView | None:
        """Draw one node; None when it does not apply and no answer of this page can make it apply."""
        pointer = concrete(node.pointer, frame.indexes)
        visible = pointer in self.found.visible
        if not visible and node.pointer not in self.moved:
            return None
        if not visible and not self._may_appear(node, frame):
            return None
        if isinstance(node, Question):
            return self._question(node, frame, pointer, visible)
        if isinstance(node, Group):
            return self._group(node, frame, pointer, visible)
        return self._repeat(node, frame, pointer, visible)

    def _may_appear(self, node: Node, frame: Frame) -> bool:
        """Say whether only answers of this page keep a node hidden, not those of an earlier one."""
        own = {question.pointer for question in self.page.questions()} | self.moved
        for way in self.compiled.hide.get(node.pointer, ()):
            reads = {read for test in tests_of(way) for read in test.reads}
            decided = not any(_touches(read, own) for read in reads)
            if decided and self.compiled.relevance.holds(way, frame):
                return False
        return True

    def _question(self, question: Question, frame: Frame, pointer: str, visible: bool) -> QuestionView:
        value: MaybeJson = frame.out.get(question.key, ABSENT)
        if value is ABSENT:
            value = frame.draft.get(question.key, ABSENT)
        if question.write_only:
            value = ABSENT
        problem = self.problems.get(pointer) or self._of_items(question, pointer)
        warning = self.warnings.get(pointer)
        return QuestionView(
            question=question,
            name=concrete(question.name, frame.indexes),
            pointer=pointer,
            value=value,
            boxes=self._boxes(question, value),
            required=self.compiled.relevance.required(question, frame),
            visible=visible,
            dependent=question.pointer in self.compiled.dependent,
            offered=pointer in self.offered,
            choices=self.choices(question, frame),
            error=problem.message if problem else "",
            warning=warning.message if warning else "",
        )

    def _boxes(self, question: Question, value: MaybeJson) -> Mapping[str, str]:
        """Give the text of each input; what is only shown is written in the language of the page."""
        kind = KINDS[question.kind]
        if question.kind == "computed" and value is not ABSENT and value is not None:
            return {"": "\n".join(kind.display(question, value, self.compiled.language))}
        return kind.boxes(question, value)

    def _of_items(self, question: Question, pointer: str) -> Problem | None:
        """Give the first problem of a document of the list, to stand at the list."""
        if question.kind not in ("file", "choices"):
            return None
        return next((problem for at, problem in self.problems.items() if at.startswith(pointer + "/")), None)

    def choices(self, question: Question, frame: Frame) -> tuple[Choice, ...]:
        """Give the options that the conditions leave."""
        options = question.choices
        for guards, values in self.compiled.narrow.get(question.pointer, ()):
            if self.compiled.relevance.holds(guards, frame):
                options = tuple(option for option in options if option.value in values)
        return options

    def _group(self, group: Group, frame: Frame, pointer: str, visible: bool) -> GroupView:
        inner = self._inner(group.pointer, frame, group.key)
        problem = self.problems.get(pointer)
        return GroupView(
            group=group,
            name=concrete(group.name, frame.indexes),
            pointer=pointer,
            items=self._all(group.children, inner),
            required=self.compiled.relevance.required(group, frame),
            visible=visible,
            dependent=group.pointer in self.compiled.dependent,
            error=problem.message if problem else "",
        )

    def _inner(self, scope: str, frame: Frame, key: str) -> Frame:
        out = frame.out.get(key)
        known = self.found.by_answers.get(id(out)) if out is not None else None
        if known is not None:
            return known
        draft = frame.draft.get(key)
        return Frame(scope, frame.indexes, draft if isinstance(draft, Mapping) else EMPTY_FRAME, {}, frame)

    def _repeat(self, repeat: Repeat, frame: Frame, pointer: str, visible: bool) -> RepeatView:
        rows = frame.draft.get(repeat.key)
        count = len(rows) if isinstance(rows, list) else 0
        ids = ids_at(self.answers, self.compiled, pointer)
        drawn = tuple(self._row(repeat, frame, pointer, index, count, ids) for index in range(count))
        problem = self.problems.get(pointer)
        return RepeatView(
            repeat=repeat,
            name=concrete(repeat.name, frame.indexes),
            pointer=pointer,
            rows=drawn,
            required=self.compiled.relevance.required(repeat, frame),
            visible=visible,
            dependent=repeat.pointer in self.compiled.dependent,
            error=problem.message if problem else "",
            can_add=repeat.max_items is None or count < repeat.max_items,
        )

    def _row(self, repeat: Repeat, frame: Frame, pointer: str, index: int, count: int, ids: Sequence[str]) -> RowView:
        inner = self._row_frame(repeat, frame, index)
        return RowView(
            id=ids[index],
            index=index,
            pointer=f"{pointer}/{index}",
            title=messages.row_title(repeat, index, {}, self.compiled.language),
            items=self._all(repeat.children, inner),
            first=index == 0,
            last=index == count - 1,
        )

    def _row_frame(self, repeat: Repeat, frame: Frame, index: int) -> Frame:
        indexes = (*frame.indexes, index)
        scope = f"{repeat.pointer}/*"
        draft = frame.draft.get(repeat.key)
        row = draft[index] if isinstance(draft, list) else None
        if repeat.scalar:
            return Frame(repeat.pointer, indexes, {"*": row}, {"*": row}, frame)
        out = frame.out.get(repeat.key)
        if isinstance(out, list) and index < len(out) and id(out[index]) in self.found.by_answers:
            return self.found.by_answers[id(out[index])]
        return Frame(scope, indexes, row if isinstance(row, Mapping) else EMPTY_FRAME, {}, frame)


def _touches(read: str, own: set[str]) -> bool:
    return any(one == read or one.startswith(read + "/") or read.startswith(one + "/") for one in own)


def draw_page(
    compiled: Compiled,
    page: Page,
    answers: Answers,
    sources: Mapping[str, Mapping[str, Any]],
    today: date | None,
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
    decide: Callable[[Answers, date | None], Relevant],
) -> PageView:
    """Draw a page; `problems` and `warnings` are those to show on it, `decide` knows what applies to answers."""
    values, offered = offer(compiled, page, answers, sources)
    found = compiled.relevance.decide(values, today) if offered else decide(answers, today)
    drawer = Drawer(
        compiled,
        page,
        answers,
        found,
        offered,
        compiled.influenced(page),
        {problem.pointer: problem for problem in problems},
        {problem.pointer: problem for problem in warnings},
    )
    items = drawer.items()
    return PageView(page, items, tuple(problems), tuple(warnings), rules_of(compiled, page, items, found))
