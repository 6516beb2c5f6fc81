"""One spot of a definition that names a question: told by its pointer, rewritten or taken out in place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forms.expansion import Schema
from forms.pointers import join, split

CONDITION, CHECK, REFUSAL, CALCULATION = "condition", "check", "refusal", "calculation"
DECLARES, REQUIRES, ORDERS, TEST, EFFECT, EITHER = "declares", "requires", "orders", "test", "effect", "either"
PAGE, AT, READS, COMPUTES, BESIDE, TITLE, ANSWER = "page", "at", "reads", "computes", "beside", "title", "answer"


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """What goes whole when a question that it reads goes: a condition, a check, a refusal (`not`).

    A calculation stays, `scope` being its question: it is settled without what is gone.
    """

    kind: str
    scope: str
    node: Schema
    remove: Callable[[], None]


@dataclass(frozen=True, slots=True, eq=False)
class Mention(ABC):
    """A question named at one spot; `pointer` may have the index of a row where it was written so."""

    pointer: str
    role: str
    scope: str
    unit: Unit | None

    def fits(self, pointer: str) -> bool:
        """Say whether this spot can name a question at another pointer."""
        return _parent(pointer) == self.scope

    @abstractmethod
    def rename(self, pointer: str) -> None:
        """Name another question here."""

    @abstractmethod
    def drop(self) -> None:
        """Name nothing here any more."""


@dataclass(frozen=True, slots=True, eq=False)
class KeyMention(Mention):
    """A name that is a key: of `properties`, of `dependentRequired`, of `dependentSchemas`."""

    holder: Schema

    def rename(self, pointer: str) -> None:
        """Write another key, at the same place among the keys."""
        old, new = split(self.pointer)[-1], split(pointer)[-1]
        pairs = [(new if key == old else key, value) for key, value in self.holder.items()]
        self.holder.clear()
        self.holder.update(pairs)

    def drop(self) -> None:
        """Take the key out."""
        self.holder.pop(split(self.pointer)[-1], None)


@dataclass(frozen=True, slots=True, eq=False)
class NameMention(Mention):
    """A name in a list: `required`, `x-order`, `dependentRequired`."""

    holder: list[Any]

    def rename(self, pointer: str) -> None:
        """Write another name at its place."""
        old, new = split(self.pointer)[-1], split(pointer)[-1]
        self.holder[:] = [new if name == old else name for name in self.holder]

    def drop(self) -> None:
        """Take the name out."""
        old = split(self.pointer)[-1]
        self.holder[:] = [name for name in self.holder if name != old]


@dataclass(frozen=True, slots=True, eq=False)
class TextMention(Mention):
    """A pointer or a dotted name in a text: `holder[key]`; `removed` is what taking it out does."""

    holder: Any
    key: Any
    dotted: bool
    removed: Callable[[], None]

    def fits(self, pointer: str) -> bool:
        """Say whether the text can name that pointer: inside its scope, no other rows on the way."""
        return _under(pointer, self.scope) and "*" not in split(pointer)[len(split(self.scope)) :]

    def rename(self, pointer: str) -> None:
        """Write the pointer of another question, or of what it holds."""
        inner = split(pointer)[len(split(self.scope)) :]
        self.holder[self.key] = ".".join(inner) if self.dotted else join(inner)

    def drop(self) -> None:
        """Take the text out."""
        self.removed()


@dataclass(frozen=True, slots=True, eq=False)
class TitleMention(Mention):
    """A question named in braces in the title of a row."""

    holder: Schema

    def rename(self, pointer: str) -> None:
        """Name another question in the braces."""
        old, new = split(self.pointer)[-1], split(pointer)[-1]
        self.holder["title"] = self.holder["title"].replace(f"{{{old}}}", f"{{{new}}}")

    def drop(self) -> None:
        """Take the braces out, and the title when nothing else is in it."""
        self.holder["title"] = without_braces(self.holder["title"], split(self.pointer)[-1])
        if not self.holder["title"]:
            del self.holder["title"]


def mapping(node: Any, word: str) -> dict[str, Any]:
    """Give the object that a keyword holds, itself; an empty one when it holds none."""
    found = node.get(word) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def listing(node: Any, word: str) -> list[Any]:
    """Give the list that a keyword holds, itself; an empty one when it holds none."""
    found = node.get(word) if isinstance(node, dict) else None
    return found if isinstance(found, list) else []


def without_braces(title: str, name: str) -> str:
    """Give the title of a row without one of its questions."""
    return " ".join(title.replace(f"{{{name}}}", "").split())


def covers(old: str, pointer: str) -> bool:
    """Say whether a pointer is another one, or leads into it; the index of a row stands for `*`."""
    wanted, given = split(old), split(pointer)
    return len(given) >= len(wanted) and all(
        want == got or (want == "*" and got.isdecimal()) for want, got in zip(wanted, given, strict=False)
    )


def moved(pointer: str, old: str, new: str) -> str:
    """Give where a pointer at or under `old` leads once that is `new`; indexes of rows stay as they were written."""
    given, before, after = split(pointer), split(old), split(new)
    written = [
        given[place] if part == "*" and before[place : place + 1] == ["*"] else part for place, part in enumerate(after)
    ]
    return join([*written, *given[len(before) :]])


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _under(pointer: str, above: str) -> bool:
    return not above or pointer.startswith(above + "/")
