"""What a page offers on its first display: last year's answer or the profile's, the default, the BIC of an IBAN."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from forms.answers import Answers, copied
from forms.compiler import Compiled
from forms.model import ABSENT, MaybeJson, Page, Question
from forms.pointers import split

Sources = Mapping[str, Mapping[str, Any]]


def offer(
    compiled: Compiled, page: Page, answers: Answers, sources: Sources
) -> tuple[Mapping[str, Any], dict[str, MaybeJson]]:
    """Lay prefills and defaults under the answers of a page that was not posted yet.

    Gives the values to draw from and what was offered, by pointer. Rows are offered nothing: they begin empty.
    """
    offers: dict[str, MaybeJson] = {}
    if not answers.was_posted(page.id):
        for question in page.questions():
            value = _offered(question, answers, sources)
            if value is not ABSENT:
                offers[question.pointer] = value
    if not offers:
        return answers.values, offers
    values = copied(dict(answers.values))
    for pointer, value in offers.items():
        put(values, split(pointer), value)
    return values, offers


def offerable(page: Page) -> tuple[Question, ...]:
    """Give the questions of a page that may have a prefill or a default."""
    return tuple(q for q in page.questions() if "*" not in q.pointer and (q.prefill or q.default is not ABSENT))


def _offered(question: Question, answers: Answers, sources: Sources) -> MaybeJson:
    if "*" in question.pointer or question.pointer in answers.offered or question.read_only or question.write_only:
        return ABSENT
    if not question.prefill and question.default is ABSENT:
        return ABSENT
    if find(answers.values, split(question.pointer)) is not ABSENT:
        return ABSENT
    value = from_source(question.prefill, sources)
    return question.default if value is ABSENT else value


def from_source(name: str, sources: Sources) -> MaybeJson:
    """Read a prefill: `profile.adresse` is a key of the profile, `previous./sepa/iban` a pointer into old answers."""
    source, _, place = name.partition(".")
    if not place or source not in sources:
        return ABSENT
    parts = split(place) if place.startswith("/") else place.split(".")
    value = find(sources[source], parts)
    return ABSENT if value in (None, "", [], {}) else value


def find(values: Any, parts: list[str]) -> MaybeJson:
    """Follow parts into answers; ABSENT where nothing is."""
    for part in parts:
        if isinstance(values, Mapping) and part in values:
            values = values[part]
        elif isinstance(values, list) and part.isdecimal() and int(part) < len(values):
            values = values[int(part)]
        else:
            return ABSENT
    found: MaybeJson = values
    return found


def put(values: dict[str, Any], parts: list[str], value: Any) -> None:
    """Put a value into answers, making the objects on the way; what lies there and holds nothing gives way."""
    holder: Any = values
    for part, following in pairwise(parts):
        deeper = find(holder, [part])
        if not (isinstance(deeper, dict) or (isinstance(deeper, list) and following.isdecimal())):
            deeper = {}
            _assign(holder, part, deeper)
        holder = deeper
    _assign(holder, parts[-1], value)


def _assign(holder: Any, part: str, value: Any) -> None:
    if isinstance(holder, list):
        index = int(part)
        holder.extend([None] * (index + 1 - len(holder)))
        holder[index] = value
    else:
        holder[part] = value


def remove(values: dict[str, Any], parts: list[str]) -> None:
    """Take a value out of answers, if it is there; in a list its place stays, blank."""
    holder = find(values, parts[:-1]) if len(parts) > 1 else values
    if isinstance(holder, dict):
        holder.pop(parts[-1], None)
    elif isinstance(holder, list) and parts[-1].isdecimal() and int(parts[-1]) < len(holder):
        holder[int(parts[-1])] = None
