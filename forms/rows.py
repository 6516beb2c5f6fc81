"""Rows of repeated groups: their ids, and adding, removing and moving them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from forms.answers import Answers, copied
from forms.compiler import Compiled
from forms.model import Repeat
from forms.offers import find, put
from forms.pointers import join, split


def with_ids(answers: Answers, compiled: Compiled, pointer: str) -> str:
    """Write the pointer of an answer with the ids of its rows instead of their indexes."""
    made = template = plain = ""
    for part in split(pointer):
        if part.isdecimal() and isinstance(compiled.nodes.get(template), Repeat):
            ids = answers.rows.get(made, ())
            index = int(part)
            made, template = f"{made}/{ids[index] if index < len(ids) else part}", f"{template}/*"
        else:
            made, template = made + join([part]), template + join([part])
        plain += join([part])
    return made


def ids_at(answers: Answers, compiled: Compiled, pointer: str) -> tuple[str, ...]:
    """Give the ids of the rows of a repeat; rows that have none (a plain dict) are called by their index."""
    known = answers.rows.get(with_ids(answers, compiled, pointer), ())
    rows = find(answers.values, split(pointer))
    count = len(rows) if isinstance(rows, list) else 0
    return tuple(known[index] if index < len(known) else str(index) for index in range(count))


def add_row(compiled: Compiled, answers: Answers, pointer: str, row_id: str) -> Answers:
    """Add a blank row at the end; nothing changes when the repeat is full. Raises LookupError where no rows are."""
    repeat = _repeat(compiled, pointer)
    ids = ids_at(answers, compiled, pointer)
    if repeat.max_items is not None and len(ids) >= repeat.max_items:
        return answers
    if row_id in ids:
        return answers
    blank: Any = "" if repeat.scalar else {}
    return _changed(answers, compiled, pointer, (*ids, row_id), lambda rows: [*rows, blank])


def remove_row(compiled: Compiled, answers: Answers, pointer: str, row_id: str) -> Answers:
    """Remove the row of this id with all that was answered in it; nothing changes when it is gone already."""
    _repeat(compiled, pointer)
    ids = ids_at(answers, compiled, pointer)
    if row_id not in ids:
        return answers
    index = ids.index(row_id)
    inside = f"{with_ids(answers, compiled, pointer)}/{row_id}/"
    rest = {key: value for key, value in answers.rows.items() if not key.startswith(inside)}
    kept = replace(answers, rows=rest)
    others = tuple(one for one in ids if one != row_id)
    return _changed(kept, compiled, pointer, others, lambda rows: rows[:index] + rows[index + 1 :])


def move_row(compiled: Compiled, answers: Answers, pointer: str, row_id: str, to: int) -> Answers:
    """Move a row to an index, counted from 0 and bounded by the rows there are."""
    _repeat(compiled, pointer)
    ids = ids_at(answers, compiled, pointer)
    if row_id not in ids:
        return answers
    old = ids.index(row_id)
    new = max(0, min(to, len(ids) - 1))

    def moved(rows: list[Any]) -> list[Any]:
        others = rows[:old] + rows[old + 1 :]
        return [*others[:new], rows[old], *others[new:]]

    return _changed(answers, compiled, pointer, tuple(moved(list(ids))), moved)


def _repeat(compiled: Compiled, pointer: str) -> Repeat:
    node = compiled.nodes.get(compiled.template(pointer))
    if not isinstance(node, Repeat):
        raise LookupError(pointer)
    return node


def _changed(
    answers: Answers, compiled: Compiled, pointer: str, ids: tuple[str, ...], change: Callable[[list[Any]], list[Any]]
) -> Answers:
    values = copied(dict(answers.values))
    rows = find(values, split(pointer))
    put(values, split(pointer), change(rows if isinstance(rows, list) else []))
    table: Mapping[str, tuple[str, ...]] = {**answers.rows, with_ids(answers, compiled, pointer): ids}
    return replace(answers, values=values, rows=table)
