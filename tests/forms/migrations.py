"""A migrated draft against a fresh draft with the same answers: `python -m tests.forms.migrations --pairs 10000`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import forms
from tests.conftest import TODAY
from tests.forms.editing import Maker, Schema, loads
from tests.forms.typing_in import BLANK, Fresh, Person, at, filled, instances, unblank

GENTLE = ("unchanged", "carried")
Again = set[tuple[str, tuple[int, ...]]]


class Case:
    """One pair of versions and one draft: carried, typed afresh, compared."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        maker = Maker(chance)
        first = maker.document()
        if chance.random() < 0.4:
            first = maker.edited(first, chance.randint(1, 4))
        self.documents: tuple[Schema, Schema] = (first, maker.edited(first, chance.randint(1, 8)))
        old, new = (loads(one) for one in self.documents)
        assert old is not None
        assert new is not None
        self.old, self.new = old, new
        self.draft = Person(old, chance).fill()
        self.fresh = Fresh(old, new, self.documents)
        self.moved = forms.migrate(self.draft, old, new, today=TODAY)

    def differences(self) -> list[str]:
        """Give what differs, in words; nothing when all is as it must be."""
        typed = self.fresh.draft(self.draft)
        again, posted = self._judged(typed)
        typed = replace(typed, posted=posted)
        mine = self.moved.answers
        pairs: dict[str, tuple[Any, Any]] = {
            "draft": (unblank(mine.values), unblank(typed.values)),
            "rows": (mine.rows, typed.rows),
            "asked again": ({one.pointer for one in self.moved.asked_again}, {filled(*one) for one in again}),
        }
        for name, show in {
            "relevant": self.new.relevant,
            "problems": self.new.problems,
            "warnings": self.new.warnings,
            "stop": self.new.stop,
            "journey": self.new.journey,
            "recap": self.new.recap,
        }.items():
            pairs[name] = (show(mine, today=TODAY), show(typed, today=TODAY))
        found = [f"{name}: {one} != {other}" for name, (one, other) in pairs.items() if one != other]
        return [*found, *self._lost(), *self._unsaid()]

    def _judged(self, typed: forms.Answers) -> tuple[Again, frozenset[str]]:
        """Say what is asked again and which pages are done, from the two versions alone."""
        passed = {page.id for page in self.new.pages if self._passed(page, typed)}
        wrong = {self._owner(self.old, one) for one in self.old.problems(self.draft, today=TODAY)}
        wrong_now = {(self.fresh.new_of.get(pointer, pointer), rows) for pointer, rows in wrong}
        again: Again = set()
        undone = set()
        for problem in self.new.problems(typed, today=TODAY):
            owner = self._owner(self.new, problem)
            answered = at(typed.values, filled(*owner)) not in BLANK
            if owner not in wrong_now and (answered or problem.page in passed):
                again.add(owner)
                undone.add(problem.page)
        return again, frozenset(passed - undone)

    def _passed(self, page: forms.Page, typed: forms.Answers) -> bool:
        origins = {one.pointer: self.fresh.old_of.get(one.pointer) for one in page.questions()}
        shown = {node.pointer for node, _ in self.new.compiled.relevance.decide(typed.values, TODAY).visible.values()}
        known = {pointer: was for pointer, was in origins.items() if was in self.old.compiled.nodes}
        some = {was for pointer, was in known.items() if pointer in shown} or set(known.values())
        pages = {page_.id for page_ in self.old.pages for one in page_.questions() if one.pointer in some}
        return bool(pages) and all(self.draft.was_posted(one) for one in pages)

    @staticmethod
    def _owner(procedure: forms.Procedure, problem: forms.Problem) -> tuple[str, tuple[int, ...]]:
        """Give the question, group or list of a problem, and its rows."""
        pointer = problem.pointer
        while pointer and procedure.compiled.template(pointer) not in procedure.compiled.nodes:
            pointer = pointer.rpartition("/")[0]
        template = procedure.compiled.template(pointer)
        pairs = zip(template.split("/"), pointer.split("/"), strict=True)
        return template, tuple(int(row) for star, row in pairs if star == "*")

    def _visible(self) -> list[tuple[str, tuple[int, ...]]]:
        """Give the answers that the draft showed: question and rows."""
        shown = self.old.compiled.relevance.decide(self.draft.values, TODAY).visible
        found = []
        for question in self.old.questions:
            for rows in instances(self.draft.values, question.pointer):
                pointer = filled(question.pointer, rows)
                if question.asked and pointer in shown and at(self.draft.values, pointer) not in BLANK:
                    found.append((question.pointer, rows))
        return found

    def _lost(self) -> list[str]:
        """Give the visible answers that are neither shown now nor said to be gone."""
        shown = self.new.compiled.relevance.decide(self.moved.answers.values, TODAY).visible
        said = {one.pointer for one in self.moved.dropped}
        lost = []
        for template, rows in self._visible():
            new = self.fresh.new_of.get(template)
            now = filled(new, rows) if new else ""
            kept = now in shown and at(self.moved.answers.values, now) not in BLANK
            place = self.old.with_row_ids(self.draft, filled(template, rows))
            if kept == (place in said):
                lost.append(f"{'said to be gone and kept' if kept else 'lost without a word'}: {template} {rows}")
        return lost

    def _unsaid(self) -> list[str]:
        """Give what is said to be gone and was not shown, and a change without a `Change`."""
        visible = {self.old.with_row_ids(self.draft, filled(*one)) for one in self._visible()}
        found = [f"dropped though not shown: {one.pointer}" for one in self.moved.dropped if one.pointer not in visible]
        differ = repr(self.documents[0]) != repr(self.documents[1])
        if differ != bool(self.moved.changes):
            found.append("the documents differ without a change, or the other way round")
        if all(one.policy is forms.Policy.CARRIED for one in self.moved.changes) and self.moved.verdict not in GENTLE:
            found.append(f"every change is carried over, yet the draft is {self.moved.verdict}")
        if any(one.type == "rename-lost" for one in self.moved.changes):
            found.append("a renaming was lost")
        return found


def run(pairs: int, seed: int) -> tuple[list[str], Counter[str]]:
    """Try so many pairs; give the differences, each with the seed that makes it again, and the verdicts."""
    found: list[str] = []
    verdicts: Counter[str] = Counter()
    for number in range(seed, seed + pairs):
        case = Case(number)
        for one in case.differences():
            found.append(f"seed {number}: {one}")
            print(found[-1][:400], flush=True)
        verdicts[case.moved.verdict] += 1
        verdicts.update(f"change {one.type}" for one in case.moved.changes)
    return found, verdicts


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the pairs asked for; print how many, how they ended, the seed and the time."""
    parser = argparse.ArgumentParser(prog="python -m tests.forms.migrations")
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    begun = time.monotonic()
    found, verdicts = run(given.pairs, given.seed)
    seconds = time.monotonic() - begun
    print(f"{given.pairs} pairs of versions from seed {given.seed}: {len(found)} differences, {seconds:.0f} s")
    print(", ".join(f"{name} {count}" for name, count in sorted(verdicts.items())))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
