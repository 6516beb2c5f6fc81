"""What every kind of question can do: read a post, fill its boxes, show, clean, check and mask a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from forms.model import ABSENT, MaybeJson, Question, empty

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a kind has against a value: the keyword of its sentence, what the sentence tells, the box it is about."""

    keyword: str = "format"
    params: Mapping[str, Any] = field(default_factory=empty)
    box: str = ""


class Kind:
    """A family of questions. One instance serves every question of its name; it keeps nothing."""

    name: ClassVar[str] = "text"
    suffixes: ClassVar[tuple[str, ...]] = ("",)

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give the value for the draft from the texts posted for each box; as typed when it cannot be read."""
        text = self.first(posted)
        return text if text else ABSENT

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Give the text of each box for a value of the draft."""
        return {"": "" if value is ABSENT or value is None else str(value)}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Give the lines that show a value on the recap."""
        return (str(value),)

    def normalise(self, question: Question, text: str) -> str:
        """Give the text as it is best stored; kept only if the question accepts it."""
        return text

    def check(self, question: Question, value: Any) -> Fault | None:
        """Give what JSON Schema cannot say against a value, or None."""
        return None

    def box_of(self, fault: Fault) -> str:
        """Give the suffix of the box that the error summary leads to."""
        return fault.box or self.suffixes[0]

    def mask(self, question: Question, value: Any) -> tuple[str, ...]:
        """Give what stands for a value that must not be seen."""
        return ("••••",)

    @staticmethod
    def first(posted: Posted, suffix: str = "") -> str:
        """Give the first text posted for a box, without the space at its ends and on one line."""
        texts = posted.get(suffix, ())
        return " ".join(texts[0].split("\n")).replace("\r", "").strip() if texts else ""
