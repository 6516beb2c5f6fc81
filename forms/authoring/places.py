"""The pages and questions of a definition as its author sees them, broken ones included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.expansion import BLOCK, Expansion, Schema, bundle
from forms.pointers import join, split
from forms.problems import DefinitionError
from forms.structure import Structure

NO_STRUCTURE: Mapping[str, Schema] = {}


@dataclass(frozen=True, slots=True)
class TreeItem:
    """A question, a group or rows: `pointer` leads into the answers (`*` for rows), `block` is the `$id` it reaches.

    `missing` says that a page names what the definition has not.
    """

    pointer: str
    key: str
    title: str
    genre: str = ""
    required: bool = False
    conditional: bool = False
    example: bool = False
    block: str = ""
    missing: bool = False
    children: tuple[TreeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class TreePage:
    """A page: its place among the pages, its words, what stands on it."""

    index: int
    id: str
    title: str
    section: str = ""
    description: str = ""
    items: tuple[TreeItem, ...] = ()


class Tree:
    """Everything of a definition by pointer, read once."""

    def __init__(self, document: Schema, blocks: Mapping[str, Schema]) -> None:
        self.document = document
        self.structure = structure_of(document, blocks)
        self.base: Mapping[str, Any] = self.structure.base if self.structure else _plain(document)
        self.named: set[str] = set()

    def pages(self) -> tuple[TreePage, ...]:
        """Give the pages in order."""
        pages = self.document.get("x-pages")
        known = [one for one in pages if isinstance(one, dict)] if isinstance(pages, list) else []
        return tuple(self._page(index, page) for index, page in enumerate(known))

    def stray(self) -> tuple[TreeItem, ...]:
        """Give the questions that stand on no page."""
        self.pages()
        return tuple(self._stray(""))

    def _stray(self, above: str) -> Iterator[TreeItem]:
        for key in self._keys(above):
            pointer = f"{above}{join([key])}"
            if pointer in self.named:
                continue
            if any(one.startswith(pointer + "/") for one in self.named):
                yield from self._stray(pointer)
            else:
                yield self.item(pointer)

    def _page(self, index: int, page: Schema) -> TreePage:
        fields = page.get("fields")
        places = [one for one in fields if isinstance(one, str)] if isinstance(fields, list) else []
        self.named |= set(places)
        words = {name: str(page.get(name, "")) for name in ("id", "title", "section", "description")}
        items = tuple(self.item(one) for one in places)
        return TreePage(index, words["id"], words["title"], words["section"], words["description"], items)

    def item(self, pointer: str) -> TreeItem:
        """Give one place with what is under it."""
        parts = split(pointer)
        key = parts[-1] if parts else ""
        schema = self.base.get(pointer)
        if not isinstance(schema, dict):
            return TreeItem(pointer, key, key, missing=True)
        block = self.structure.block(pointer) if self.structure else str(schema.get(BLOCK, ""))
        title = schema.get("title")
        return TreeItem(
            pointer,
            key,
            title if isinstance(title, str) and title.strip() else key,
            genre_of(schema),
            self._required(pointer),
            bool(self.structure and pointer in self.structure.hide),
            schema.get("x-example") is True,
            block,
            children=tuple(self.item(one) for one in self._under(pointer, schema)),
        )

    def _required(self, pointer: str) -> bool:
        if self.structure is None:
            return False
        return any(not guards for guards in self.structure.require.get(pointer, ()))

    def _under(self, pointer: str, schema: Schema) -> list[str]:
        if schema.get("x-widget") == "file" or genre_of(schema) not in ("group", "repeat"):
            return []
        holder = f"{pointer}/*" if genre_of(schema) == "repeat" else pointer
        return [f"{holder}{join([key])}" for key in self._keys(holder)]

    def _keys(self, pointer: str) -> list[str]:
        if self.structure is not None:
            return [key for key in self.structure.keys(pointer) if key != "*"]
        properties = self.base.get(pointer, {}).get("properties", {})
        return list(properties) if isinstance(properties, dict) else []


def genre_of(schema: Schema) -> str:
    """Say whether a schema is a `group`, a `repeat` or a `question`."""
    if schema.get("type") == "object" or isinstance(schema.get("properties"), dict):
        return "group"
    items = schema.get("items")
    rows = isinstance(items, dict) and (items.get("type") == "object" or "properties" in items)
    return "repeat" if rows and schema.get("x-widget") != "file" else "question"


def structure_of(document: Schema, blocks: Mapping[str, Schema]) -> Structure | None:
    """Give the questions of a document; None when its references lead nowhere or its words are of no sort."""
    try:
        return Structure(Expansion(bundle(document, blocks)))
    except (DefinitionError, AttributeError, KeyError, TypeError, ValueError, IndexError):
        return None


def _plain(document: Schema) -> Mapping[str, Any]:
    """Give what stands in the document itself, by pointer: a stand-in where references cannot be followed."""
    found: dict[str, Any] = {"": document}

    def down(schema: Any, pointer: str) -> None:
        properties = schema.get("properties") if isinstance(schema, dict) else None
        for key, child in properties.items() if isinstance(properties, dict) else ():
            found[f"{pointer}{join([key])}"] = child
            down(child, f"{pointer}{join([key])}")
        items = schema.get("items") if isinstance(schema, dict) else None
        if isinstance(items, dict):
            found[f"{pointer}/*"] = items
            down(items, f"{pointer}/*")

    down(document, "")
    return found


def tree(document: Schema, blocks: Mapping[str, Schema]) -> tuple[TreePage, ...]:
    """Give the pages of a definition with what stands on them."""
    return Tree(document, blocks).pages()


def stray(document: Schema, blocks: Mapping[str, Schema]) -> tuple[TreeItem, ...]:
    """Give the questions that stand on no page."""
    return Tree(document, blocks).stray()
