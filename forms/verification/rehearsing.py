"""A sample request: a procedure filled as an applicant fills it, page after page, each with a real post.

Nothing is drawn by chance: the same definition gives the same sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from forms.answers import Answers
from forms.compiler import RECAP
from forms.model import Problem
from forms.pointers import split
from forms.procedure import Procedure
from forms.verification.alternatives import Alternatives
from forms.verification.filling import Filling
from forms.verification.report import BLOCKS, WARNS, Finding
from forms.verification.subject import Subject

MOST, LEAST, WORK, MOST_A_PAGE = 120, 20, 6000, 3
"""Posts at most: so many a page, and so many to try other answers, fewer where there are many questions to judge."""

NAMED = 5
UNFILLED = "Nous n’avons pas su remplir cette démarche jusqu’au bout\u00a0: "
RIGHT = "Essayez-la vous-même jusqu’au bout, à la page « Répétition », avant de publier."
BROKEN = "Une demande remplie pour essai n’a pas pu être menée jusqu’au bout\u00a0: le portail ne sait pas la traiter."
MEND = "Retirez ce que vous venez de changer, et dites-le à qui tient le portail."


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole request that could be sent, or None with the sentence that says which questions kept it from being."""

    answers: Answers | None
    reason: str = ""
    left: tuple[Problem, ...] = ()
    posts: int = 0

    @property
    def finding(self) -> Finding | None:
        """Give what to tell of a procedure that was not filled: others may know how to, so that it only warns."""
        return None if self.answers is not None else Finding("sample", WARNS, "", self.reason, RIGHT)


def rehearsed(procedure: Procedure, *, today: date | None = None) -> Finding | None:
    """Fill a sample request, and give what is to be told of it: an engine that fails on it blocks."""
    try:
        return sample(procedure, today=today).finding
    except Exception as error:  # whatever it is, it is found here and by nobody else
        return Finding("sample", BLOCKS, "", BROKEN, MEND, detail=f"{type(error).__name__}: {error}")


def sample(procedure: Procedure, *, today: date | None = None) -> Sample:
    """Fill a procedure with answers that could be sent; other answers are tried where some are refused or stop."""
    return Rehearsal(procedure, today).run()


class Rehearsal:
    """One procedure being filled."""

    def __init__(self, procedure: Procedure, today: date | None) -> None:
        self._procedure = procedure
        self._today = today
        self._subject = Subject(procedure, today)
        self._ways = Alternatives(self._subject)
        self._filling = Filling(procedure, today, self._ways)

    def run(self) -> Sample:
        """Post the first page that is not done until all are, then the recap; each page that is refused otherwise."""
        answers = Answers()
        tries = max(LEAST, min(MOST, WORK // max(len(self._procedure.questions), 1)))
        most = tries + MOST_A_PAGE * len(self._procedure.pages)
        while True:
            page = self._procedure.journey(answers, today=self._today).first_incomplete
            fresh = page is not None and not answers.was_posted(page.id)
            problems = () if fresh else self._procedure.problems(answers, today=self._today)
            if page is None and not problems:
                return self._sent(answers)
            pages = [page.id] if page is not None and fresh else self._otherwise(page.id if page else "", problems)
            if not pages or self._filling.posts + len(pages) > most:
                return self._left(problems or self._procedure.problems(answers, today=self._today))
            for page_id in pages:
                answers = self._filling.post(page_id, answers)

    def _otherwise(self, page_id: str, problems: Sequence[Problem]) -> list[str]:
        """Choose other answers than those that were refused; give the pages where they are, to be posted again."""
        own = [one for one in problems if not page_id or one.page == page_id]
        moved: set[str] = set()
        for problem in own:
            behind = self._behind(problem)
            moved |= set(self._ways.advance(behind, moved))
        places = {self._page_of(pointer) for pointer in moved}
        return [page.id for page in self._procedure.pages if page.id in places]

    def _page_of(self, pointer: str) -> str:
        template = self._subject.compiled.template(pointer)
        node = self._subject.compiled.nodes.get(template)
        inside = self._subject.pages.get(node.pointer) if node else None
        return inside.id if inside else ""

    def _behind(self, problem: Problem) -> list[str]:
        """Give the answers that a problem comes from, the nearest first: they are changed in this order."""
        template = self._subject.compiled.template(problem.pointer)
        found = [one for one in self._ways.chosen if _same_or_under(problem.pointer, one)]
        found += [one for one in self._ways.chosen if one not in found and _same_or_under(one, problem.pointer)]
        reads: set[str] = set()
        for check in self._subject.compiled.checks:
            if problem.keyword == "check" and (check.at, check.message) == (template, problem.message):
                reads |= check.reads
        cones = self._subject.explorer.cones
        wide = cones.of_reads(reads) | cones.of_node(template)
        wide |= cones.of_conditions(self._subject.compiled.require.get(template, ()))
        found += self._instances(reads, problem.pointer, found)
        return found + self._instances([*wide.questions, *wide.lists], problem.pointer, found)

    def _instances(self, templates: Iterable[str], near: str, known: Sequence[str]) -> list[str]:
        """Give the answers to some questions, the last ones first; of a list, those of the row that is concerned."""
        wanted = set(templates)
        template = self._subject.compiled.template
        found = [one for one in self._ways.chosen if template(one) in wanted and one not in known]
        return [one for one in reversed(found) if _same_rows(one, near, template(one), template(near))]

    def _sent(self, answers: Answers) -> Sample:
        """Post the recap, as who sends does."""
        answers = self._filling.post(RECAP, answers)
        left = self._procedure.problems(answers, today=self._today)
        return self._left(left) if left else Sample(answers, posts=self._filling.posts)

    def _left(self, problems: Sequence[Problem]) -> Sample:
        nodes = self._subject.compiled.nodes
        template = self._subject.compiled.template
        named = [one.pointer for one in problems if template(one.pointer) in nodes]
        names = [self._subject.name(template(one)) for one in named]
        known = list(dict.fromkeys(names))[:NAMED]
        told = ", ".join(known) or " ".join(dict.fromkeys(one.message for one in problems))
        words = f"{UNFILLED}{told}." if known else f"{UNFILLED}{told}"
        return Sample(None, words, tuple(problems), self._filling.posts)


def _same_or_under(above: str, pointer: str) -> bool:
    return pointer == above or pointer.startswith(above + "/") if above else False


def _same_rows(one: str, other: str, template: str, near: str) -> bool:
    """Say whether two answers stand in the same rows of the lists that they share."""
    pairs = zip(split(one), split(other), split(template), split(near), strict=False)
    for mine, theirs, own, its in pairs:
        if own != its:
            return True
        if own == "*" and mine != theirs:
            return False
    return True
