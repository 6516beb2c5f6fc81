"""What a panel edits: a question, a page or the whole procedure; its own node and what references put under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.authoring.keywords import Path, at, path_of
from forms.authoring.places import known_structure, structure_of
from forms.expansion import Schema
from forms.nodes import flat
from forms.pointers import split
from forms.structure import Structure

UNUSED = ("$comment",)
"""What the engine makes nothing of, and leaves out."""
QUESTION, PAGE, PROCEDURE = "question", "page", "procedure"
"""What a panel is for (`x-ext-of`); a place is the pointer of a question, the id of a page, `""`."""


def effective_node(document: Schema, blocks: Mapping[str, Schema], place: str) -> Mapping[str, Any]:
    """Give a question with what its references put under it: what samples are tried on."""
    return Spot(document, blocks, QUESTION, place).effective


def page_ids(document: Schema) -> list[Any]:
    """Give the ids of the pages, None for one that has none."""
    pages = document.get("x-pages")
    return [page.get("id") if isinstance(page, dict) else None for page in pages] if isinstance(pages, list) else []


@dataclass(frozen=True)
class Spot:
    """One node of a document, as a panel sees it."""

    document: Schema
    blocks: Mapping[str, Schema]
    of: str
    place: str

    @cached_property
    def path(self) -> Path:
        """Where the node stands in the document, or would stand once something is written over a block."""
        if self.of == PROCEDURE:
            return ()
        if self.of == PAGE:
            ids = page_ids(self.document)
            return ("x-pages", ids.index(self.place)) if self.place in ids else ("x-pages", len(ids))
        return self._path_of_question()

    @cached_property
    def own(self) -> Mapping[str, Any]:
        """The node as written in the document itself."""
        found = at(self.document, self.path, {})
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def effective(self) -> Mapping[str, Any]:
        """The node with what its references put under it."""
        if self.of != QUESTION or self._structure is None:
            return self.own
        found = self._structure.base.get(self.place)
        if not isinstance(found, dict):
            return self.own
        return {**flat(found), **{word: self.own[word] for word in UNUSED if word in self.own}}

    @property
    def referenced(self) -> bool:
        """Whether a part of the node stands elsewhere: in a shared block, or under `$defs`."""
        return self.effective != self.own

    @property
    def demanded(self) -> bool:
        """Whether a condition makes the question obligatory, when it holds."""
        ways = self._structure.require.get(self.place, ()) if self._structure is not None else ()
        return any(guards for guards in ways)

    @cached_property
    def holder(self) -> Spot | None:
        """The object or list that the question stands in; None at the root."""
        above = self.place.rpartition("/")[0]
        return Spot(self.document, self.blocks, QUESTION, above) if above else None

    @cached_property
    def _structure(self) -> Structure | None:
        """The structure of what leads to the question, its neighbours left out when no reference leads to them.

        Where that of the whole document is at hand, it is taken: what is asked of it here is the same in both.
        """
        known = known_structure(self.document, self.blocks)
        if known is not None:
            return known
        return structure_of(_around(self.document, self.place), self.blocks) or structure_of(self.document, self.blocks)

    def _path_of_question(self) -> Path:
        path: Path = ()
        for part in split(self.place):
            fixed = isinstance(at(self.document, (*path, "prefixItems")), list) and part.isdecimal()
            path += ("items",) if part == "*" else ("prefixItems", int(part)) if fixed else ("properties", part)
        if at(self.document, path) is not None or self._structure is None:
            return path
        base = self._structure.base.get(self.place)
        origin = self._structure.expansion.origin(base) if base is not None else ""
        return path_of(self.document, origin) if origin and not origin.startswith("/$defs/") else path


def _around(document: Schema, place: str) -> Schema:
    """Give a document without what does not lead to a question: neither its neighbours nor translations."""
    key = next(iter(split(place)), "")
    properties = document.get("properties")
    kept = {word: value for word, value in document.items() if word not in ("x-i18n", "x-pages")}
    if isinstance(properties, dict) and key in properties:
        kept["properties"] = {key: properties[key]}
    return kept
