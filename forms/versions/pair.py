"""Two compiled versions side by side, and what every comparison asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from forms.compiler import Compiled
from forms.expansion import Schema
from forms.model import Group, Node, Question, Repeat
from forms.nodes import flat
from forms.validation import page_of
from forms.versions.change import Change
from forms.versions.matching import Matching, match


@dataclass(eq=False)
class Pair:
    """An old and a new version with their questions matched; nothing in it changes once it is asked."""

    old: Compiled
    new: Compiled
    matching: Matching = field(init=False)

    def __post_init__(self) -> None:
        self.matching = match(self.old, self.new)

    @cached_property
    def both(self) -> tuple[tuple[Node, Node], ...]:
        """The nodes that both versions have, old and new, in the new order."""
        nodes = ((self.matching.back.get(pointer), node) for pointer, node in self.new.nodes.items())
        return tuple((self.old.nodes[origin], node) for origin, node in nodes if origin is not None)

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The ids of the old pages and of the new pages that they are: by id, else by the questions they share."""
        found = {page.id: page.id for page in self.new.pages if any(one.id == page.id for one in self.old.pages)}
        for page in self.new.pages:
            if page.id not in found.values():
                origin = self._most(page.id)
                if origin and origin not in found:
                    found[origin] = page.id
        return found

    def _most(self, new_page: str) -> str:
        """Give the old page from which most of a new page's questions come, and to which most of its own went."""
        moves: dict[str, int] = {}
        for old, new in self.matching.forth.items():
            if self.new.page_of.get(new) == new_page and old in self.old.page_of:
                moves[self.old.page_of[old]] = moves.get(self.old.page_of[old], 0) + 1
        origin = max(moves, key=lambda one: moves[one], default="")
        size = sum(1 for page in self.old.page_of.values() if page == origin)
        return origin if origin and moves[origin] * 2 > size else ""

    def change(self, kind: str, node: Node, sentence: str, old: str = "", new: str = "", gone: bool = False) -> Change:
        """Make a change of one question, with its page."""
        page = page_of(self.old if gone else self.new, node.pointer)
        return Change(kind, node.pointer, sentence, old, new, page)


def own(compiled: Compiled, pointer: str) -> Schema:
    """Give the schema of a node, its unconditional `allOf` folded in."""
    base: Any = compiled.structure.base.get(pointer)
    return flat(base) if isinstance(base, dict) else {}


def name(node: Node) -> str:
    """Give the title of a node between quotes."""
    return f"« {node.texts.title} »"


def what(node: Node) -> str:
    """Say what a node is: « la question « Nom » »."""
    if isinstance(node, Repeat):
        return f"la liste {name(node)}"
    if isinstance(node, Group):
        return f"le groupe {name(node)}"
    words = {"note": "la note", "computed": "la valeur calculée", "fixed": "la valeur fixe"}
    return f"{words.get(node.kind, 'la question')} {name(node)}"


def first(text: str) -> str:
    """Begin a sentence with a capital."""
    return text[:1].upper() + text[1:]


def asked(node: Node) -> bool:
    """Say whether a node is a question that a person answers."""
    return isinstance(node, Question) and node.asked
