"""What an operation on a definition gives: the new document, where to go on, what else it took away."""

from __future__ import annotations

from dataclasses import dataclass

from forms.expansion import Schema


class AuthoringError(Exception):
    """An operation that cannot be done, in a French sentence for who asked for it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new document; `pointer` is the question that it is about, `page` its page (-1: none), `told` French sentences.

    `told` says what else went or changed: conditions, checks, computations.
    """

    document: Schema
    pointer: str = ""
    page: int = -1
    told: tuple[str, ...] = ()
