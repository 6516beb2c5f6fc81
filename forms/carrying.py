"""Last year's answers for a new request: what still fits the definition of today, consents and documents left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forms import offers, validation
from forms.answers import Answers, copied
from forms.compiler import Compiled
from forms.model import ABSENT, Question
from forms.pointers import join, split

MISSING = frozenset({"required", "dependentRequired", "minItems", "anyOf", "contains", "check"})
"""What is missing is asked again, and what a check says is told on its page: neither makes an answer unfit."""
PASSES = 5
Tree = dict[str, Any]


def carried(question: Question) -> bool:
    """Say whether an answer may be carried over: a person gave it, and it is no consent, secret or document."""
    consent = question.const is True
    return question.asked and not consent and not question.write_only and question.kind != "file"


def carry(compiled: Compiled, values: Mapping[str, Any], today: date | None) -> Answers:
    """Give last year's answers as the beginning of a new request: no page is done, nothing unfit is kept."""
    tree: Tree = {}
    for question in filter(carried, compiled.questions()):
        _plant(tree, split(question.pointer))
    moved = copied(dict(values))
    for question in compiled.questions():
        _follow(moved, question)
    answers = Answers(values=_kept(moved, tree))
    for _ in range(PASSES):
        unfit = _unfit(compiled, answers, today)
        if not unfit:
            break
        left = copied(dict(answers.values))
        for pointer in unfit:
            offers.remove(left, split(pointer))
        answers = Answers(values=left)
    return answers


def documents(compiled: Compiled, values: Mapping[str, Any]) -> Iterator[tuple[Question, str, list[Any]]]:
    """Give the documents of a request, question by question: the question, where it stands now, its documents."""
    moved = copied(dict(values))
    for question in compiled.questions():
        _follow(moved, question)
        if question.kind == "file":
            for pointer, found in _places(moved, split(question.pointer)):
                if isinstance(found, list) and found:
                    yield question, pointer, found


def _plant(tree: Tree, parts: Sequence[str]) -> None:
    """Note a question's place in the tree of what is kept; a leaf is an empty branch."""
    for part in parts:
        tree = tree.setdefault(part, {})


def _kept(values: Any, tree: Tree) -> Any:
    if not tree:
        return copied(values)
    if isinstance(values, Mapping):
        return {key: _kept(value, tree[key]) for key, value in values.items() if key in tree}
    if isinstance(values, list) and "*" in tree:
        return [_kept(value, tree["*"]) for value in values]
    return {}


def _follow(values: dict[str, Any], question: Question) -> None:
    """Bring an answer from the key it had in an earlier version (`x-was`) to the one it has now."""
    old, new = split(question.was), split(question.pointer)
    if not old or "*" in old[-1:]:
        return
    if "*" not in old and "*" not in new:
        value = offers.find(values, old)
        if value is not ABSENT and offers.find(values, new) is ABSENT:
            offers.put(values, new, value)
        return
    if old[:-1] == new[:-1]:
        for _, row in _places(values, old[:-1]):
            if isinstance(row, dict) and old[-1] in row:
                row.setdefault(new[-1], row[old[-1]])


def _places(values: Any, parts: Sequence[str], above: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Give what stands at a place, in every row where it has a `*`, with its pointer."""
    if not parts:
        yield join(above), values
        return
    part, *rest = parts
    if part == "*" and isinstance(values, list):
        for index, row in enumerate(values):
            yield from _places(row, rest, (*above, str(index)))
    elif isinstance(values, Mapping) and part in values:
        yield from _places(values[part], rest, (*above, part))


def _unfit(compiled: Compiled, answers: Answers, today: date | None) -> set[str]:
    """Give where answers stand that the definition of today refuses."""
    found = compiled.relevance.decide(answers.values, today)
    wrong = (one for one in validation.problems(compiled, found, today) if one.keyword not in MISSING)
    places = {_question_at(compiled, one.pointer) for one in wrong}
    return {one for one in places if one and offers.find(answers.values, split(one)) is not ABSENT}


def _question_at(compiled: Compiled, pointer: str) -> str:
    """Give the place of the question that a problem is about; `""` when it is about a group or its rows."""
    while pointer:
        node = compiled.nodes.get(compiled.template(pointer))
        if isinstance(node, Question):
            return pointer
        if node is not None:
            return ""
        pointer = pointer.rpartition("/")[0]
    return ""
