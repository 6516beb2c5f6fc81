"""The pages and questions of a definition as its author sees them, broken ones included."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.authoring.genres import genre_of
from forms.authoring.keywords import Path, at, pointer_to, put
from forms.expansion import BLOCK, Expansion, Schema, bundle
from forms.nodes import flat
from forms.pointers import join, split
from forms.problems import DefinitionError
from forms.structure import Structure

NO_STRUCTURE: Mapping[str, Schema] = {}


@dataclass(frozen=True, slots=True)
class TreeItem:
    """A question, a group or rows: `pointer` leads into the answers (`*` for rows), `block` is the `$id` it reaches.

    `missing` says that a page names what the definition has not; `page` is the index of the page, -1 for none.
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
    page: int = -1
    depth: int = 0


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
        """Give the pages in order; a definition that lists none has one, with everything."""
        pages = self.document.get("x-pages")
        if not pages:
            fields = [join([key]) for key in self._keys("")]
            pages = [{"id": "formulaire", "title": self.document.get("title", ""), "fields": fields}] if fields else []
        known = list(enumerate(pages)) if isinstance(pages, list) else []
        return tuple(self._page(index, page) for index, page in known if isinstance(page, dict))

    def stray(self) -> tuple[TreeItem, ...]:
        """Give the questions that stand on no page."""
        self.pages()
        return tuple(self._stray("", 0))

    def _stray(self, above: str, depth: int) -> Iterator[TreeItem]:
        for key in self._keys(above):
            pointer = f"{above}{join([key])}"
            if pointer in self.named:
                continue
            if any(one.startswith(pointer + "/") for one in self.named):
                yield from self._stray(pointer, depth + 1)
            else:
                yield self.item(pointer, -1, depth)

    def _page(self, index: int, page: Schema) -> TreePage:
        fields = page.get("fields")
        places = [one for one in fields if isinstance(one, str) and one] if isinstance(fields, list) else []
        self.named |= set(places)
        words = {name: str(page.get(name, "")) for name in ("id", "title", "section", "description")}
        items = tuple(self.item(one, index, 0) for one in places)
        return TreePage(index, words["id"], words["title"], words["section"], words["description"], items)

    def item(self, pointer: str, page: int, depth: int) -> TreeItem:
        """Give one place with what is under it."""
        parts = split(pointer)
        key = parts[-1] if parts else ""
        schema = self.base.get(pointer)
        if not parts or not isinstance(schema, dict):
            return TreeItem(pointer, key, key, missing=True, page=page, depth=depth)
        block = self.structure.block(pointer) if self.structure else str(schema.get(BLOCK, ""))
        title = schema.get("title")
        genre = genre_of(flat(schema), {"$ref": block} if block else {})
        return TreeItem(
            pointer,
            key,
            title if isinstance(title, str) and title.strip() else key,
            genre,
            self._required(pointer),
            bool(self.structure and pointer in self.structure.hide),
            schema.get("x-example") is True,
            block,
            children=tuple(self.item(one, page, depth + 1) for one in self._under(pointer, schema)),
            page=page,
            depth=depth,
        )

    def _required(self, pointer: str) -> bool:
        if self.structure is None:
            return False
        return any(not guards for guards in self.structure.require.get(pointer, ()))

    def _under(self, pointer: str, schema: Schema) -> list[str]:
        sort = _sort(schema)
        if sort == "question":
            return []
        holder = f"{pointer}/*" if sort == "repeat" else pointer
        return [f"{holder}{join([key])}" for key in self._keys(holder)]

    def _keys(self, pointer: str) -> list[str]:
        if self.structure is not None:
            return [key for key in self.structure.keys(pointer) if key != "*"]
        properties = self.base.get(pointer, {}).get("properties", {})
        return list(properties) if isinstance(properties, dict) else []


def _sort(schema: Schema) -> str:
    if schema.get("type") == "object" or isinstance(schema.get("properties"), dict):
        return "group"
    items = schema.get("items")
    rows = isinstance(items, dict) and (items.get("type") == "object" or "properties" in items)
    return "repeat" if rows and schema.get("x-widget") != "file" else "question"


class _Latest:
    """The structures of the latest documents, found by the documents themselves: no operation ever changes one."""

    def __init__(self, most: int) -> None:
        self._known: deque[tuple[Schema, Mapping[str, Schema], Structure | None]] = deque(maxlen=most)

    def known(self, document: Schema, blocks: Mapping[str, Schema]) -> tuple[Structure | None] | None:
        """Give the structure of a document that was asked for lately, in a tuple; None when it was not."""
        for known, under, structure in tuple(self._known):
            if known is document and under is blocks:
                return (structure,)
        return None

    def find(self, document: Schema, blocks: Mapping[str, Schema]) -> Structure | None:
        """Give the structure of a document, made once."""
        known = self.known(document, blocks)
        if known is not None:
            return known[0]
        made = _structure(document, blocks)
        self._known.append((document, blocks, made))
        return made


_LATEST = _Latest(12)


def structure_of(document: Schema, blocks: Mapping[str, Schema]) -> Structure | None:
    """Give the questions of a document; None when its references lead nowhere or its words are of no sort."""
    return _LATEST.find(document, blocks)


def known_structure(document: Schema, blocks: Mapping[str, Schema]) -> Structure | None:
    """Give the questions of a document where they are at hand already, else None."""
    known = _LATEST.known(document, blocks)
    return known[0] if known is not None else None


def _structure(document: Schema, blocks: Mapping[str, Schema]) -> Structure | None:
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


def definition_path(document: Schema, pointer: str) -> Path:
    """Give where a question stands in the document, or would stand once something is written over its block."""
    path: Path = ()
    for part in split(pointer):
        listed = part.isdecimal() and isinstance(at(document, (*path, "prefixItems")), list)
        path += ("items",) if part == "*" else ("prefixItems", int(part)) if listed else ("properties", part)
    return path


def definition_pointer(document: Schema, pointer: str) -> str:
    """Give the JSON Pointer, in the document, of a question: `/enfants/*/nom` stands at `…/items/properties/nom`."""
    return pointer_to(definition_path(document, pointer))


def own(document: Schema, pointer: str) -> Schema | None:
    """Give the node of a question as it is written in this document, or None: a block says it all."""
    found = at(document, definition_path(document, pointer))
    return found if isinstance(found, dict) else None


def effective(document: Schema, blocks: Mapping[str, Schema], pointer: str) -> Schema:
    """Give what holds of a question once each `$ref` is laid under; only what is written when one leads nowhere."""
    structure = structure_of(document, blocks)
    found = structure.base.get(pointer) if structure is not None else None
    return flat(found) if isinstance(found, dict) else own(document, pointer) or {}


def with_node(document: Schema, pointer: str, node: Schema) -> Schema:
    """Give the document with the own node of a question replaced; inside a block, objects are laid over it."""
    return put(document, definition_path(document, pointer), node)


def pages_of(document: Schema, pointer: str) -> tuple[int, ...]:
    """Give the indexes of the pages on which a question stands, itself or with what it is in, or what it holds."""
    pages = document.get("x-pages")
    return tuple(
        index
        for index, page in enumerate(pages if isinstance(pages, list) else ())
        if any(one == pointer or _inside(one, pointer) or _inside(pointer, one) for one in _fields(page))
    )


def _inside(pointer: str, above: str) -> bool:
    return pointer.startswith(above + "/")


def _fields(page: Any) -> list[str]:
    fields = page.get("fields") if isinstance(page, dict) else None
    return [one for one in fields if isinstance(one, str)] if isinstance(fields, list) else []
