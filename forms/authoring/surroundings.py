"""The questions of a definition as a condition or a rule sees them: their sort, their order, who waits for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.authoring.places import structure_of
from forms.expansion import Schema
from forms.model import Choice, Group, Node, Question, Repeat
from forms.nodes import Lists, NodeMaker
from forms.options import option_text
from forms.ordering import dependencies
from forms.pointers import split

NOTHING: Mapping[str, Any] = {}
LAST = 1_000_000
SORTS = {
    "choice": "choice",
    "choices": "choices",
    "checkbox": "checkbox",
    "number": "number",
    "date": "date",
    "file": "documents",
}
"""Kinds that a condition can ask more of than a text; every other kind of answer counts as one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a condition or a rule may look at.

    `sort` is `choice`, `choices`, `checkbox`, `number`, `date`, `text`, `rows` or `documents`.
    """

    pointer: str
    title: str
    sort: str
    page: str = ""
    above: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    named_list: str = ""

    @property
    def words(self) -> str:
        """The question with the group that it stands in, as a list of questions names it."""
        return f"{self.above} : {self.title}" if self.above else self.title


class Surroundings:
    """Every question of a definition by pointer, read once; empty where nothing can be read."""

    def __init__(self, document: Schema, blocks: Mapping[str, Schema], lists: Lists = NOTHING) -> None:
        self.document = document
        self.structure = structure_of(document, blocks)
        self.nodes: dict[str, Node] = {}
        self._above: dict[str, str] = {}
        self._fixed: set[str] = set()
        if self.structure is not None:
            try:
                self._gather(NodeMaker(self.structure, lists).children(""), "")
            except (AttributeError, KeyError, TypeError, ValueError, IndexError):
                self.nodes = {}

    def candidate(self, pointer: str) -> Candidate | None:
        """Give a question as a condition sees it; None for what no condition can look at."""
        node = self.nodes.get(pointer)
        sort = sort_of(node) if node is not None and pointer not in self._fixed else ""
        if node is None or not sort:
            return None
        page = self.page_of(pointer)
        return Candidate(
            pointer,
            node.texts.title,
            sort,
            self._page_titles[page] if page is not None else "",
            self._above.get(pointer, ""),
            node.choices if isinstance(node, Question) else (),
            isinstance(node, Question | Repeat) and node.required,
            node.named_list if isinstance(node, Question) else "",
        )

    def before(self, pointer: str) -> tuple[Candidate, ...]:
        """Give the questions that the condition of one may look at.

        Those asked before it that do not wait for it themselves, in order.
        """
        later = self._waiting_for(pointer)
        rows = rows_of(pointer)
        mine = self.page_of(pointer)
        found = []
        for other in sorted(self.nodes, key=self.rank):
            if other in later or _within(other, pointer) or not rows.startswith(rows_of(other)):
                continue
            if mine is not None and self.page_of(other) is not None and self.rank(other) > self.rank(pointer):
                continue
            candidate = self.candidate(other)
            if candidate is not None:
                found.append(candidate)
        return tuple(found)

    def readable(self, scope: str) -> tuple[Candidate, ...]:
        """Give the questions that a rule standing on an object may read."""
        here = rows_of(scope + "/*") if scope.endswith("/*") else ""
        made = (self.candidate(one) for one in sorted(self.nodes, key=self.rank) if here.startswith(rows_of(one)))
        return tuple(one for one in made if one is not None)

    def title(self, pointer: str) -> str:
        """Give the words of a question, those that say there is none where there is none."""
        node = self.nodes.get(pointer)
        return node.texts.title if node is not None else "question qui n’existe plus"

    def rank(self, pointer: str) -> int:
        """Give the place of a question among all, in the order in which they are asked."""
        return self._order.get(pointer, LAST)

    def page_of(self, pointer: str) -> int | None:
        """Give the number of the page where a question stands, or None."""
        parts = split(pointer)
        for length in range(len(parts), 0, -1):
            place = self._places.get("/".join(parts[:length]))
            if place is not None:
                return place
        return None

    @cached_property
    def _pages(self) -> list[Schema]:
        pages = self.document.get("x-pages")
        return [one for one in pages if isinstance(one, dict)] if isinstance(pages, list) else []

    @cached_property
    def _page_titles(self) -> list[str]:
        return [str(page.get("title", "")) for page in self._pages]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {"/".join(split(one)): number for number, one in self._fields}

    @cached_property
    def _fields(self) -> list[tuple[int, str]]:
        found = []
        for number, page in enumerate(self._pages):
            fields = page.get("fields")
            found += [(number, one) for one in fields if isinstance(one, str)] if isinstance(fields, list) else []
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        under: dict[str, list[str]] = {}
        for pointer in self.nodes:
            for above in _steps(pointer):
                under.setdefault(above, []).append(pointer)
        placed = [one for _, field in self._fields for one in under.get(field, ())]
        return {pointer: place for place, pointer in enumerate(dict.fromkeys([*placed, *self.nodes]))}

    def _gather(self, nodes: Sequence[Node], above: str) -> None:
        for node in nodes:
            self.nodes[node.pointer] = node
            self._above[node.pointer] = above
            if isinstance(node, Question):
                continue
            if (isinstance(node, Group) and node.fixed_list) or (isinstance(node, Repeat) and node.scalar):
                self._fixed |= {child.pointer for child in _all(node.children)}
            self._gather(node.children, f"{above} : {node.texts.title}" if above else node.texts.title)

    def _waiting_for(self, pointer: str) -> set[str]:
        """Give what is decided after a question, itself included."""
        if self.structure is None:
            return set()
        needs = dependencies(self.nodes, self.structure.hide)
        waiters: dict[str, list[str]] = {}
        for one, needed in needs.items():
            for other in needed:
                waiters.setdefault(other, []).append(one)
        found, queue = set(), [one for one in self.nodes if _within(one, pointer)]
        while queue:
            one = queue.pop()
            if one not in found:
                found.add(one)
                queue += waiters.get(one, ())
        return found


def sort_of(node: Node) -> str:
    """Say which sort of question a condition has before it; `""` for what it cannot look at."""
    if isinstance(node, Repeat):
        return "rows"
    if isinstance(node, Group) or node.kind in ("note", "fixed"):
        return ""
    if node.kind != "computed":
        return SORTS.get(node.kind, "text")
    if node.choices:
        return "choice"
    plain = {"boolean": "checkbox", "integer": "number", "number": "number", "string": "text"}
    return "date" if node.format == "date" else plain.get(node.json_type, "")


def rows_of(pointer: str) -> str:
    """Give the rows that a question stands in: its pointer as far as its last `*`, `""` outside of rows."""
    return pointer[: pointer.rfind("/*") + 2] if "/*" in pointer else ""


def label(candidate: Candidate | None, value: Any) -> str:
    """Give the words of a value: the label of its choice, else what it spells."""
    options = candidate.choices if candidate else ()
    return next((one.label for one in options if one.value == value and type(one.value) is type(value)), _said(value))


def _said(value: Any) -> str:
    return str(option_text(value))


def _within(pointer: str, above: str) -> bool:
    return pointer == above or pointer.startswith(above + "/")


def _steps(pointer: str) -> Iterator[str]:
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if not isinstance(node, Question):
            yield from _all(node.children)
