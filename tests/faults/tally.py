"""One line of the table: what was tried, what was acknowledged, and the four numbers that must be zero."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

HEAD = (
    "| fault | trials | requests acknowledged | saves acknowledged | values lost | sent twice | numbers twice "
    "| mails lost | what was seen |",
    "|---|--:|--:|--:|--:|--:|--:|--:|---|",
)


@dataclass
class Tally:
    """What one fault was tried with; `broken` says in words what else went wrong, and fails the run like a loss."""

    fault: str
    trials: int = 0
    sent: int = 0
    saved: int = 0
    lost: int = 0
    twice: int = 0
    numbers_twice: int = 0
    mails_lost: int = 0
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def clean(self) -> bool:
        """Say whether every zero is zero."""
        return not (self.lost or self.twice or self.numbers_twice or self.mails_lost or self.broken)

    def add(self, name: str, by: int = 1) -> None:
        """Count something, from whichever thread."""
        with self._lock:
            setattr(self, name, getattr(self, name) + by)

    def lose(self, words: str) -> None:
        """Count a value that was acknowledged and is not there."""
        self.add("lost")
        self.broke(words)

    def broke(self, words: str) -> None:
        """Say what went wrong; the first ten are kept."""
        with self._lock:
            if len(self.broken) < 10:
                self.broken.append(words)

    def expect(self, right: bool, words: str) -> None:
        """Say what went wrong unless it went right."""
        if not right:
            self.broke(words)

    def line(self) -> str:
        """Give the line of the table."""
        numbers = (self.trials, self.sent, self.saved, self.lost, self.twice, self.numbers_twice, self.mails_lost)
        words = "; ".join([*self.notes, *(f"**{one}**" for one in self.broken)])
        return f"| {self.fault} | {' | '.join(f'{one:,}' for one in numbers)} | {words} |"


def total(tallies: Iterable[Tally]) -> Tally:
    """Add the lines up."""
    made = Tally("**in all**")
    for one in tallies:
        for name in ("trials", "sent", "saved", "lost", "twice", "numbers_twice", "mails_lost"):
            made.add(name, getattr(one, name))
    return made


def table(tallies: Sequence[Tally]) -> str:
    """Write the table as Markdown."""
    return "\n".join([*HEAD, *(one.line() for one in tallies), total(tallies).line()])
