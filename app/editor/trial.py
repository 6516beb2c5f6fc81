"""A definition being written as an applicant would meet it: compiled once a text, and kept no longer than useful."""

from __future__ import annotations

from typing import Any

import simplejson
from cachetools import LRUCache

import forms
from app.catalogue.library import Library, Loaded
from app.editor.examining import digest

KEPT = 48
"""How many compiled texts are kept at most: those of the people who write now, with and without conditions."""
_KEPT: LRUCache[Any, Loaded | forms.DefinitionError] = LRUCache(maxsize=KEPT)


def tried(library: Library, slug: str, text: str, language: str = "", bare: bool = False) -> Loaded:
    """Give what compiles of a text, ready to be drawn; `bare` without the conditions that hide.

    Raises forms.DefinitionError when nothing compiles.
    """
    key = (slug, digest(text), language, bare, frozenset(library.lists))
    known = _KEPT.get(key)
    if known is None:
        try:
            known = library.drawn(slug, _compiled(library, text, language, bare))
        except forms.DefinitionError as error:
            known = error
        _KEPT[key] = known
    if isinstance(known, forms.DefinitionError):
        raise forms.DefinitionError(known.problems)
    return known


def _compiled(library: Library, text: str, language: str, bare: bool) -> forms.Procedure:
    made = library.try_out(text)
    if bare:
        bundled = simplejson.dumps(unconditional(made.document), use_decimal=True, ensure_ascii=False)
        made = library.try_out(bundled).with_problems(tuple(made.problems))
    return made.in_language(language) if language in made.languages else made


def unconditional(node: Any) -> Any:
    """Give a definition without its conditions: every question of it applies."""
    if isinstance(node, list):
        return [unconditional(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: unconditional(value) for key, value in node.items()}
    entries = made.get("allOf")
    if isinstance(entries, list):
        kept = [one for one in entries if not (isinstance(one, dict) and "if" in one)]
        made = {key: value if key != "allOf" else kept for key, value in made.items() if key != "allOf" or kept}
    return made
