"""What the draft keeps of a post: question by question, invalid entries as typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from forms.answers import Answers, copied
from forms.builder import Acceptance, AnswerField, PageForm
from forms.compiler import RECAP, Compiled
from forms.kinds import bank
from forms.model import ABSENT, Page, Problem, Question
from forms.offers import find, put, remove
from forms.pointers import split
from forms.relevance import Relevant
from forms.validation import problems
from forms.views import QuestionView

EMPTIED = "/emptied"
"""What the mark of a BIC ends with that a person took out of its box: it is not proposed to them again."""


def accept(compiled: Compiled, acceptance: Acceptance, page: Page, answers: Answers, form: PageForm) -> Answers:
    """Give the answers with a post merged in, but for what the form leaves as it is; nothing has to be valid."""
    if not form.posted:
        return answers
    values: dict[str, Any] = copied(dict(answers.values))
    for field in form.answer_fields():
        if field.name not in form.left and taken(compiled, form, field):
            _merge(values, acceptance, field)
    emptied = frozenset(_propose_bics(compiled, form, answers, values))
    merged = replace(answers, values=values, offered=answers.offered | emptied)
    if page.id == RECAP:
        return merged
    return merged.with_posted(page.id, acceptance.offerable(page))


def taken(compiled: Compiled, form: PageForm, field: AnswerField) -> bool:
    """Say whether a post may change this answer: it is asked, not a document, and the page showed it."""
    question = field.question
    if question.read_only or not question.asked or question.kind == "file":
        return False
    if question.write_only and not field.sent:
        return False
    if question.deprecated and not field.sent:
        return False
    return question.pointer not in compiled.dependent or field.name in form.shown


def _merge(values: dict[str, Any], acceptance: Acceptance, field: AnswerField) -> None:
    value = acceptance.kept(field)
    parts = split(field.pointer)
    if value is not ABSENT:
        if field.question.write_only and value in ("", None):
            return
        put(values, parts, value)
    elif not field.question.write_only:
        _blank(values, parts, field.question)


def _blank(values: dict[str, Any], parts: list[str], question: Question) -> None:
    """Forget an answer; in a list of scalars its row stays, blank."""
    if question.key == "*":
        put(values, parts, "")
    else:
        remove(values, parts)


def _propose_bics(compiled: Compiled, form: PageForm, answers: Answers, values: dict[str, Any]) -> Iterator[str]:
    """Fill a BIC left blank from the IBAN beside it; give the marks of those that were there and are emptied now."""
    for field in form.answer_fields():
        sibling, mark = field.question.bic_for, field.pointer + EMPTIED
        if not sibling or mark in answers.offered or not taken(compiled, form, field):
            continue
        beside = field.pointer.rpartition("/")[0] + "/" + sibling
        iban = find(values, split(beside))
        bic = bank.bic_of(iban) if isinstance(iban, str) else None
        if bic is None or find(values, split(field.pointer)) is not ABSENT:
            continue
        if find(answers.values, split(field.pointer)) in (bic, bic[:8]):
            yield mark
        elif not form.open:
            put(values, split(field.pointer), bic)


def judge(
    compiled: Compiled,
    page: Page,
    form: PageForm,
    merged: Answers,
    today: date | None,
    decide: Callable[[Answers, date | None], Relevant],
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Give a page's problems after a post, and the questions that it made apply without having shown them."""
    found = decide(merged, today)
    fields = {field.pointer: field for field in form.answer_fields()}
    appeared = tuple(
        pointer
        for pointer, field in fields.items()
        if pointer in found.visible and form.posted and _not_shown(compiled, form, field)
    )
    own = [
        problem
        for problem in problems(compiled, found, today)
        if problem.page == page.id or _editable(fields, problem, page)
    ]
    return tuple(problem for problem in own if not _of(problem, appeared)), appeared


def _editable(fields: Mapping[str, AnswerField], problem: Problem, page: Page) -> bool:
    return page.id == RECAP and problem.pointer in fields


def _not_shown(compiled: Compiled, form: PageForm, field: AnswerField) -> bool:
    question = field.question
    return (
        question.pointer in compiled.dependent
        and field.name not in form.shown
        and (question.asked or question.kind == "note")
    )


def _of(problem: Problem, pointers: tuple[str, ...]) -> bool:
    return any(problem.pointer == pointer or problem.pointer.startswith(pointer + "/") for pointer in pointers)


def visible_views(found: Relevant, views: Iterator[QuestionView]) -> list[QuestionView]:
    """Keep the views of questions that apply."""
    return [view for view in views if view.pointer in found.visible]
