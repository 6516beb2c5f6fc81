"""What is wrong with a definition: where, in words, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One fault of a definition: a JSON Pointer into it, a sentence, and what would be right.

    The sentence and what to do are for who knows no JSON; `detail` says the same to who writes it, in its words.
    """

    pointer: str
    sentence: str
    right: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"#{self.pointer}:", self.sentence, self.right, self.detail) if part)


class DefinitionError(ValueError):
    """A definition that cannot be used; `problems` says why."""

    def __init__(self, problems: Iterable[DefinitionProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
