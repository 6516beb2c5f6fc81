"""A copy of a definition that may be changed in place: its translations follow the nodes that they translate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.answers import copied
from forms.expansion import Schema, step
from forms.pointers import escape, join, split

WORD = "x-i18n"


@dataclass(frozen=True, slots=True)
class _Text:
    """A translation: the object or list of the definition that it stands at, what is left of its pointer, the words."""

    pointer: str
    holder: Any
    rest: tuple[str, ...]
    words: Any


class Changing:
    """A definition being changed; `document` may be changed freely until `finished` gives it."""

    def __init__(self, document: Schema) -> None:
        self.document: Schema = copied(document)
        self._copies: dict[int, list[Any]] = {}
        self._texts = {code: list(self._read(texts)) for code, texts in _languages(self.document)}

    def copy(self, node: Any) -> Any:
        """Give a copy of a part of the definition, which will have the same translations."""
        made = copied(node)
        self.same(node, made)
        return made

    def same(self, node: Any, made: Any) -> None:
        """Say that one part of the definition was made from another, which stays: its translations count for both."""
        if isinstance(node, dict) and isinstance(made, dict):
            self._copies.setdefault(id(node), []).append(made)
            for key in node.keys() & made.keys():
                self.same(node[key], made[key])
        elif isinstance(node, list) and isinstance(made, list):
            self._copies.setdefault(id(node), []).append(made)
            for old, new in zip(node, made, strict=False):
                self.same(old, new)

    def translations(self, holder: Any) -> Iterator[tuple[Schema, str, str]]:
        """Give, for the texts that translate what an object holds: the language's texts, the pointer, the last word."""
        for code, texts in self._texts.items():
            for text in texts:
                if text.holder is holder and len(text.rest) == 1:
                    yield self.document[WORD][code], text.pointer, text.rest[0]

    def finished(self) -> Schema:
        """Give the document with its translations at their places; those of what is gone are gone."""
        if any(self._texts.values()):
            where = {id(node): pointer for node, pointer in containers(self.document)}
            for code, texts in self._texts.items():
                self.document[WORD][code] = self._written(self.document[WORD][code], texts, where)
        return self.document

    def _read(self, texts: Mapping[str, Any]) -> Iterator[_Text]:
        for pointer, words in texts.items():
            node: Any = self.document
            parts = split(pointer)
            depth = 0
            while depth < len(parts) - 1 and isinstance(deeper := step(node, parts[depth]), dict | list):
                node, depth = deeper, depth + 1
            yield _Text(pointer, node, tuple(parts[depth:]), words)

    def _written(self, now: Mapping[str, Any], texts: list[_Text], where: Mapping[int, str]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        more: dict[str, Any] = {}
        for text in texts:
            words = now.get(text.pointer, text.words)
            place = where.get(id(text.holder))
            if place is not None:
                made[place + join(text.rest)] = words
            for copy in self._copies.get(id(text.holder), ()):
                if id(copy) in where:
                    more[where[id(copy)] + join(text.rest)] = words
        return {**made, **{pointer: words for pointer, words in more.items() if pointer not in made}}


def containers(document: Schema) -> Iterator[tuple[Any, str]]:
    """Give every object and list of a definition with its pointer, its translations aside."""
    waiting: list[tuple[Any, str]] = [(document, "")]
    while waiting:
        node, pointer = waiting.pop()
        if isinstance(node, dict):
            yield node, pointer
            waiting.extend(
                (child, f"{pointer}/{escape(key)}")
                for key, child in node.items()
                if isinstance(child, dict | list) and not (key == WORD and not pointer)
            )
        elif isinstance(node, list):
            yield node, pointer
            waiting.extend(
                (child, f"{pointer}/{index}") for index, child in enumerate(node) if isinstance(child, dict | list)
            )


def _languages(document: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    languages = document.get(WORD)
    for code, texts in languages.items() if isinstance(languages, dict) else ():
        if isinstance(texts, dict):
            yield code, texts
