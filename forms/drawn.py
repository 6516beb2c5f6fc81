"""What a page showed of each question, as a digest: a question posted as it was drawn has not been changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from forms.builder import AnswerField, PageForm
from forms.kinds import KINDS
from forms.model import ABSENT, MaybeJson, Question
from forms.options import option_text
from forms.views import PageView, QuestionView

BETWEEN_BOXES, BETWEEN_TEXTS = "\x1f", "\x1e"


def digest(boxes: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Give a short digest of the texts of a question's boxes, blank ones left out."""
    parts = [f"{suffix}{BETWEEN_TEXTS.join(texts)}" for suffix, texts in boxes if any(texts)]
    return hashlib.sha256(BETWEEN_BOXES.join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def of_view(view: QuestionView) -> str:
    """Give the digest of what a question would post if nobody touched it."""
    return of_value(view.question, view.value)


def of_value(question: Question, value: MaybeJson) -> str:
    """Give the digest of what a question with this value posts."""
    if value is ABSENT:
        return digest(())
    if question.kind == "choices":
        values = value if isinstance(value, list) else []
        return digest([("", sorted(option_text(one) for one in values))])
    if question.kind == "checkbox":
        return digest([("", ["true"] if value is True else [])])
    boxes: Mapping[str, str] = KINDS[question.kind].boxes(question, value)
    return digest([(suffix, [_line_ends(boxes.get(suffix, ""))]) for suffix in KINDS[question.kind].suffixes])


def texts(view: QuestionView) -> dict[str, list[str]]:
    """Give what the inputs of a question post if nobody touches them, by their HTML names."""
    if view.question.kind == "choices":
        values = view.value if isinstance(view.value, list) else []
        return {view.name: [option_text(value) for value in values]}
    if view.question.kind == "checkbox":
        return {view.name: ["true"] if view.value is True else []}
    kind = KINDS[view.question.kind]
    boxes: Mapping[str, str] = {} if view.value is ABSENT else kind.boxes(view.question, view.value)
    return {view.name + suffix: [boxes.get(suffix, "")] for suffix in kind.suffixes}


def of_page(view: PageView) -> dict[str, str]:
    """Give the digest of every question that a page asks, by its HTML name."""
    asked = (one for one in view.questions() if one.question.asked and one.question.kind != "file")
    return {one.name: of_view(one) for one in asked}


def of_field(field: AnswerField) -> str:
    """Give the digest of what was posted for a question."""
    if field.question.kind == "choices":
        return digest([("", sorted(str(text) for text in field.raw_data or ()))])
    if field.question.kind == "checkbox":
        return digest([("", ["true"] if field.sent else [])])
    if field.question.widget == "search":
        return of_value(field.question, field.data)
    return digest([(suffix, [_line_ends(text)]) for suffix, text in field.boxes.items()])


def untouched(form: PageForm, drawn: Mapping[str, str]) -> frozenset[str]:
    """Give the HTML names of the questions that were posted as they were drawn, or as what is kept is written."""
    found = ((field, drawn.get(field.name)) for field in form.answer_fields())
    return frozenset(
        field.name
        for field, was in found
        if was is not None and was in (of_field(field), of_value(field.question, form.kept(field)))
    )


def _line_ends(text: str) -> str:
    """Give a text with the ends of line of a browser's post."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
