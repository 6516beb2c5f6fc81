"""The links of an error summary: each names its field, and the row that it stands in where there are several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import forms
from app.rendering.renderer import first_input


def links(view: forms.PageView, language: str = "fr") -> list[tuple[str, str]]:
    """Give the target and the words of each problem of a page, in the language of its questions."""
    asked = {one.name: one for one in view.questions()}
    rows = _named(list(_rows(view.items)))
    return [(f"#{_input(asked.get(one.name), one)}", _words(one, rows, language)) for one in view.problems]


def _words(problem: forms.Problem, rows: Sequence[tuple[str, str]], language: str) -> str:
    """Put the title of its row before a message, the innermost one where rows stand in rows."""
    # the row of a plain list, of addresses for example, is its own question
    title = next((title for pointer, title in reversed(rows) if f"{problem.pointer}/".startswith(f"{pointer}/")), "")
    said = problem.message
    if not title:
        return said
    if language != "fr":
        return f"{title}: {said}"
    lower = said[1:2].islower() or said[1:2] in (" ", "’", "'")  # an acronym stays as it is
    return f"{title} : {said[:1].lower()}{said[1:]}" if lower else f"{title} : {said}"


def _named(rows: Sequence[forms.RowView]) -> list[tuple[str, str]]:
    """Give each row with its title, and its number too where another bears the same."""
    times = Counter(one.title for one in rows)
    return [(one.pointer, f"{one.title} ({one.index + 1})" if times[one.title] > 1 else one.title) for one in rows]


def _rows(items: Sequence[forms.ItemView]) -> Iterator[forms.RowView]:
    for item in items:
        if isinstance(item, forms.GroupView):
            yield from _rows(item.items)
        elif isinstance(item, forms.RepeatView):
            for row in item.rows:
                yield row
                yield from _rows(row.items)


def _input(view: forms.QuestionView | None, problem: forms.Problem) -> str:
    """Give the id that a line of the summary leads to."""
    return first_input(view.question, problem.name) if view else problem.name
