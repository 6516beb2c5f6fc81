"""The form engine: a definition in JSON Schema becomes pages, answers, problems and a recap. The only public door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from forms import dialect, drawn
from forms.answers import Answers
from forms.attachments import add_document, drop_document, remove_document
from forms.builder import PageForm
from forms.compiler import Compiled, compile_document
from forms.expansion import Schema, bundle
from forms.kinds import KINDS
from forms.kinds.documents import size_text, types_text
from forms.linting import lint, size_problems
from forms.messages import row_noun
from forms.model import ABSENT, Choice, Group, Node, Page, Problem, Question, Repeat, Settings, Status, Terms
from forms.motifs import pattern_problems
from forms.nodes import Lists
from forms.options import MANY, Options, indexed, named_list, option_text, plain_text
from forms.ordering import CircularError
from forms.problems import DefinitionError, DefinitionProblem
from forms.procedure import Procedure
from forms.reading import read
from forms.salvage import salvage
from forms.screen import IN_JSON, title_of
from forms.verification import Finding, Report, Sample, rehearsed, sample, verify
from forms.versions.chain import migrate_through
from forms.versions.change import Change, Policy
from forms.versions.comparing import changes
from forms.versions.migration import affected, migrate
from forms.versions.outcome import Affected, Asked, Dropped, Migration, Told
from forms.views import (
    GroupView,
    ItemView,
    Journey,
    PageView,
    QuestionView,
    RecapRow,
    RecapSection,
    RepeatView,
    RowView,
    opened,
)

NOTHING: Mapping[str, Any] = {}


def load(
    document: Schema,
    blocks: Mapping[str, Schema] = NOTHING,
    lists: Lists = NOTHING,
    draft: bool = False,
) -> Procedure:
    """Compile a definition into a Procedure.

    `document` is a JSON Schema 2020-12 object as `read` gives it; `blocks` are shared blocks by `$id`, `lists` named
    lists (`[{const, title}]`) by « name/n ». Raises DefinitionError: its `.problems` have a JSON Pointer, a sentence,
    what would be right; with `draft=True` gives what compiles all the same, with its `.problems`.
    """
    if draft:
        return salvage(document, lambda kept: _load(kept, blocks, lists))
    return _load(document, blocks, lists)


def shown(question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
    """Give the lines that show a value of a question; what is sensitive is masked."""
    kind = KINDS[question.kind]
    return kind.mask(question, value) if question.sensitive else kind.display(question, value, language)


def _load(document: Schema, blocks: Mapping[str, Schema], lists: Lists) -> Procedure:
    problems = dialect.check(document)
    if problems:
        raise DefinitionError(problems)
    bundled = bundle(document, blocks)
    problems = size_problems(bundled) or pattern_problems(bundled)
    if problems:
        raise DefinitionError(problems)
    compiled = _compiled(bundled, lists)
    problems = lint(bundled, compiled)
    if problems:
        raise DefinitionError(problems)
    return Procedure(bundled, lists, compiled)


def _compiled(bundled: Schema, lists: Lists) -> Compiled:
    try:
        return compile_document(bundled, lists)
    except CircularError as circle:
        names = " → ".join(f"« {title_of(bundled, pointer)} »" for pointer in circle.pointers)
        sentence = f"Des conditions ou des calculs tournent en rond : {names}."
        right = "Retirez l’une de ces conditions, ou l’un de ces calculs."
        pointers = " → ".join(circle.pointers)
        raise DefinitionError([DefinitionProblem("/allOf", sentence, right, f"{pointers}.")]) from circle
    except jsonschema_rs.ValidationError as error:
        words = str(error).partition("\n")[0]
        raise DefinitionError(
            [DefinitionProblem("", "La démarche a un réglage que le portail ne sait pas lire.", IN_JSON, words)]
        ) from error


__all__ = [
    "ABSENT",
    "MANY",
    "Affected",
    "Answers",
    "Asked",
    "Change",
    "Choice",
    "DefinitionError",
    "DefinitionProblem",
    "Dropped",
    "Finding",
    "Group",
    "GroupView",
    "ItemView",
    "Journey",
    "Migration",
    "Node",
    "Options",
    "Page",
    "PageForm",
    "PageView",
    "Policy",
    "Problem",
    "Procedure",
    "Question",
    "QuestionView",
    "RecapRow",
    "RecapSection",
    "Repeat",
    "RepeatView",
    "Report",
    "RowView",
    "Sample",
    "Settings",
    "Status",
    "Terms",
    "Told",
    "add_document",
    "affected",
    "changes",
    "drawn",
    "drop_document",
    "indexed",
    "load",
    "migrate",
    "migrate_through",
    "named_list",
    "opened",
    "option_text",
    "plain_text",
    "read",
    "rehearsed",
    "remove_document",
    "row_noun",
    "sample",
    "shown",
    "size_text",
    "types_text",
    "verify",
]
