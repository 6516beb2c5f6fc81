"""The answers of a draft put where the questions of the next version are: values, rows, what was offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from forms.answers import Answers
from forms.builder import Acceptance
from forms.compiler import Compiled
from forms.model import ABSENT, Question, Repeat, leaves
from forms.offers import find, put
from forms.pointers import concrete, escape, join, split
from forms.procedure import Procedure
from forms.relevance import BLANK, Relevant
from forms.rows import with_ids
from forms.versions.change import Change
from forms.versions.comparing import changes, pair_of
from forms.versions.conversion import convert
from forms.versions.pair import Pair


@dataclass(eq=False)
class Plan:
    """What carrying any draft from one version to the next asks: found once for a pair of versions."""

    old: Procedure
    new: Procedure
    pair: Pair = field(init=False)
    acceptance: Acceptance = field(init=False)

    def __post_init__(self) -> None:
        self.pair = pair_of(self.old, self.new)
        self.acceptance = Acceptance(self.new.compiled)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change between the two versions."""
        return tuple(changes(self.old, self.new))

    @cached_property
    def questions(self) -> tuple[tuple[Question, Question, bool], ...]:
        """The questions that both versions have, and whether an answer goes over as it is."""
        both = ((old, new) for old, new in self.pair.both if isinstance(old, Question) and isinstance(new, Question))
        return tuple((old, new, self._alike(old, new)) for old, new in both)

    @cached_property
    def lists(self) -> tuple[tuple[Repeat, Repeat], ...]:
        """The lists that both versions have with at least one question of their rows."""
        both = ((old, new) for old, new in self.pair.both if isinstance(old, Repeat) and isinstance(new, Repeat))
        back = self.pair.matching.back
        return tuple((old, new) for old, new in both if any(leaf.pointer in back for leaf in leaves(new)))

    @cached_property
    def still(self) -> frozenset[str]:
        """The new pointers of questions that were on the same page before: nothing to tell of them."""
        before, after, pages = self.old.compiled.page_of, self.new.compiled.page_of, self.pair.pages
        both = ((before.get(old.pointer, ""), after.get(new.pointer, ""), new) for old, new in self.pair.both)
        return frozenset(new.pointer for old, page, new in both if pages.get(old, old) == page)

    def _alike(self, old: Question, new: Question) -> bool:
        bases = (self.old.compiled.structure.base[old.pointer], self.new.compiled.structure.base[new.pointer])
        return bases[0] == bases[1] and old.choices == new.choices

    def follow(self, pointer: str) -> str | None:
        """Give where the answer at an old pointer is now, its rows by index or by id; None when it is gone."""
        template, rows, below = parted(self.old.compiled, pointer)
        new = self.pair.matching.scope(template)
        return None if new is None else filled(new, rows) + below


@lru_cache(maxsize=16)
def plan_of(old: Procedure, new: Procedure) -> Plan:
    """Give the plan of a pair of versions, made once."""
    return Plan(old, new)


def parted(compiled: Compiled, pointer: str) -> tuple[str, tuple[str, ...], str]:
    """Part an answer's pointer into its template, its rows (indexes or ids), and what lies inside the answer."""
    template, below = "", ""
    rows: list[str] = []
    for part in split(pointer):
        node = compiled.nodes.get(template)
        if isinstance(node, Question):
            below += join([part])
        elif isinstance(node, Repeat):
            template = f"{template}/*"
            rows.append(part)
        else:
            template += f"/{escape(part)}"
    return template, tuple(rows), below


def filled(template: str, rows: tuple[str, ...]) -> str:
    """Put rows where a template has `*`."""
    for row in rows:
        template = template.replace("*", row, 1)
    return template


def places(values: Any, pointer: str) -> Iterator[tuple[int, ...]]:
    """Give the indexes of every row in which a question is answered, one empty tuple outside rows."""
    head, star, rest = pointer.partition("/*")
    if not star:
        yield ()
        return
    rows = find(values, split(head))
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        for deeper in places(row, rest):
            yield (index, *deeper)


@dataclass(slots=True, eq=False)
class Carried:
    """The answers put over: `lost` are the old pointers, with indexes, of answers that the new kind cannot hold."""

    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


def carry(plan: Plan, answers: Answers, found: Relevant) -> Carried:
    """Put the values and rows of a draft over; `found` is what applied of it."""
    made = Carried()
    for old_list, new_list in plan.lists:
        _carry_rows(plan, answers, old_list, new_list, made)
    for old, new, alike in plan.questions:
        if "/*" not in old.pointer:
            _carry_answer(plan, answers, old, new, alike, (), made)
        else:
            for indexes in places(answers.values, old.pointer):
                _carry_answer(plan, answers, old, new, alike, indexes, made)
    _carry_unasked(plan, found, made)
    return made


def _carry_rows(plan: Plan, answers: Answers, old: Repeat, new: Repeat, made: Carried) -> None:
    blank: Any = "" if new.scalar else {}
    for indexes in places(answers.values, old.pointer):
        pointer = concrete(old.pointer, indexes)
        rows = find(answers.values, split(pointer))
        if isinstance(rows, list):
            put(made.values, split(concrete(new.pointer, indexes)), [type(blank)() for _ in rows])
        named = with_ids(answers, plan.old.compiled, pointer)
        if named in answers.rows:
            made.rows[filled(new.pointer, parted(plan.old.compiled, named)[1])] = answers.rows[named]


def _carry_answer(
    plan: Plan, answers: Answers, old: Question, new: Question, alike: bool, indexes: tuple[int, ...], made: Carried
) -> None:
    pointer = concrete(old.pointer, indexes) if indexes else old.pointer
    value = find(answers.values, split(pointer))
    if value is ABSENT or value in BLANK:
        return
    kept = value if alike else convert(old, new, value, plan.acceptance.stored)
    if kept is ABSENT:
        made.lost.add(pointer)
    else:
        put(made.values, split(concrete(new.pointer, indexes)), kept)


def _carry_unasked(plan: Plan, found: Relevant, made: Carried) -> None:
    """Put over the answers that no question asks and that `patternProperties` lets through."""
    for scope, frames in found.frames.items():
        new = plan.pair.matching.scope(scope)
        for frame in frames if new is not None else ():
            for key in frame.out:
                here = f"{new}/{escape(key)}"
                if f"{scope}/{escape(key)}" not in plan.old.compiled.nodes and here not in plan.new.compiled.nodes:
                    put(made.values, split(concrete(here, frame.indexes)), frame.out[key])


def offered(plan: Plan, answers: Answers) -> frozenset[str]:
    """Give what was offered already, under its new pointers."""
    followed: Mapping[str, str | None] = {pointer: plan.follow(pointer) for pointer in answers.offered}
    return frozenset(pointer for pointer in followed.values() if pointer is not None)
