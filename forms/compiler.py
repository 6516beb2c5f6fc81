"""A checked definition made into frozen values, once: nodes, pages, order of decisions, validator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms import expansion
from forms.conditions import Conjunction, tests_of, validator
from forms.expansion import Expansion, Schema
from forms.faults import Judge
from forms.model import Check, Node, Page, Question, Repeat
from forms.nodes import Lists, NodeMaker, constants, flat
from forms.ordering import computed_reads, dependencies, holder_of, in_order
from forms.pointers import join, split
from forms.relevance import Relevance, Step
from forms.structure import Structure

RECAP = "recap"


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """Everything that is known of a definition in one language; nothing in it ever changes.

    `nodes`, `hide`, `require`, `narrow` and `blocks` go by pointer with `*` for rows; `page_of` gives the page of each
    question; `needs` what each node is decided after; `blocks` the `$id` of the shared block that a group is.
    """

    document: Schema
    expanded: Expansion
    structure: Structure
    language: str
    title: str
    nodes: Mapping[str, Node]
    order: tuple[str, ...]
    needs: Mapping[str, set[str]]
    pages: tuple[Page, ...]
    page_of: Mapping[str, str]
    hide: Mapping[str, Sequence[Conjunction]]
    require: Mapping[str, Sequence[Conjunction]]
    narrow: Mapping[str, Sequence[tuple[Conjunction, tuple[Any, ...]]]]
    checks: tuple[Check, ...]
    relevance: Relevance
    judge: Judge
    places: Mapping[str, int]
    moved: dict[str, frozenset[str]]
    dependent: frozenset[str]
    steady: frozenset[str]
    blocks: Mapping[str, str]

    def influenced(self, page: Page) -> frozenset[str]:
        """Give the nodes whose relevance may change with an answer of this page; found once a page."""
        known = self.moved.get(page.id)
        if known is None:
            known = self.moved[page.id] = frozenset(influenced(self, page))
        return known

    def questions(self) -> tuple[Question, ...]:
        """Give every question, in the order of the definition."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Question))

    def template(self, pointer: str) -> str:
        """Give the pointer with `*` for the rows of an answer's pointer."""
        made = ""
        for part in split(pointer):
            deeper = f"{made}/{part}"
            row = part.isdecimal() and isinstance(self.nodes.get(made), Repeat)
            made = f"{made}/*" if row else deeper
        return made

    def repeats_of(self, page: Page) -> tuple[str, ...]:
        """Give the pointers of the lists that stand on a page outside any row."""
        return tuple(p for p, node in indexed(page.nodes).items() if isinstance(node, Repeat) and "*" not in p)

    def hides_of(self, pointer: str) -> list[Conjunction]:
        """Give the conditions that hide a node, those of what it stands in included."""
        found: list[Conjunction] = []
        while pointer:
            found.extend(self.hide.get(pointer, ()))
            pointer = holder_of(pointer)
        return found


def compile_document(bundled: Schema, lists: Lists, language: str = "") -> Compiled:
    """Compile a bundled definition, with the texts of `language` when one is asked.

    Raises DefinitionError for references that lead nowhere and CircularError for conditions in a circle.
    """
    document = expansion.in_language(bundled, language) if language else bundled
    expanded = Expansion(document)
    structure = Structure(expanded)
    top = NodeMaker(structure, lists, document.get("x-lang", "fr")).children("")
    nodes = indexed(top)
    needs = dependencies(nodes, structure.hide)
    order = tuple(in_order(nodes, needs))
    steps = [_step(nodes[pointer], structure) for pointer in order if not _scalar_row(pointer, nodes)]
    relevance = Relevance(steps, nodes, structure.require, _preserved(structure))
    pages = make_pages(document, nodes, top)
    return Compiled(
        document=document,
        expanded=expanded,
        structure=structure,
        language=document.get("x-lang", "fr"),
        title=document.get("title", ""),
        nodes=nodes,
        order=order,
        needs=needs,
        pages=pages,
        page_of={question.pointer: page.id for page in pages for question in page.questions()},
        hide=structure.hide,
        require=structure.require,
        narrow=_narrowing(structure, nodes),
        checks=tuple(_checks(expanded.root, "", nodes, structure)),
        relevance=relevance,
        judge=Judge(expanded.root, nodes),
        places=_places(pages, nodes),
        moved={},
        dependent=frozenset(pointer for pointer in nodes if _hidden_by(structure, pointer)),
        steady=frozenset(page.id for page in pages if _steady(page, structure)),
        blocks=_blocks(structure),
    )


def _blocks(structure: Structure) -> dict[str, str]:
    found = {pointer: structure.block(pointer) for pointer in structure.base if pointer}
    return {pointer: address for pointer, address in found.items() if address}


def indexed(top: Sequence[Node]) -> dict[str, Node]:
    """Give every node by its pointer, in the order of the definition."""
    found: dict[str, Node] = {}
    for node in top:
        found[node.pointer] = node
        if not isinstance(node, Question):
            found.update(indexed(node.children))
    return found


