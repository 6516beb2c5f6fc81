"""The options of a question: found by their text, by their label, by words; a named list is one such value, shared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from forms.model import Choice

MANY = 500
"""More options than this are never written into a page: they are searched."""
SHOWN = 12
YES_NO = {"fr": ("Oui", "Non"), "en": ("Yes", "No")}
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


class Options(tuple[Choice, ...]):
    """Options in their order. What finds them is made at the first search and kept: 50,000 take a few milliseconds."""

    @cached_property
    def by_text(self) -> Mapping[str, Choice]:
        """The options by the text that stands for each in a page; the first of two."""
        return {option_text(one.value): one for one in reversed(self)}

    @cached_property
    def by_label(self) -> Mapping[str, tuple[Choice, ...]]:
        """The options by their label, without capitals."""
        found: dict[str, tuple[Choice, ...]] = {}
        for one in self:
            key = one.label.casefold()
            found[key] = (*found.get(key, ()), one)
        return found

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        return tuple(plain_text(f"{one.label} {one.hint}") for one in self)

    def search(self, text: str, most: int = SHOWN) -> tuple[Choice, ...]:
        """Give the options that hold every word of a text, those that begin with it first."""
        wanted = plain_text(text)
        words = wanted.split()
        first: list[Choice] = []
        rest: list[Choice] = []
        for one, label in zip(self, self._plain, strict=True):
            if all(word in label for word in words):
                held = first if label.startswith(wanted) else rest
                if len(held) < most:
                    held.append(one)
                if len(first) == most:
                    break
        return tuple([*first, *rest][:most])


def named_list(rows: Iterable[Mapping[str, Any]], language: str = "fr") -> Options:
    """Make the options of a named list from its rows `{const, title, description}`."""
    return Options(choice(row, language) for row in rows)


def choice(row: Mapping[str, Any], language: str = "fr") -> Choice:
    """Make an option from `{const, title, description}`."""
    value = row["const"]
    label = str(row.get("title", value_label(value, language)))
    return Choice(value, label, str(row.get("description", "")), row.get("x-example") is True)


def value_label(value: Any, language: str = "fr") -> str:
    """Give the label of an option that has none of its own: « Oui » and « Non » are said in every language we speak."""
    own = YES_NO["fr"]
    said = YES_NO.get(language, own)
    if isinstance(value, bool):
        return said[0 if value else 1]
    return said[own.index(value)] if value in own else str(value)


def option_text(value: Any) -> str:
    """Give the text that stands for an option in the page: `true`, `1`, or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def plain_text(text: str) -> str:
    """Give a text without accents, capitals and double spaces, as it is compared in a search."""
    apart = unicodedata.normalize("NFD", text.casefold().translate(LIGATURES))
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


def indexed(choices: tuple[Choice, ...]) -> Options:
    """Give options that can be searched."""
    return choices if isinstance(choices, Options) else Options(choices)
