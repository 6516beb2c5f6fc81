"""A definition being written as an applicant would meet it: compiled once a text, and kept no longer than useful."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

import simplejson
from cachetools import LRUCache

import forms
from app.catalogue.library import Library, Loaded
from app.editor.examining import digest
from forms import authoring

KEPT = 48
"""How many compiled texts are kept at most: those of the people who write now, with and without conditions."""
FRESH = 30.0
"""For how many seconds a text with faults is taken as read: a list that it lacked may have been made meanwhile."""


class _Tried(NamedTuple):
    """What a text gave, and when."""

    loaded: Loaded | None
    problems: tuple[forms.DefinitionProblem, ...]
    at: float


_KEPT: LRUCache[Any, _Tried] = LRUCache(maxsize=KEPT)
_LOCK = Lock()


def tried(library: Library, slug: str, text: str, language: str = "", bare: bool = False) -> Loaded:
    """Give what compiles of a text, ready to be drawn; `bare` without the conditions that hide.

    Raises forms.DefinitionError when nothing compiles.
    """
    key = (slug, digest(text), language, bare)
    with _LOCK:
        known = _KEPT.get(key)
    if known is None or (known.problems and monotonic() - known.at > FRESH):
        known = _try(library, slug, text, language, bare)
        with _LOCK:
            _KEPT[key] = known
    if known.loaded is None:
        raise forms.DefinitionError(known.problems)
    return known.loaded


def _try(library: Library, slug: str, text: str, language: str, bare: bool) -> _Tried:
    try:
        made = _compiled(library, text, language, bare)
    except forms.DefinitionError as error:
        return _Tried(None, error.problems, monotonic())
    return _Tried(library.drawn(slug, made), tuple(made.problems), monotonic())


def _compiled(library: Library, text: str, language: str, bare: bool) -> forms.Procedure:
    made = library.try_out(text)
    if bare:
        bundled = simplejson.dumps(authoring.unconditional(made.document), use_decimal=True, ensure_ascii=False)
        made = library.try_out(bundled).with_problems(tuple(made.problems))
    return made.in_language(language) if language in made.languages else made
