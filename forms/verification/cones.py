"""What a verdict depends on: the questions that a condition reads, those that theirs read, and so on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forms.compiler import Compiled
from forms.conditions import Conjunction, Test, reads_whole, tests_of
from forms.model import ABSENT, Group, Node, Question, Repeat
from forms.ordering import computed_reads, holder_of, parent_of


@dataclass(frozen=True, slots=True)
class Cone:
    """The questions (and the lists whose rows are counted) that decide; `whole` when more is read than can be tried."""

    questions: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    whole: bool = False

    def __or__(self, other: Cone) -> Cone:
        return Cone(self.questions | other.questions, self.lists | other.lists, self.whole or other.whole)


@dataclass(slots=True)
class _Growing:
    questions: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    whole: bool = False


class Cones:
    """Finds cones in one procedure; each question's own is found once."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._known: dict[str, frozenset[str]] = {}

    def of_conditions(self, ways: Iterable[Conjunction]) -> Cone:
        """Give what decides whether conditions hold."""
        return self.of_tests(test for way in ways for test in tests_of(way))

    def of_tests(self, tests: Iterable[Test]) -> Cone:
        """Give what decides tests."""
        known = list(tests)
        grown = self.of_reads(read for test in known for read in test.reads)
        made = Cone(grown.questions, grown.lists, grown.whole or any(reads_whole(test) for test in known))
        for scope in {test.scope for test in known} - {""}:
            made |= self.of_node(f"{scope}/")
        return made

    def of_node(self, pointer: str) -> Cone:
        """Give what decides whether a node applies, what it stands in included, and whose rows it stands in."""
        lists = frozenset(one for one in holders(pointer) if isinstance(self._compiled.nodes.get(one), Repeat))
        ways = self._compiled.hides_of(pointer)
        tests = (test for way in ways for test in tests_of(way))
        reads = self.of_reads(read for test in tests for read in test.reads)
        whole = any(reads_whole(test) for way in ways for test in tests_of(way))
        inner = self.of_reads(lists)
        return Cone(reads.questions | inner.questions, reads.lists | lists, reads.whole or whole)

    def of_reads(self, reads: Iterable[str]) -> Cone:
        """Give questions with all that decides whether they apply and what is computed in them."""
        grown = _Growing()
        waiting = list(reads)
        seen: set[str] = set()
        while waiting:
            pointer = waiting.pop()
            if pointer not in seen:
                seen.add(pointer)
                self._grow(pointer, grown)
                waiting.extend(self._behind(pointer))
        return Cone(frozenset(grown.questions), frozenset(grown.lists), grown.whole)

    def _grow(self, pointer: str, grown: _Growing) -> None:
        node = self._compiled.nodes.get(pointer.removesuffix("/*") if pointer.endswith("/*") else pointer)
        if isinstance(node, Question):
            grown.questions.add(pointer)
        elif isinstance(node, Repeat):
            grown.lists.add(node.pointer)
        elif isinstance(node, Group):
            first = next(_answerable(node), None)
            grown.questions |= {first.pointer} if first else set()
            grown.whole |= first is None

    def _behind(self, pointer: str) -> set[str]:
        """Give what the conditions and the computation of a question read."""
        node = self._compiled.nodes.get(pointer)
        tests = [test for way in self._compiled.hides_of(pointer) for test in tests_of(way)]
        reads = {read for test in tests for read in test.reads}
        if isinstance(node, Question) and node.compute is not ABSENT:
            reads |= computed_reads(node.compute, parent_of(pointer), self._compiled.nodes)
        return reads


def _answerable(node: Node) -> Iterator[Question]:
    """Give the questions of a group that stand in no row of it and may be answered."""
    if isinstance(node, Question):
        if node.asked:
            yield node
    elif isinstance(node, Group):
        for child in node.children:
            yield from _answerable(child)


def holders(pointer: str) -> Iterator[str]:
    """Give the groups and lists that a node stands in, the nearest first."""
    above = holder_of(pointer)
    while above:
        yield above
        above = holder_of(above)
