"""Answers at rest: what a definition marks `x-sensitive` is sealed wherever answers are stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import forms
from app.database import dump, parse
from app.sealing import seal, unseal

MARK, ABOUT = "$sealed", "answer"


def sealed(answers: Mapping[str, Any], procedure: forms.Procedure) -> dict[str, Any]:
    """Give answers as they are stored (`Answers.to_json`), each sensitive value sealed with the key of today."""
    values = answers["values"]
    for question in procedure.questions:
        if question.sensitive:
            values = _sealed_at(values, question.pointer.split("/")[1:])
    return {**answers, "values": values}


def _sealed_at(values: Any, parts: list[str]) -> Any:
    """Seal what stands at a pointer, in every row where it has a `*`."""
    if not parts:
        return values if values in (None, "", [], {}) or is_sealed(values) else {MARK: seal(dump(values), ABOUT)}
    part, *rest = parts
    if part == "*" and isinstance(values, list):
        return [_sealed_at(one, rest) for one in values]
    name = part.replace("~1", "/").replace("~0", "~")
    if isinstance(values, Mapping) and name in values:
        return {**values, name: _sealed_at(values[name], rest)}
    return values


def is_sealed(stored: Any) -> bool:
    """Say whether a stored value is sealed."""
    return isinstance(stored, Mapping) and set(stored) == {MARK}


def opened(stored: Any) -> Any:
    """Give stored answers as they were, every sealed value opened. Raises UnsealError without its key."""
    if isinstance(stored, Mapping):
        if is_sealed(stored):
            return parse(unseal(str(stored[MARK]), ABOUT))
        return {key: opened(value) for key, value in stored.items()}
    if isinstance(stored, list):
        return [opened(value) for value in stored]
    return stored


def resealed(stored: Any, change: Callable[[str], str]) -> Any:
    """Give stored answers with every sealed text changed."""
    if is_sealed(stored):
        return {MARK: change(str(stored[MARK]))}
    if isinstance(stored, Mapping):
        return {key: resealed(value, change) for key, value in stored.items()}
    if isinstance(stored, list):
        return [resealed(value, change) for value in stored]
    return stored
