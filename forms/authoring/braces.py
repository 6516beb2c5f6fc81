"""The title of a row: its answers are named between braces, by their technical name; an author writes their title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.authoring.places import structure_of
from forms.authoring.spots import Spot
from forms.messages import BRACES
from forms.nodes import flat, json_type
from forms.pointers import split


def with_names(spot: Spot, title: str) -> str:
    """Put the name of a question where its title stands between braces; what names none, or several, stays."""
    keys: dict[str, set[str]] = {}
    known = set()
    for key, words in _questions(spot):
        known.add(key)
        keys.setdefault(_alike(words), set()).add(key)

    def named(found: Any) -> str:
        name = found[1].strip()
        wanted = {name} if name in known else keys.get(_alike(name), set())
        return f"{{{next(iter(wanted))}}}" if len(wanted) == 1 else str(found[0])

    return BRACES.sub(named, title)


def _questions(spot: Spot) -> Iterator[tuple[str, str]]:
    """Give the name and the title of each question of a row, without those of rows inside of it."""
    structure = structure_of(spot.document, spot.blocks)
    base: Mapping[str, Any] = structure.base if structure else {}
    row = f"{spot.place}/*/"
    for pointer, schema in base.items():
        inside = pointer.removeprefix(row)
        if not pointer.startswith(row) or "*" in split(f"/{inside}") or not isinstance(schema, dict):
            continue
        node = flat(schema)
        if json_type(node) != "object" and node.get("x-widget") != "note":
            yield split(pointer)[-1], str(node.get("title", ""))


def _alike(words: str) -> str:
    """Give words as they are compared: capitals, spaces and the shape of apostrophes aside."""
    return " ".join(words.replace("’", "'").casefold().split())
