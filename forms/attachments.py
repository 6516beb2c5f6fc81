"""Documents in the answers: their metadata come and go by these operations, never by a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.answers import Answers, copied
from forms.offers import find, put, remove
from forms.pointers import split


def add_document(answers: Answers, pointer: str, metadata: Mapping[str, Any]) -> Answers:
    """Add a document (`{id, name, type, size}`) to the question at a pointer that counts rows by index."""
    values = copied(dict(answers.values))
    known = find(values, split(pointer))
    put(values, split(pointer), [*(known if isinstance(known, list) else []), dict(metadata)])
    return replace(answers, values=values)


def drop_document(answers: Answers, document_id: str) -> Answers:
    """Take a document out wherever it stands; a question of which none is left becomes unanswered."""
    return replace(answers, values=_without(dict(answers.values), document_id))


def _without(value: Any, document_id: str) -> Any:
    """Copy a value without a document; a list that held nothing else goes too."""
    if isinstance(value, Mapping):
        made = {key: _without(item, document_id) for key, item in value.items()}
        return {key: item for key, item in made.items() if item != [] or value[key] == []}
    if isinstance(value, list):
        return [
            _without(item, document_id)
            for item in value
            if not (isinstance(item, Mapping) and item.get("id") == document_id)
        ]
    return value


def remove_document(answers: Answers, pointer: str, document_id: str) -> Answers:
    """Take a document out by its id; the question becomes unanswered when none is left."""
    values = copied(dict(answers.values))
    known = find(values, split(pointer))
    if not isinstance(known, list):
        return answers
    left = [item for item in known if not (isinstance(item, dict) and item.get("id") == document_id)]
    if left:
        put(values, split(pointer), left)
    else:
        remove(values, split(pointer))
    return replace(answers, values=values)
