"""From a place in the text of a definition to the question where it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import forms
from forms import authoring


def to_questions(report: forms.Report, document: dict[str, Any], blocks: dict[str, dict[str, Any]]) -> forms.Report:
    """Name the question of each finding that stands in the text of one, where the finding names none."""
    known = {one.pointer: one.title for one in _all(authoring.tree(document, blocks))}
    known |= {one.pointer: one.title for one in _items(authoring.stray(document, blocks))}
    return forms.Report(tuple(_named(one, known) for one in report.findings), report.unproved)


def _named(finding: forms.Finding, known: dict[str, str]) -> forms.Finding:
    """Give a finding with its question; one that is not in the tree cannot be opened."""
    pointer = finding.asked or place_of(finding.pointer)
    if pointer not in known:
        return replace(finding, asked="")
    return replace(finding, asked=pointer, question=finding.question or known[pointer])


def place_of(pointer: str) -> str:
    """Give the pointer into the answers of a place in a definition: of the question that it stands in."""
    found, parts = "", pointer.split("/")[1:]
    while parts:
        if parts[0] == "properties" and len(parts) > 1:
            found, parts = f"{found}/{parts[1]}", parts[2:]
        elif parts[0] == "items" and len(parts) > 1 and parts[1] == "properties":
            found, parts = f"{found}/*", parts[1:]
        else:
            return found
    return found


def _all(pages: Iterable[authoring.TreePage]) -> Iterable[authoring.TreeItem]:
    for page in pages:
        yield from _items(page.items)


def _items(items: Iterable[authoring.TreeItem]) -> Iterable[authoring.TreeItem]:
    for one in items:
        yield one
        yield from _items(one.children)
