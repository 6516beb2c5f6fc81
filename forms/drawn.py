"""What a page showed of each question, as a digest: a question posted as it was drawn has not been changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from forms.builder import AnswerField, PageForm
from forms.kinds import KINDS
from forms.kinds.choices import option_text
from forms.model import ABSENT
from forms.views import PageView, QuestionView

BETWEEN_BOXES, BETWEEN_TEXTS = "\x1f", "\x1e"


def digest(boxes: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Give a short digest of the texts of a question's boxes, blank ones left out."""
    parts = [f"{suffix}{BETWEEN_TEXTS.join(texts)}" for suffix, texts in boxes if any(texts)]
    return hashlib.sha256(BETWEEN_BOXES.join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def of_view(view: QuestionView) -> str:
    """Give the digest of what a question would post if nobody touched it."""
    if view.value is ABSENT:
        return digest(())
    if view.question.kind == "choices":
        values = view.value if isinstance(view.value, list) else []
        return digest([("", sorted(option_text(value) for value in values))])
    if view.question.kind == "checkbox":
        return digest([("", ["true"] if view.value is True else [])])
    boxes: Mapping[str, str] = KINDS[view.question.kind].boxes(view.question, view.value)
    return digest([(suffix, [_line_ends(boxes.get(suffix, ""))]) for suffix in KINDS[view.question.kind].suffixes])


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
    return digest([(suffix, [_line_ends(text)]) for suffix, text in field.boxes.items()])


def untouched(form: PageForm, drawn: Mapping[str, str]) -> frozenset[str]:
    """Give the HTML names of the questions that were posted as they were drawn."""
    return frozenset(field.name for field in form.answer_fields() if drawn.get(field.name) == of_field(field))


def _line_ends(text: str) -> str:
    """Give a text with the ends of line of a browser's post."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
