"""What a browser posts for a page once it is filled: the texts of each input, the marks of what was shown, the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from forms.kinds import KINDS
from forms.model import ABSENT
from forms.options import option_text
from forms.views import GroupView, ItemView, PageView, QuestionView, RepeatView

Choose = Callable[[QuestionView], Any]
Post = dict[str, list[str]]


def typed(view: PageView, choose: Choose) -> Post:
    """Give the post of a page on which every question shown gets the value that `choose` gives it."""
    made: Post = {"shown": [], "row": [row for item in view.items for row in _rows(item)]}
    for item in view.questions():
        if item.visible:
            made["shown"] += [item.name] if item.dependent else []
            made |= inputs(item, choose(item)) if item.question.asked and item.question.kind != "file" else {}
    return {name: texts for name, texts in made.items() if texts}


def inputs(item: QuestionView, value: Any) -> Post:
    """Give the texts typed, chosen or ticked to answer a question with a value."""
    question = item.question
    if value is ABSENT:
        return {}
    if question.kind == "choices":
        return {item.name: [option_text(one) for one in value]}
    boxes = KINDS[question.kind].boxes(question, value)
    return {item.name + suffix: [text] for suffix, text in boxes.items() if text}


def repeats(item: ItemView) -> Iterator[RepeatView]:
    """Give the lists of rows that are shown under an item, those of their rows included."""
    if isinstance(item, GroupView) and item.visible:
        for child in item.items:
            yield from repeats(child)
    elif isinstance(item, RepeatView) and item.visible:
        yield item
        for row in item.rows:
            for child in row.items:
                yield from repeats(child)


def _rows(item: ItemView) -> Iterator[str]:
    """Give the hidden inputs that name the rows under an item."""
    if isinstance(item, GroupView):
        for child in item.items:
            yield from _rows(child)
    elif isinstance(item, RepeatView):
        for row in item.rows:
            yield f"{item.name}-{row.index}={row.id}"
            for child in row.items:
                yield from _rows(child)
