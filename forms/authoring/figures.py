"""The figures of a definition: which question shows which file, with which words for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.authoring.keywords import drop, put
from forms.authoring.places import structure_of
from forms.authoring.results import sturdy
from forms.authoring.spots import QUESTION, Spot
from forms.expansion import Schema

FIGURE = "x-figure"


@dataclass(frozen=True, slots=True)
class Shown:
    """A question that shows a figure."""

    pointer: str
    title: str
    file: str
    alt: str


def figures(document: Schema, blocks: Mapping[str, Schema]) -> tuple[Shown, ...]:
    """Give the questions that show a figure, in the order of the definition."""
    structure = structure_of(document, blocks)
    found = []
    for pointer, schema in structure.base.items() if structure else ():
        figure = schema.get(FIGURE) if isinstance(schema, Mapping) else None
        if isinstance(figure, Mapping):
            title = str(schema.get("title") or pointer.rpartition("/")[2])
            found.append(Shown(pointer, title, str(figure.get("file", "")), str(figure.get("alt", ""))))
    return tuple(found)


def figure_files(document: Any) -> Iterator[str]:
    """Give the name of every file that a document shows, wherever it stands."""
    if isinstance(document, Mapping):
        figure = document.get(FIGURE)
        if isinstance(figure, Mapping) and isinstance(figure.get("file"), str):
            yield figure["file"]
        for value in document.values():
            yield from figure_files(value)
    elif isinstance(document, list):
        for value in document:
            yield from figure_files(value)


@sturdy
def set_figure(document: Schema, blocks: Mapping[str, Schema], pointer: str, file: str, alt: str) -> Schema:
    """Give the document where a question shows a figure, or none when `file` is empty."""
    path = Spot(document, blocks, QUESTION, pointer).path
    if not file:
        return drop(document, (*path, FIGURE))
    return put(document, (*path, FIGURE), {"file": file, "alt": alt})
