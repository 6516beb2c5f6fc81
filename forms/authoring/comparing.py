"""Whether an answer of a panel is still what was read: a post changes only what a person changed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.builder import FORBIDDEN
from forms.kinds import KINDS
from forms.model import ABSENT, MaybeJson, Question

NOTHING: tuple[Any, ...] = (ABSENT, None, "", [], {})


def alike(question: Question, old: MaybeJson, new: MaybeJson) -> bool:
    """Say whether a value posted is the one that was drawn, however it was spelled."""
    if question.kind == "checkbox":
        return (old is True) == (new is True)
    if question.kind == "choices":
        return set(map(repr, _offered(question, old))) == set(map(repr, _offered(question, new)))
    if question.kind == "choice" and new in NOTHING:
        return old in NOTHING or not _is_offered(question, old)
    if old in NOTHING:
        return new in NOTHING
    if new in NOTHING:
        return _as_posted(question, old) in NOTHING
    return _equal(old, new) or _equal(_as_posted(question, old), new)


def merged(question: Question, old: MaybeJson, new: MaybeJson) -> MaybeJson:
    """Give what to write: for boxes, the order that was written and what the panel does not offer are kept."""
    if question.kind != "choices" or not (new in NOTHING or isinstance(new, list)):
        return ABSENT if new in NOTHING else new
    before, ticked = (value if isinstance(value, list) else [] for value in (old, new))
    kept = [value for value in before if value in ticked or not _is_offered(question, value)]
    return [*kept, *(value for value in ticked if value not in kept)] or ABSENT


def cleaned(question: Question, value: MaybeJson) -> MaybeJson:
    """Give a value as the answers of a panel hold it: nothing instead of an empty one."""
    return ABSENT if value in NOTHING else value


def plain(value: Any) -> Any:
    """Copy a JSON value as a form can hold it: numbers without their spelling, no sign that nobody types."""
    if isinstance(value, Mapping):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    if isinstance(value, str):
        return value.translate(FORBIDDEN)
    return Decimal(value) if isinstance(value, Decimal) else value


def _offered(question: Question, value: MaybeJson) -> list[Any]:
    return [one for one in value if _is_offered(question, one)] if isinstance(value, list) else []


def _is_offered(question: Question, value: Any) -> bool:
    return any(_equal(option.value, value) for option in question.choices)


def _as_posted(question: Question, value: Any) -> MaybeJson:
    """Give what the page would post for a value that nobody touches."""
    kind = KINDS[question.kind]
    return kind.read(question, {suffix: (text,) for suffix, text in kind.boxes(question, value).items()})


def _equal(one: Any, two: Any) -> bool:
    return bool(one == two) and isinstance(one, bool) == isinstance(two, bool)