def _scalar_row(pointer: str, nodes: Mapping[str, Node]) -> bool:
    return pointer.endswith("/*") and isinstance(nodes[pointer], Question)


def _step(node: Node, structure: Structure) -> Step:
    parent = node.pointer.rpartition("/")[0]
    scope = f"{node.pointer}/*" if isinstance(node, Repeat) else node.pointer
    hide = list(structure.hide.get(node.pointer, ()))
    return Step(node, parent, scope, tuple(hide))


def _preserved(structure: Structure) -> dict[str, Any]:
    """Compile, per object, a test of the names that `patternProperties` lets through."""
    found = {}
    for pointer, schema in structure.base.items():
        patterns = schema.get("patternProperties") if isinstance(schema, dict) else None
        if patterns:
            found[pointer] = validator({"anyOf": [{"pattern": pattern} for pattern in patterns]})
    return found


def _narrowing(structure: Structure, nodes: Mapping[str, Node]) -> dict[str, list[tuple[Conjunction, tuple[Any, ...]]]]:
    found: dict[str, list[tuple[Conjunction, tuple[Any, ...]]]] = {}
    for pointer, overlays in structure.overlays.items():
        node = nodes.get(pointer)
        if not isinstance(node, Question) or not node.choices:
            continue
        for guards, schema in overlays:
            plain = flat(schema)
            source = plain.get("items", plain) if node.kind == "choices" else plain
            options = constants(source) or ([{"const": source["const"]}] if "const" in source else [])
            if options:
                values = tuple(option["const"] for option in options)
                found.setdefault(pointer, []).append((guards, values))
    return found


def make_pages(document: Schema, nodes: Mapping[str, Node], top: Sequence[Node]) -> tuple[Page, ...]:
    """Make the pages from `x-pages`, or one page of everything; the linter tells of a name that is no question."""
    listed = document.get("x-pages")
    if not listed:
        return (Page("formulaire", document.get("title", ""), nodes=tuple(top)),)
    return tuple(
        Page(
            page["id"],
            page["title"],
            page.get("description", ""),
            page.get("section", ""),
            tuple(nodes[pointer] for pointer in page["fields"] if pointer in nodes),
        )
        for page in listed
    )


def _hidden_by(structure: Structure, pointer: str) -> bool:
    """Say whether a condition may hide a node, or what it stands in."""
    while pointer:
        if structure.hide.get(pointer):
            return True
        pointer = holder_of(pointer)
    return False


def _steady(page: Page, structure: Structure) -> bool:
    """Say whether a page not answered yet is always drawn alike: no condition, row, prefill or computation on it."""
    for pointer, node in indexed(page.nodes).items():
        if isinstance(node, Repeat) or _hidden_by(structure, pointer) or pointer in structure.overlays:
            return False
        if any(way for way in structure.require.get(pointer, ())):
            return False
        if isinstance(node, Question) and (node.prefill or node.kind == "computed" or node.deprecated):
            return False
    return True


def _places(pages: Sequence[Page], nodes: Mapping[str, Node]) -> dict[str, int]:
    """Number every node in the order in which a person meets it."""
    shown = [pointer for page in pages for pointer in indexed(page.nodes)]
    return {pointer: place for place, pointer in enumerate(dict.fromkeys([*shown, *nodes]))}


def _checks(schema: Schema, scope: str, nodes: Mapping[str, Node], structure: Structure) -> list[Check]:
    """Gather the `x-checks` of the root and of every `items`, with what each reads."""
    found = [
        Check(
            at=scope + join(split(check["at"])),
            logic=check["logic"],
            message=check["message"],
            effect=check.get("effect", "error"),
            scope=scope,
            reads=frozenset(computed_reads(check["logic"], scope, nodes)),
        )
        for check in schema.get("x-checks", [])
    ]
    if scope == "":
        for pointer, node in nodes.items():
            if isinstance(node, Repeat) and not node.scalar:
                items = structure.base.get(f"{pointer}/*", {})
                found += _checks(items, f"{pointer}/*", nodes, structure)
    return found


def influenced(compiled: Compiled, page: Page) -> set[str]:
    """Give the nodes whose relevance changes with an answer of this page."""
    own = {question.pointer for question in page.questions()}
    moved: set[str] = set()
    for pointer in compiled.order:
        if _decided_by(compiled, pointer) & (own | moved):
            moved.add(pointer)
    return moved


def _decided_by(compiled: Compiled, pointer: str) -> set[str]:
    """Give the questions that a node's own conditions or computation read, and what it stands in."""
    under = {below for read in reads_of(compiled, pointer) for below in compiled.nodes if _within(below, read)}
    holder = holder_of(pointer)
    computed = compiled.needs[pointer] if getattr(compiled.nodes[pointer], "kind", "") == "computed" else set()
    return (under | computed | {holder}) - {pointer}


def reads_of(compiled: Compiled, pointer: str) -> set[str]:
    """Give what the conditions that hide a node read."""
    return {read for way in compiled.hide.get(pointer, ()) for test in tests_of(way) for read in test.reads}


def _within(pointer: str, above: str) -> bool:
    return pointer == above or pointer.startswith(above + "/")
