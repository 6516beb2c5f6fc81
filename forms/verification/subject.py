"""The definition being verified, as rules see it: its nodes, their places and names, and what was explored of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from forms.compiler import indexed
from forms.expansion import Schema
from forms.model import Check, Node, Page, Question
from forms.nodes import flat
from forms.pointers import escape, split
from forms.problems import DefinitionProblem
from forms.procedure import Procedure
from forms.verification.explorer import Explorer
from forms.verification.report import BLOCKS, FORMAT, Finding

FEW = 4
"""Questions named one by one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule says: in words, of a node, a page or a place in the definition; `detail` for who writes JSON."""

    wrong: str
    right: str
    node: Node | None = None
    place: str = ""
    page: Page | None = None
    detail: str = ""


class Subject:
    """One definition under verification; `today` is the date in Paris, `before` the version that it follows."""

    def __init__(self, procedure: Procedure, today: date | None, before: Procedure | None = None) -> None:
        self.procedure = procedure
        self.before = before
        self.compiled = procedure.compiled
        self.document = procedure.document
        self.today = today

    @cached_property
    def explorer(self) -> Explorer:
        """What can happen to the questions; made when the first rule asks."""
        return Explorer(self.compiled, self.today)

    @property
    def untried(self) -> tuple[str, ...]:
        """The questions whose answers were too many to try them all together, named, a line for each condition."""
        return tuple(dict.fromkeys(self._few(cone.questions | cone.lists) for cone in self.explorer.untried))

    def _few(self, pointers: frozenset[str]) -> str:
        names = list(dict.fromkeys(map(self.name, sorted(pointers, key=lambda one: self.compiled.places.get(one, 0)))))
        more = len(names) - FEW
        words = f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""
        return f"{', '.join(names[:FEW])}{words}" or "toutes les questions"

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The page of each node, by pointer."""
        return {pointer: page for page in self.compiled.pages for pointer in indexed(page.nodes)}

    def nodes(self) -> Iterator[Node]:
        """Give every question, group and repeat, in the order of the definition."""
        return iter(self.compiled.nodes.values())

    def asked(self) -> Iterator[Question]:
        """Give the questions that a person sees and answers."""
        return (one for one in self.compiled.questions() if one.asked and one.widget != "hidden")

    def schema(self, node: Node) -> Schema:
        """Give what the definition says of the value of a node, conditions aside."""
        return flat(self.compiled.structure.base[node.pointer])

    def place(self, pointer: str) -> str:
        """Give the place in the definition of a node."""
        schema = self.compiled.structure.base.get(pointer)
        origin = self.compiled.expanded.origin(schema) if schema is not None else ""
        if origin or not pointer:
            return origin
        return "".join("/items" if part == "*" else f"/properties/{part}" for part in split(pointer))

    def check_place(self, check: Check) -> str:
        """Give the place in the definition of a cross-field check."""
        listed = self.compiled.structure.base[check.scope].get("x-checks", [])
        own = next((n for n, one in enumerate(listed) if one["message"] == check.message), 0)
        return f"{self.place(check.scope) if check.scope else ''}/x-checks/{own}"

    def name(self, pointer: str) -> str:
        """Name a question by its title."""
        node = self.compiled.nodes.get(pointer)
        return f"« {node.texts.title} »" if node is not None else "une question qui n’existe pas"

    def names(self, pointers: Iterator[str] | frozenset[str]) -> str:
        """Name several questions, in the order of the definition."""
        known = sorted(pointers, key=lambda one: self.compiled.places.get(one, 0))
        return ", ".join(dict.fromkeys(self.name(one) for one in known))

    def finding(self, rule: str, severity: str, found: Found) -> Finding:
        """Give what a rule said with its place, the question and the page."""
        node = found.node
        page = found.page or (self.pages.get(node.pointer) if node else None)
        place = found.place or (self.place(node.pointer) if node else self._page_place(page))
        return Finding(
            rule=rule,
            severity=severity,
            pointer=place,
            wrong=found.wrong,
            right=found.right,
            asked=node.pointer if node else "",
            question=node.texts.title if node else "",
            page=page.id if page else "",
            page_title=page.title if page else "",
            detail=found.detail,
        )

    def format_finding(self, problem: DefinitionProblem) -> Finding:
        """Give a problem of the definition itself with the question it stands at, when that one compiled."""
        asked = ""
        parts = iter(split(problem.pointer))
        for part in parts:
            deeper = f"{asked}/*" if part == "items" else f"{asked}/{escape(next(parts, ''))}"
            if part not in ("items", "properties") or deeper.removesuffix("/*") not in self.compiled.nodes:
                break
            asked = deeper
        node = self.compiled.nodes.get(asked.removesuffix("/*"))
        found = Found(problem.sentence, problem.right, node, problem.pointer, detail=problem.detail)
        return replace(self.finding(FORMAT, BLOCKS, found), pointer=problem.pointer)

    def _page_place(self, page: Page | None) -> str:
        listed = self.document.get("x-pages", [])
        return next((f"/x-pages/{n}" for n, one in enumerate(listed) if page and one.get("id") == page.id), "")


Find = Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, what it does to a publication, what it says in French, how it finds.

    Some explore answers; some only make sense of a whole definition, not of what is left of one that does not compile.
    """

    name: str
    severity: str
    says: str
    find: Find
    explores: bool = False
    of_whole: bool = False
