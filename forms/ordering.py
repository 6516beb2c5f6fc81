"""The order in which questions are decided: each after all that its conditions and computations read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from forms import logic
from forms.conditions import Conjunction, tests_of
from forms.model import ABSENT, Node, Question
from forms.pointers import join, split


class CircularError(Exception):
    """A circle of questions that wait for each other; `pointers` in order."""

    def __init__(self, pointers: Sequence[str]) -> None:
        super().__init__(" → ".join(pointers))
        self.pointers = tuple(pointers)


def dependencies(nodes: Mapping[str, Node], hide: Mapping[str, Sequence[Conjunction]]) -> dict[str, set[str]]:
    """Give, for each node, the pointers of the nodes that must be decided before it."""
    under = _subtrees(nodes)
    found: dict[str, set[str]] = {}
    for pointer, node in nodes.items():
        reads = {read for way in hide.get(pointer, ()) for test in tests_of(way) for read in test.reads}
        if isinstance(node, Question) and node.compute is not ABSENT:
            reads |= computed_reads(node.compute, parent_of(pointer), nodes)
        needed = {below for read in reads for below in under.get(read, ())}
        found[pointer] = needed | ({holder_of(pointer)} & nodes.keys())
    return found


def computed_reads(rule: object, scope: str, nodes: Mapping[str, Node]) -> set[str]:
    """Give the pointers of questions that a JSONLogic rule reads; `scope` is the object it stands on."""
    found = set()
    for name in logic.reads(rule):
        pointer = _rows(name, nodes) if name.startswith("/") else _named(name, scope, nodes)
        if pointer:
            found.add(pointer)
    return found


def _named(name: str, scope: str, nodes: Mapping[str, Node]) -> str:
    """Follow a dotted name as far as questions go; a name that is no question is one of an inner list."""
    pointer = scope
    for part in name.split("."):
        deeper = pointer + join([part])
        if deeper not in nodes:
            break
        pointer = deeper
    return pointer if pointer != scope else ""


def _rows(pointer: str, nodes: Mapping[str, Node]) -> str:
    made = ""
    for part in split(pointer):
        deeper = made + ("/*" if part.isdecimal() and f"{made}/{part}" not in nodes else join([part]))
        if deeper not in nodes and f"{deeper}/*" not in nodes and not deeper.endswith("/*"):
            break
        made = deeper
    return made


def in_order(nodes: Mapping[str, Node], needs: Mapping[str, Iterable[str]]) -> list[str]:
    """Sort the nodes so that each comes after what it needs; nodes free to move keep the order of the definition.

    Raises CircularError, with the pointers of the circle.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for pointer in nodes:
        sorter.add(pointer, *needs.get(pointer, ()))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise CircularError(error.args[1]) from error


def parent_of(pointer: str) -> str:
    """Give the pointer of the object that holds a node: of the row itself for what stands in a row."""
    return pointer.rpartition("/")[0]


def holder_of(pointer: str) -> str:
    """Give the pointer of the group or repeat that a node stands in, `""` for the request itself."""
    return parent_of(pointer).removesuffix("/*")


def _subtrees(nodes: Mapping[str, Node]) -> dict[str, list[str]]:
    under: dict[str, list[str]] = {}
    for pointer in nodes:
        step = pointer
        while step:
            under.setdefault(step, []).append(pointer)
            step = parent_of(step)
        under.setdefault("", []).append(pointer)
    return under
