"""The rules of a page as data for its script: what shows, hides and requires each question in place.

One rule, two evaluators: this JSON and `relevance.py` come from the same compiled tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.compiler import Compiled
from forms.conditions import Conjunction, Guard, canonical, tests_of
from forms.model import Page, Repeat
from forms.offers import find, put
from forms.pointers import concrete, split
from forms.relevance import Relevant
from forms.views import ItemView, QuestionView, opened

Rule = dict[str, Any]


class UnsaidError(Exception):
    """A condition that the script cannot evaluate by itself."""


def rules_of(compiled: Compiled, page: Page, items: Sequence[ItemView], found: Relevant) -> Mapping[str, Any]:
    """Give the JSON of a page's rules, or an empty mapping when nothing on the page depends on the page."""
    views = [view for item in items for view in opened(item)]
    own = {question.pointer for question in page.questions()}
    dynamic = compiled.influenced(page) | _required_here(compiled, own)
    if not any(view.question.pointer in dynamic for view in views):
        return {}
    maker = _RuleMaker(compiled, own | compiled.influenced(page))
    questions: dict[str, Any] = {}
    for view in sorted(views, key=lambda view: compiled.order.index(view.question.pointer)):
        questions[view.name] = maker.question(view)
    return {
        "order": list(questions),
        "questions": questions,
        "values": maker.outside(found.values, own),
        "ask": maker.ask,
    }


def _required_here(compiled: Compiled, own: set[str]) -> frozenset[str]:
    """Give the questions of the page that an answer of the page makes required."""
    return frozenset(pointer for pointer in own if any(_touch(way, own) for way in compiled.require.get(pointer, ())))


def _touch(way: Conjunction, own: set[str]) -> bool:
    return any(
        one == read or one.startswith(read + "/") for test in tests_of(way) for read in test.reads for one in own
    )


class _RuleMaker:
    """Writes rules; `ask` becomes true at the first one that only the server can evaluate."""

    def __init__(self, compiled: Compiled, own: set[str]) -> None:
        self._compiled = compiled
        self._own = own
        self._reads: set[str] = set()
        self.ask = False

    def question(self, view: QuestionView) -> Rule:
        """Write what the script must know of one question."""
        question = view.question
        indexes = _indexes(question.pointer, view.pointer)
        ways = [way for way in self._compiled.hides_of(question.pointer) if _touch(way, self._own)]
        made: Rule = {
            "type": "date" if question.kind == "date" else question.json_type,
            "pointer": view.pointer,
            "hide": list(self._rules(ways, indexes)),
            "require": list(
                self._rules([way for way in self._compiled.require.get(question.pointer, ()) if way], indexes)
            ),
        }
        if question.required:
            made["required"] = True
        if question.kind == "computed" and any(read in self._own for read in self._compiled.needs[question.pointer]):
            self.ask = True
        choices = [
            {"when": rule, "values": list(values)}
            for guards, values in self._compiled.narrow.get(question.pointer, ())
            if _touch(guards, self._own)
            for rule in self._rules([guards], indexes)
        ]
        return {**made, "choices": choices} if choices else made

    def outside(self, values: Mapping[str, Any], own: set[str]) -> dict[str, Any]:
        """Give the answers of other pages that the rules read."""
        made: dict[str, Any] = {}
        for read in sorted(self._reads):
            if "*" in read:
                read = read.partition("/*")[0]
            value = find(values, split(read))
            if read not in own and not any(one.startswith(read + "/") for one in own) and not hasattr(value, "name"):
                put(made, split(read), value)
        return made

    def _rules(self, ways: Sequence[Conjunction], indexes: tuple[int, ...]) -> Iterator[Rule]:
        for way in ways:
            try:
                yield self._rule(way, indexes)
            except UnsaidError:
                self.ask = True

    def _rule(self, way: Conjunction, indexes: tuple[int, ...]) -> Rule:
        tests = list(tests_of(way))
        scopes = {test.scope for test in tests}
        if len(scopes) != 1 or not all(canonical(test.schema) for test in tests) or self._reads_rows(way):
            raise UnsaidError
        self._reads |= {read for test in tests for read in test.reads}
        scope = concrete(scopes.pop(), indexes)
        if len(way) == 1 and isinstance(way[0], Guard):
            return {"scope": scope, "if": way[0].test.schema, "not": way[0].negated}
        return {"scope": scope, "if": _as_schema(way), "not": False}

    def _reads_rows(self, way: Conjunction) -> bool:
        """Say whether a test counts or searches rows of this page, which come and go by posting."""
        nodes = self._compiled.nodes
        return any(isinstance(nodes.get(read), Repeat) for test in tests_of(way) for read in test.reads)


def _as_schema(way: Conjunction) -> Rule:
    """Write a conjunction over one object as one schema."""
    parts = []
    for part in way:
        if isinstance(part, Guard):
            parts.append({"not": part.test.schema} if part.negated else part.test.schema)
        else:
            parts.append({"not": {"anyOf": [_as_schema(inner) for inner in part.ways]}})
    return {"allOf": parts}


def _indexes(template: str, pointer: str) -> tuple[int, ...]:
    pairs = zip(template.split("/"), pointer.split("/"), strict=True)
    return tuple(int(part) for word, part in pairs if word == "*")
