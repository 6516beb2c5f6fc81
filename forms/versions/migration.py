"""A draft carried to the next version: equal to a fresh draft with the same answers, and nothing lost unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms import validation
from forms.answers import Answers
from forms.kinds import KINDS
from forms.model import ABSENT, Node, Page, Problem, Question, Repeat
from forms.offers import find
from forms.pointers import concrete, split
from forms.procedure import Procedure
from forms.relevance import BLANK, Instance, Relevant
from forms.rows import with_ids
from forms.validation import page_of
from forms.versions.carrying import Carried, Plan, carry, filled, offered, parted, plan_of
from forms.versions.outcome import Affected, Asked, Dropped, Migration, Told

UNANSWERED = ("required", "dependentRequired", "minItems", "anyOf", "contains")


def migrate(
    answers: Answers | Mapping[str, Any], old: Procedure, new: Procedure, *, today: date | None = None
) -> Migration:
    """Carry a draft from one version to the next; a draft several versions behind goes through each in turn.

    An answer that no longer fits stays as typed, with its problem; a page with something asked again is not done.
    """
    known = Answers.of(answers)
    if old.digest == new.digest:
        return Migration(known, same=True)
    return _Move(plan_of(old, new), known, today).made()


def affected(
    answers: Answers | Mapping[str, Any], old: Procedure, new: Procedure, *, today: date | None = None
) -> Affected:
    """Say what `migrate` would do to a draft, and change nothing."""
    made = migrate(answers, old, new, today=today)
    return Affected(made.verdict, len(made.asked_again), len(made.dropped))


@dataclass(slots=True, eq=False)
class _State:
    """One version of the draft: what applies, what is wrong."""

    found: Relevant
    problems: tuple[Problem, ...] = ()


class _Move:
    """One draft on its way."""

    def __init__(self, plan: Plan, answers: Answers, today: date | None) -> None:
        self._plan = plan
        self._old, self._new = plan.old.compiled, plan.new.compiled
        self._answers = answers
        self._today = today
        self._before = self._old.relevance.decide(answers.values, today)
        self._carried: Carried = carry(plan, answers, self._before)
        self._after = self._new.relevance.decide(self._carried.values, today)
        self._shown = {node.pointer for node, _ in self._after.visible.values()}
        self._passed = frozenset(page.id for page in self._new.pages if self._was_passed(page))

    def made(self) -> Migration:
        """Give the outcome."""
        again = tuple(self._asked())
        posted = self._passed - {one.page for one in again}
        answers = Answers(self._carried.values, self._carried.rows, offered(self._plan, self._answers), posted)
        dropped = self._in_order([*self._dropped()])
        told = tuple(self._told({one.pointer for one in again}))
        return Migration(
            answers=answers,
            asked_again=again,
            dropped=dropped,
            told=told,
            changes=self._plan.changes,
            titles={page.id: page.title for page in self._new.pages},
            follow=self._plan.follow,
            page_at=self._page_at,
            same=self._same(answers),
        )

    def _page_at(self, pointer: str) -> str:
        return page_of(self._new, parted(self._new, pointer)[0])

    def _same(self, answers: Answers) -> bool:
        mine = self._answers
        posted = mine.posted if mine.posted is not None else frozenset(page.id for page in self._old.pages)
        return (answers.values, answers.rows, answers.posted) == (mine.values, mine.rows, posted)

    def _was_passed(self, page: Page) -> bool:
        """Say whether the person was done with every old page from which the questions of a new page come."""
        back = self._plan.pair.matching.back
        origins = [(one, back[one.pointer]) for one in page.questions() if one.pointer in back]
        seen = [origin for one, origin in origins if one.pointer in self._shown] or [origin for _, origin in origins]
        pages = {self._old.page_of[origin] for origin in seen if origin in self._old.page_of}
        return bool(pages) and all(self._answers.was_posted(one) for one in pages)

    def _asked(self) -> Iterator[Asked]:
        """Give what must be answered again: a problem that the old version did not have."""
        problems = validation.problems(self._new, self._after, self._today)
        wrong = self._wrong_before() if problems else frozenset()
        told: set[str] = set()
        for problem in problems:
            template, rows, _ = parted(self._new, problem.pointer)
            pointer = filled(template, rows)
            if pointer in wrong or pointer in told:
                continue
            answered = find(self._carried.values, split(pointer)) not in (ABSENT, *BLANK)
            if answered or problem.page in self._passed:
                told.add(pointer)
                yield self._one_asked(problem, template, rows, answered)

    def _wrong_before(self) -> frozenset[str]:
        """Give the new pointers of what was wrong already."""
        found = set()
        for problem in validation.problems(self._old, self._before, self._today):
            template, rows, _ = parted(self._old, problem.pointer)
            new = self._plan.pair.matching.scope(template)
            if new is not None:
                found.add(filled(new, rows))
        return frozenset(found)

    def _one_asked(self, problem: Problem, template: str, rows: tuple[str, ...], answered: bool) -> Asked:
        node = self._new.nodes.get(template)
        label = node.texts.title if node is not None else self._new.title
        origin = self._plan.pair.matching.back.get(template)
        pointer = filled(template, rows)
        if problem.keyword == "check":
            reason = "check"
        elif origin is None and template:
            reason = "added"
        elif origin is not None and filled(origin, rows) not in self._before.visible:
            reason = "shown"
        else:
            reason = "answer" if answered or problem.keyword not in UNANSWERED else "required"
        return Asked(pointer, problem.page, label, reason, problem.message)

    def _in_order(self, dropped: Sequence[tuple[Instance, Dropped]]) -> tuple[Dropped, ...]:
        """Sort what is gone as a person meets it."""
        return tuple(one for _, one in sorted(dropped, key=lambda pair: self._place(*pair[0])))

    def _dropped(self) -> Iterator[tuple[Instance, Dropped]]:
        """Give the answers that were shown and are no more."""
        forth = self._plan.pair.matching.forth
        for pointer, (node, indexes) in self._before.visible.items():
            if not isinstance(node, Question) or not _kept_by_person(node):
                continue
            value = find(self._answers.values, split(pointer))
            if value in (ABSENT, *BLANK):
                continue
            new = forth.get(node.pointer)
            if new is None or not isinstance(self._new.nodes[new], Question):
                yield (node, indexes), self._one_dropped(node, pointer, value, "removed" if new is None else "kind")
            elif pointer in self._carried.lost:
                yield (node, indexes), self._one_dropped(node, pointer, value, "kind")
            elif concrete(new, indexes) not in self._after.visible:
                yield (node, indexes), self._one_dropped(node, pointer, value, "hidden")

    def _place(self, node: Node, indexes: tuple[int, ...]) -> tuple[int, ...]:
        """Give the place of an old answer among all: lists row by row."""
        parts = node.pointer.split("/*")
        lists = ["/*".join(parts[:count]) for count in range(1, len(indexes) + 1)]
        rows = [place for pointer, index in zip(lists, indexes, strict=True) for place in (self._spot(pointer), index)]
        return (*rows, self._spot(node.pointer))

    def _spot(self, pointer: str) -> int:
        return self._old.places[pointer]

    def _one_dropped(self, node: Question, pointer: str, value: Any, reason: str) -> Dropped:
        page = self._old.page_of.get(node.pointer, "")
        kind = KINDS[node.kind]
        hidden = node.sensitive or node.write_only
        shown = kind.mask(node, value) if hidden else kind.display(node, value, self._old.language)
        place = with_ids(self._answers, self._old, pointer)
        page = self._plan.pair.pages.get(page, page)
        return Dropped(place, page, node.texts.title, shown, reason, value)

    def _told(self, again: set[str]) -> Iterator[Told]:
        """Give what is new to this draft and asks nothing: questions added, questions on another page."""
        back = self._plan.pair.matching.back
        told: set[str] = set()
        for pointer, (node, _) in self._after.visible.items():
            if node.pointer in told or node.pointer in self._plan.still or pointer in again or not _asked_or_list(node):
                continue
            told.add(node.pointer)
            page = page_of(self._new, node.pointer)
            origin = back.get(node.pointer)
            if origin is None and not self._in_new_rows(node):
                yield Told(pointer, page, node.texts.title, "added")
            elif isinstance(node, Question) and origin is not None and "/*" not in origin:
                yield from self._one_moved(pointer, node, origin, page)

    def _in_new_rows(self, node: Node) -> bool:
        """Say whether a question stands in a list that is new itself, and told already."""
        lists = node.pointer.split("/*")[:-1]
        return any("/*".join(lists[: count + 1]) not in self._plan.pair.matching.back for count in range(len(lists)))

    def _one_moved(self, pointer: str, node: Question, origin: str, page: str) -> Iterator[Told]:
        before = self._old.page_of.get(origin, "")
        if self._plan.pair.pages.get(before, before) == page or origin not in self._before.visible:
            return
        if find(self._carried.values, split(pointer)) not in (ABSENT, *BLANK):
            yield Told(pointer, page, node.texts.title, "moved", _title(self._old.pages, before))


def _title(pages: Sequence[Page], page_id: str) -> str:
    return next((page.title for page in pages if page.id == page_id), "")


def _kept_by_person(node: Question) -> bool:
    return node.kind not in ("note", "fixed") and node.compute is ABSENT and node.widget != "hidden"


def _asked_or_list(node: Node) -> bool:
    return isinstance(node, Repeat) or (isinstance(node, Question) and node.asked and node.widget != "hidden")
