"""What is wrong with a definition: where, in words, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One fault of a definition: a JSON Pointer into it, a sentence, and what would be right."""

    pointer: str
    sentence: str
    right: str = ""

    def __str__(self) -> str:
        return f"#{self.pointer}: {self.sentence} {self.right}".rstrip()


class DefinitionError(ValueError):
    """A definition that cannot be used; `problems` says why."""

    def __init__(self, problems: Iterable[DefinitionProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
