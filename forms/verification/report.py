"""What a verification found: each finding with its rule, its place, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from forms.problems import DefinitionProblem

BLOCKS = "blocks"
WARNS = "warns"
FORMAT = "format"
EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `pointer` leads into the bundled definition, `asked` names the question by its pointer in the answers.

    `severity` is `blocks` (it cannot be published so) or `warns`; `question` and `page_title` are the words people see.
    The sentence is for who knows no JSON; `detail` says what to do to who writes it, in its words.
    """

    rule: str
    severity: str
    pointer: str
    wrong: str
    right: str
    asked: str = ""
    question: str = ""
    page: str = ""
    page_title: str = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        """Say what is wrong, then what to do."""
        return f"{self.wrong} {self.right}".rstrip()

    @property
    def blocks(self) -> bool:
        """Say whether it keeps the definition from being published."""
        return self.severity == BLOCKS

    def to_json(self) -> dict[str, Any]:
        """Give a JSON object, the whole sentence beside its two halves."""
        return {**asdict(self), "sentence": self.sentence}

    def __str__(self) -> str:
        weight = "bloque" if self.blocks else "avertit"
        where = f" [page « {self.page_title} »]" if self.page_title else ""
        return f"#{self.pointer}: {weight} ({self.rule}){where} {self.sentence} {self.detail}".rstrip()


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, in the order of the rules; `untried` names what had too many answers to try them all."""

    findings: tuple[Finding, ...] = ()
    untried: tuple[str, ...] = ()

    @classmethod
    def of_problems(cls, problems: Iterable[DefinitionProblem]) -> Report:
        """Give the report of a definition that cannot even be loaded."""
        return cls(tuple(of_format(problem) for problem in problems))

    @property
    def blocks(self) -> bool:
        """Say whether anything keeps the definition from being published."""
        return any(one.blocks for one in self.findings)

    @property
    def unproved(self) -> int:
        """Count the conditions that were not tried on all answers."""
        return len(self.untried)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Give what is wrong, without the list of examples to replace."""
        return tuple(one for one in self.findings if one.rule != EXAMPLE)

    @property
    def examples(self) -> tuple[Finding, ...]:
        """Give the values marked as examples, to be replaced before real use."""
        return tuple(one for one in self.findings if one.rule == EXAMPLE)

    def to_json(self) -> dict[str, Any]:
        """Give a JSON object for tools."""
        return {
            "blocks": self.blocks,
            "unproved": self.unproved,
            "untried": list(self.untried),
            "findings": [one.to_json() for one in self.findings],
        }


def of_format(problem: DefinitionProblem) -> Finding:
    """Give a problem of the definition itself as a finding that blocks."""
    return Finding(FORMAT, BLOCKS, problem.pointer, problem.sentence, problem.right, detail=problem.detail)
