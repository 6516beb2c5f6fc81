"""Samples tried on a question by the engine itself: the verdict is the one that a person would get."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import forms
from forms.answers import Answers
from forms.authoring.comparing import plain
from forms.kinds import KINDS
from forms.model import Question
from forms.nodes import Lists
from forms.problems import DefinitionError

KEY = "reponse"


@dataclass(frozen=True, slots=True)
class Tried:
    """One sample: whether it is accepted, and what the person reads: what is wrong, or what is kept when it differs."""

    sample: str
    ok: bool
    message: str = ""


def try_samples(
    node: Mapping[str, Any],
    samples: Sequence[str],
    lists: Lists | None = None,
    *,
    today: date | None = None,
) -> tuple[Tried, ...]:
    """Post each sample to a form that asks this question alone; `node` is the effective one, without references."""
    document = {"title": "Essai", "type": "object", "required": [KEY], "properties": {KEY: plain(node)}}
    try:
        procedure = forms.load(document, lists=lists or {})
    except DefinitionError as error:
        return tuple(Tried(sample, False, str(error.problems[0].sentence)) for sample in samples if sample.strip())
    question = procedure.questions[0] if procedure.questions else None
    if question is None or not question.asked or question.pointer != f"/{KEY}" or question.kind == "file":
        return ()
    return tuple(_tried(procedure, question, samples, today))


def _tried(
    procedure: forms.Procedure, question: Question, samples: Sequence[str], today: date | None
) -> Iterator[Tried]:
    page = procedure.pages[0].id
    for sample in (text.strip() for text in samples):
        if not sample:
            continue
        form = procedure.form(page, Answers(), _posted(question, sample), today=today)
        after = procedure.accept(page, Answers(), form, today=today)
        wrong = procedure.problems(after, today=today)
        value = after.values.get(KEY)
        kept = " ".join(KINDS[question.kind].display(question, value)) if value is not None else ""
        said = "" if kept == sample else f"Retenu : {kept}"
        yield Tried(sample, not wrong, wrong[0].message if wrong else said)


def _posted(question: Question, sample: str) -> dict[str, str]:
    suffixes = KINDS[question.kind].suffixes
    if len(suffixes) == 1:
        return {question.name: sample}
    pieces = re.split(r"[\s/.-]+", sample)
    return {question.name + suffix: piece for suffix, piece in zip(suffixes, pieces, strict=False)}
