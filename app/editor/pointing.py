"""From a place in the text of a definition to where it is mended: a question, a tab of the settings, the languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import forms
from app.catalogue.library import Library
from forms import authoring

OF_LANGUAGES = ("language", "read-again", "translation")
"""The rules about texts that are translated: their words are in the definition, what is wrong is in a language."""
RULE = re.compile(r"(?<!/properties)/(?:x-checks|x-compute)(?:/|$)")
"""Where a rule or a calculation stands."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a finding is mended that stands in no question: an endpoint, the words of the link, a tab if it has one."""

    endpoint: str
    words: str
    tab: str = ""

    @property
    def values(self) -> dict[str, str]:
        """What the address says beside the procedure."""
        return {"volet": self.tab} if self.tab else {}


def ways(library: Library) -> Callable[[forms.Finding], Way | None]:
    """Give what a page asks for each finding that it shows."""
    return partial(way, settings=library.panels["procedure"])


def way(finding: forms.Finding, settings: Mapping[str, Any]) -> Way | None:
    """Give where else than in a question a finding is mended; `settings` is the panel of the whole procedure."""
    pointer = finding.pointer
    if finding.rule in OF_LANGUAGES or "/x-i18n/" in pointer:
        return Way("editor.languages", "Ouvrir « Langues »")
    if RULE.search(pointer):
        return Way("editor.rules", "Ouvrir « Contrôles, totaux et arrêts »")
    for page in settings["x-pages"] if pointer != "/x-procedure" else ():
        if any(_within(pointer, field) or _within(field, pointer) for field in page["fields"]):
            return Way("editor.settings", f"Ouvrir l’onglet « {page['title']} »", page["id"])
    return Way("editor.settings", "Ouvrir les réglages") if _within(pointer, "/x-procedure") else None


def _within(pointer: str, outer: str) -> bool:
    return bool(outer) and (pointer == outer or pointer.startswith(f"{outer}/"))


def to_questions(report: forms.Report, document: dict[str, Any], blocks: dict[str, dict[str, Any]]) -> forms.Report:
    """Name the question of each finding that stands in the text of one, where the finding names none."""
    known = {one.pointer: one.title for one in _all(authoring.tree(document, blocks))}
    known |= {one.pointer: one.title for one in _items(authoring.stray(document, blocks))}
    return forms.Report(tuple(_named(one, known) for one in report.findings), report.untried)


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
