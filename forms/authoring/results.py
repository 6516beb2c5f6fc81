"""What an operation on a definition gives: the new document, where to go on, what else it took away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from forms.expansion import Schema

P = ParamSpec("P")
T = TypeVar("T")
ODD = (AttributeError, KeyError, IndexError, TypeError)
"""What reading a definition raises when its author wrote a word of another sort than the dialect says."""
NOT_UNDERSTOOD = "La démarche est écrite ici d’une façon que l’éditeur ne comprend pas : corrigez-la dans le JSON."


class AuthoringError(Exception):
    """An operation that cannot be done, in a French sentence for who asked for it."""


def sturdy(operation: Callable[P, T]) -> Callable[P, T]:
    """Make an operation say, in a sentence, that a definition is too odd for it."""

    @wraps(operation)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return operation(*args, **kwargs)
        except ODD as error:
            raise AuthoringError(NOT_UNDERSTOOD) from error

    return tried


@dataclass(frozen=True, slots=True)
class Made:
    """A new document; `pointer` is the question that it is about, `page` its page (-1: none), `told` French sentences.

    `told` says what else went or changed: conditions, checks, computations.
    """

    document: Schema
    pointer: str = ""
    page: int = -1
    told: tuple[str, ...] = ()
