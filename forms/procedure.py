"""A loaded procedure: the methods of the front door, over frozen compiled values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from forms import (
    acceptance,
    carrying,
    cutting,
    drawing,
    expansion,
    journey,
    offers,
    outline,
    plain,
    recap,
    rows,
    settings,
    validation,
)
from forms.answers import Answers
from forms.builder import Acceptance, Context, PageForm, build
from forms.compiler import RECAP, Compiled, compile_document
from forms.expansion import Schema
from forms.model import ABSENT, Page, Problem, Question, Settings, Terms
from forms.pointers import split
from forms.problems import DefinitionProblem
from forms.relevance import Relevant
from forms.views import Journey, PageView, RecapSection


class Problems(tuple[DefinitionProblem, ...]):
    """What is wrong with the definition (loaded with `draft=True`), and, called with answers, with these answers.

    The front door gives both the name `problems`: a tuple for the editor, a method for everybody.
    """

    find: Callable[..., tuple[Problem, ...]]

    def __call__(self, answers: Values, *, today: date | None = None) -> tuple[Problem, ...]:
        """Give all that keeps the request from being sent; empty when it can be."""
        return self.find(answers, today)


Values = Answers | Mapping[str, Any]
MISSING = ("required", "dependentRequired", "minItems", "anyOf", "contains", "check")
NO_SOURCES: Mapping[str, Mapping[str, Any]] = {"profile": {}, "previous": {}}


class Procedure:
    """One version of a procedure, in one language. It never changes; every method gives a new value.

    `today` is the date in Paris, given by the caller (without it, what counts days is null); `answers` is an Answers,
    or a plain dict, which counts as all posted.
    """

    def __init__(
        self, bundled: Schema, lists: Mapping[str, Any], compiled: Compiled, faults: Sequence[DefinitionProblem] = ()
    ) -> None:
        self._bundled = bundled
        self._lists = lists
        self._compiled = compiled
        self._acceptance = Acceptance(compiled)
        self._languages: dict[str, Procedure] = {}
        self._settings = settings.settings_of(compiled.document)
        self._parts: dict[frozenset[str], Procedure] = {}
        self._fresh: dict[str, PageView] = {}
        self._decided: tuple[Mapping[str, Any], date | None, Relevant] | None = None
        recap_page = Page(RECAP, "", nodes=tuple(_editable(compiled)))
        self._pages = {page.id: page for page in (*compiled.pages, recap_page)}
        self._forms = {page.id: build(page, tuple(page.questions())) for page in self._pages.values()}
        self.problems = Problems(faults)
        self.problems.find = self._problems
        self.digest = expansion.digest(bundled)
        self.schema: dict[str, Any] = plain.twin(bundled)

    @property
    def title(self) -> str:
        """The title of the procedure."""
        return self._compiled.title

    @property
    def language(self) -> str:
        """The code of the language of its texts."""
        return self._compiled.language

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language it has texts in, its own first."""
        own = str(self._bundled.get("x-lang", "fr"))
        return (own, *(code for code in self._bundled.get("x-i18n", {}) if code != own))

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page, in order, whether it applies or not."""
        return self._compiled.pages

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the definition."""
        return self._compiled.questions()

    @property
    def blocks(self) -> Mapping[str, str]:
        """The groups that are shared blocks, by pointer (`*` for rows): the `$id` that their `$ref` reaches."""
        return self._compiled.blocks

    @property
    def settings(self) -> Settings:
        """What the portal needs to know (`x-procedure`)."""
        return self._settings

    @property
    def terms(self) -> Terms | None:
        """The terms to accept before a draft is begun, if any."""
        return settings.terms_of(self._compiled.document)

    @property
    def document(self) -> Schema:
        """The definition with its blocks bundled; the caller must not change it."""
        return self._bundled

    @property
    def compiled(self) -> Compiled:
        """The compiled values, for the engine's own tools (outline, verification)."""
        return self._compiled

    def with_problems(self, faults: Sequence[DefinitionProblem]) -> Procedure:
        """Give the same procedure telling these problems of its definition."""
        return Procedure(self._bundled, self._lists, self._compiled, faults)

    def in_language(self, code: str) -> Procedure:
        """Give the same procedure with the texts of `code`; what has no translation keeps its words."""
        if code == self.language:
            return self
        known = self._languages.get(code)
        if known is None:
            compiled = compile_document(self._bundled, self._lists, code)
            known = self._languages[code] = Procedure(self._bundled, self._lists, compiled, tuple(self.problems))
        return known

    def only(self, keys: Iterable[str]) -> Procedure:
        """Give the same procedure cut down to these keys of its root and to what their conditions read, on one page.

        Cached by keys; a key that is not there is left out.
        """
        wanted = cutting.closure(self._compiled, keys)
        known = self._parts.get(wanted)
        if known is None:
            part = cutting.cut(self._bundled, self._compiled, wanted)
            language = self.language if self.language != self._bundled.get("x-lang", "fr") else ""
            compiled = compile_document(part, self._lists, language)
            known = self._parts[wanted] = Procedure(part, self._lists, compiled)
        return known

    def journey(self, answers: Values, *, today: date | None = None) -> Journey:
        """Give the pages that apply, in order, each with its state."""
        known = Answers.of(answers)
        found = self._decide(known, today)
        return journey.journey_of(self._compiled, known, found, validation.problems(self._compiled, found, today))

    def page(
        self,
        page_id: str,
        answers: Values,
        sources: Mapping[str, Mapping[str, Any]] = NO_SOURCES,
        *,
        today: date | None = None,
        show_problems: bool | None = None,
        without: Sequence[str] = (),
        extra: Sequence[Problem] = (),
        known: Sequence[Problem] | None = None,
    ) -> PageView:
        """Give what a page shows; problems stand on a page that was posted, unless `show_problems` says otherwise.

        `without` are pointers whose problems are not told yet (questions that have just appeared), `extra` problems of
        the caller (a file that was refused), `known` those that a form has found already.
        Raises KeyError for a page that is not.
        """
        mine, page = Answers.of(answers), self._pages[page_id]
        told = mine.was_posted(page_id) and isinstance(answers, Answers) if show_problems is None else show_problems
        if not told and not extra and not known and self._untouched(page, mine):
            return self._fresh_view(page, today)
        if show_problems is None and not told and isinstance(answers, Answers):
            known = self._typed_wrong(page, mine, today)
        problems: tuple[Problem, ...] = tuple(known or ())
        warnings: tuple[Problem, ...] = ()
        if known is None and told:
            problems, warnings = self._told(page, mine, today, without)
        return drawing.draw_page(
            self._compiled, page, mine, sources, today, (*problems, *extra), warnings, self._decide
        )

    def _typed_wrong(self, page: Page, answers: Answers, today: date | None) -> list[Problem]:
        """Give the problems of what was typed on a page that is not finished, but not of what is still missing."""
        if not any(node.pointer.split("/")[1] in answers.values for node in page.nodes):
            return []
        own = {question.pointer for question in page.questions()}
        return [
            one
            for one in validation.problems(self._compiled, self._decide(answers, today), today)
            if one.keyword not in MISSING
            and _stands_on(one, page, own)
            and offers.find(answers.values, split(one.pointer)) is not ABSENT
        ]

    def _untouched(self, page: Page, answers: Answers) -> bool:
        """Say whether a page is drawn as for the first person who ever opens it."""
        if page.id not in self._compiled.steady or answers.was_posted(page.id):
            return False
        return not any(node.pointer.split("/")[1] in answers.values for node in page.nodes)

    def _fresh_view(self, page: Page, today: date | None) -> PageView:
        view = self._fresh.get(page.id)
        if view is None:
            view = self._fresh[page.id] = drawing.draw_page(
                self._compiled, page, Answers(), NO_SOURCES, today, (), (), self._decide
            )
        return view

    def _told(
        self, page: Page, answers: Answers, today: date | None, without: Sequence[str]
    ) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """Give the problems and the warnings that stand on a page."""
        found = self._decide(answers, today)
        own = {question.pointer for question in page.questions()}
        problems = (one for one in validation.problems(self._compiled, found, today) if _stands_on(one, page, own))
        warnings = (one for one in validation.warnings(self._compiled, found, today) if _stands_on(one, page, own))
        return tuple(one for one in problems if not _under(one.pointer, without)), tuple(warnings)

    def form(self, page_id: str, answers: Values, formdata: Any = None, *, today: date | None = None) -> PageForm:
        """Give the form of a page, reading a post when there is one. Raises KeyError for a page that is not."""
        known = Answers.of(answers)
        context = Context(self._compiled, known, today, page_id, self._judge, self._acceptance.kept)
        return self._forms[page_id](formdata, context)

    def accept(
        self, page_id: str, answers: Values, form: PageForm, *, today: date | None = None, done: bool = True
    ) -> Answers:
        """Give what the draft keeps of a post, invalid entries as typed included.

        With `done=False` the page does not count as posted by this: the person only saved it, or added a row.
        """
        merged = self._merged(page_id, answers, form)
        return merged if done else replace(merged, posted=Answers.of(answers).posted)

    def _merged(self, page_id: str, answers: Values, form: PageForm) -> Answers:
        return form.merged(lambda: self._accepted(page_id, Answers.of(answers), form), answers)

    def _accepted(self, page_id: str, answers: Answers, form: PageForm) -> Answers:
        return acceptance.accept(self._compiled, self._acceptance, self._pages[page_id], answers, form)

    def add_row(self, answers: Values, pointer: str, row_id: str, *, today: date | None = None) -> Answers:
        """Add a blank row to a repeat. Raises LookupError where no rows are."""
        return rows.add_row(self._compiled, Answers.of(answers), pointer, row_id)

    def remove_row(self, answers: Values, pointer: str, row_id: str, *, today: date | None = None) -> Answers:
        """Remove a row by its id. Raises LookupError where no rows are."""
        return rows.remove_row(self._compiled, Answers.of(answers), pointer, row_id)

    def move_row(self, answers: Values, pointer: str, row_id: str, to: int, *, today: date | None = None) -> Answers:
        """Move a row to an index counted from 0. Raises LookupError where no rows are."""
        return rows.move_row(self._compiled, Answers.of(answers), pointer, row_id, to)

    def with_row_ids(self, answers: Values, pointer: str) -> str:
        """Write an answer's pointer with the ids of its rows instead of their indexes."""
        return rows.with_ids(Answers.of(answers), self._compiled, pointer)

    def row_ids(self, answers: Values, pointer: str) -> tuple[str, ...]:
        """Give the ids of the rows of a repeat, in order."""
        return rows.ids_at(Answers.of(answers), self._compiled, pointer)

    def documents_at(self, answers: Values, pointer: str) -> list[Any]:
        """Give the documents that answer a question now."""
        found = offers.find(Answers.of(answers).values, split(pointer))
        return found if isinstance(found, list) else []

    def sources_of(self, page_id: str) -> frozenset[str]:
        """Give the names of the sources that a page is prefilled from (`profile`, `previous`)."""
        return frozenset(q.prefill.partition(".")[0] for q in self._pages[page_id].questions() if q.prefill)

    def carried(self, values: Mapping[str, Any], *, today: date | None = None) -> Answers:
        """Give what of an earlier request's answers a new one may begin with; see forms/carrying.py."""
        return carrying.carry(self._compiled, values, today)

    def documents_of(self, values: Mapping[str, Any]) -> Iterator[tuple[Question, str, list[Any]]]:
        """Give the documents of a request: their question, where it stands, their metadata."""
        return carrying.documents(self._compiled, values)

    def condition_words(self, pointer: str) -> str:
        """Say in French when a question applies, `""` for always."""
        return outline.shown_when(self._compiled, pointer)

    def relevant(self, answers: Values, *, today: date | None = None) -> dict[str, Any]:
        """Give the answers that apply, computed values included."""
        return self._decide(Answers.of(answers), today).values

    def _problems(self, answers: Values, today: date | None) -> tuple[Problem, ...]:
        return validation.problems(self._compiled, self._decide(Answers.of(answers), today), today)

    def warnings(self, answers: Values, *, today: date | None = None) -> tuple[Problem, ...]:
        """Give what is told and never blocks."""
        return validation.warnings(self._compiled, self._decide(Answers.of(answers), today), today)

    def stop(self, answers: Values, *, today: date | None = None) -> Problem | None:
        """Give the first failed check that ends the request, or None."""
        return validation.stop(self._compiled, self._decide(Answers.of(answers), today), today)

    def recap(
        self, answers: Values, masked: bool = False, *, today: date | None = None, sent: bool = False
    ) -> tuple[RecapSection, ...]:
        """Give the recap; `masked` hides what is sensitive, `sent` computes nothing again."""
        found = self._compiled.relevance.decide(Answers.of(answers).values, today, sent)
        faults = validation.problems(self._compiled, found, today)
        told = validation.warnings(self._compiled, found, today)
        return recap.Recap(self._compiled, found, masked, faults, told).sections()

    def _decide(self, answers: Answers, today: date | None) -> Relevant:
        known = self._decided
        if known is not None and known[0] is answers.values and known[1] == today:
            return known[2]
        found = self._compiled.relevance.decide(answers.values, today)
        self._decided = (answers.values, today, found)
        return found

    def _judge(self, form: PageForm) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
        context = form._context
        page = self._pages[context.page_id]
        merged = form.merged(lambda: self._accepted(page.id, context.answers, form), context.answers)
        return acceptance.judge(self._compiled, page, form, merged, context.today, self._decide)


def _stands_on(problem: Problem, page: Page, own: set[str]) -> bool:
    return problem.page == page.id or (page.id == RECAP and problem.pointer in own)


def _editable(compiled: Compiled) -> Iterator[Question]:
    """Give the questions that are corrected on the recap, under the label they have there."""
    for question in compiled.questions():
        if question.summary.editable and "*" not in question.pointer:
            words = replace(question.texts, title=question.summary.label or question.texts.title)
            yield replace(question, texts=words)


def _under(pointer: str, above: Sequence[str]) -> bool:
    return any(pointer == one or pointer.startswith(one + "/") for one in above)
