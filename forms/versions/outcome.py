"""What becomes of one draft: its answers, what is asked again, what is dropped, and the sentences that say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from forms.answers import Answers
from forms.model import Json
from forms.versions import telling
from forms.versions.change import Change

UNCHANGED, CARRIED, DROPPED, ASKED = "unchanged", "carried", "dropped", "asked again"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that must be answered again (or for the first time, on a page already done).

    `reason` is `added`, `required`, `shown` (it applies now), `answer` (it no longer fits) or `check`; `pointer`
    counts rows by index; `message` is the problem's own sentence.
    """

    pointer: str
    page: str
    label: str
    reason: str
    message: str

    @property
    def sentence(self) -> str:
        """Say what is to be done and why."""
        return telling.asked(self.reason, self.label, self.message)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A visible answer that the new version does not show.

    `reason` is `removed`, `kind` (the question cannot hold it any more) or `hidden` (kept aside in the draft: the
    question does not apply any more); `pointer` is the old one with the ids of rows, `page` the old page's id;
    `shown` is the value as it was shown, masked when it is sensitive; `stored` the value itself (documents).
    """

    pointer: str
    page: str
    label: str
    shown: tuple[str, ...]
    reason: str
    stored: Json = None

    @property
    def sentence(self) -> str:
        """Say what is gone."""
        return telling.dropped(self.reason, self.label, self.shown)


@dataclass(frozen=True, slots=True)
class Told:
    """A question of this draft that is new or has another page: said, never asked; `was` is the old page's title."""

    pointer: str
    page: str
    label: str
    reason: str
    was: str = ""

    @property
    def sentence(self) -> str:
        """Say what is new."""
        return telling.told(self.reason, self.label, self.was)


def nothing(pointer: str) -> str | None:
    """Follow a pointer to where it is already."""
    return pointer


def nowhere(_pointer: str) -> str:
    """Know the page of nothing."""
    return ""


@dataclass(frozen=True)
class Migration:
    """A draft carried to the next version of its procedure.

    `answers` are for the new version; `asked_again` and `dropped` are what the applicant must know, `told` what is
    new or moved and asks nothing; `follow` gives where the answer at an old pointer is now (rows by id or index),
    None when it is gone: documents and revisions follow by it; `page_at` the page of a new pointer.
    """

    answers: Answers
    asked_again: tuple[Asked, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    told: tuple[Told, ...] = ()
    changes: tuple[Change, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    follow: Callable[[str], str | None] = nothing
    page_at: Callable[[str], str] = nowhere
    same: bool = False

    @property
    def verdict(self) -> str:
        """Say in one word what becomes of the draft: `unchanged`, `carried`, `dropped` or `asked again`."""
        if self.asked_again:
            return ASKED
        if self.dropped:
            return DROPPED
        return UNCHANGED if self.same and not self.told else CARRIED

    @property
    def sentence(self) -> str:
        """Say to the applicant in one sentence what changed; `""` when nothing did."""
        return self.sentence_on("")

    def sentence_on(self, day: str) -> str:
        """Say it with the day on which the form changed, already in words (« 24 novembre 2026 »)."""
        return telling.whole(self, day) if self.changes else ""

    @cached_property
    def pages(self) -> Mapping[str, tuple[str, ...]]:
        """What each page of the new version should say, by its id: first what to do, then what is gone or new."""
        made: dict[str, list[str]] = {}
        said = [(one.page, one.sentence) for one in self.asked_again]
        said += [(one.page, one.sentence) for one in self.dropped]
        said += [(one.page, one.sentence) for one in self.told]
        for page, sentence in said:
            made.setdefault(page, []).append(sentence)
        return {page: tuple(dict.fromkeys(sentences)) for page, sentences in made.items()}

    @cached_property
    def questions(self) -> Mapping[str, str]:
        """What should stand at each question, by its pointer with the indexes of rows."""
        told = {one.pointer: one.sentence for one in self.told}
        return told | {one.pointer: one.sentence for one in self.asked_again}


@dataclass(frozen=True, slots=True)
class Affected:
    """What a migration would do to one draft, for those who publish: its verdict and how much it is about."""

    verdict: str
    asked_again: int = 0
    dropped: int = 0
