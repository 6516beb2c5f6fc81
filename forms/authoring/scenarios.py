"""Example answers kept as the tests of a procedure: what they show now, and how that differs from what was expected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from forms.answers import Answers
from forms.model import Problem
from forms.procedure import Procedure
from forms.views import RecapSection

MOST_TOLD = 12
"""How many differences are told one by one."""


class Shown(NamedTuple):
    """A page that applies: its id, by which it is compared, and its title."""

    id: str
    title: str


class Said(NamedTuple):
    """A problem, a warning or a stop: where and by which keyword, by which it is compared, and its sentence."""

    pointer: str
    keyword: str
    words: str


class Line(NamedTuple):
    """A line of the recap: compared by its question and its value, whatever its label has become."""

    pointer: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What answers show: the pages that apply, what keeps them from being sent, what ends the request, the recap."""

    pages: tuple[Shown, ...] = ()
    problems: tuple[Said, ...] = ()
    stop: Said | None = None
    recap: tuple[Line, ...] = ()
    warnings: tuple[Said, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give a JSON value."""
        lists = {
            name: [list(one) for one in getattr(self, name)] for name in ("pages", "problems", "recap", "warnings")
        }
        return {**lists, "stop": list(self.stop) if self.stop else None}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Outcome:
        """Read what `to_json` wrote."""
        stop = document.get("stop")
        return cls(
            pages=tuple(Shown(*one) for one in document.get("pages", ())),
            problems=tuple(Said(*one) for one in document.get("problems", ())),
            stop=Said(*stop) if stop else None,
            recap=tuple(Line(*one) for one in document.get("recap", ())),
            warnings=tuple(Said(*one) for one in document.get("warnings", ())),
        )

    def followed(self, follow: Callable[[str], str | None]) -> Outcome:
        """Give the same outcome with the pointers that its questions have now; those that are gone keep theirs."""

        def at(pointer: str) -> str:
            return follow(pointer) or pointer

        def said(found: Sequence[Said]) -> tuple[Said, ...]:
            return tuple(one._replace(pointer=at(one.pointer)) for one in found)

        recap = tuple(one._replace(pointer=at(one.pointer)) for one in self.recap)
        stop = self.stop._replace(pointer=at(self.stop.pointer)) if self.stop else None
        return replace(self, problems=said(self.problems), warnings=said(self.warnings), recap=recap, stop=stop)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Example answers with a name, and what they must show."""

    name: str
    answers: Answers
    expected: Outcome

    def to_json(self) -> dict[str, Any]:
        """Give a JSON value."""
        return {"name": self.name, "answers": self.answers.to_json(), "expected": self.expected.to_json()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Scenario:
        """Read what `to_json` wrote."""
        answers = Answers.from_json(document.get("answers", {}))
        return cls(str(document.get("name", "")), answers, Outcome.from_json(document.get("expected", {})))


def observe(procedure: Procedure, answers: Answers, today: date | None) -> Outcome:
    """Give what answers show on a day, every page taken as posted; sensitive values are masked."""
    known = replace(answers, posted=None)
    stop = procedure.stop(known, today=today)
    return Outcome(
        pages=tuple(Shown(one.page.id, one.page.title) for one in procedure.journey(known, today=today).stages),
        problems=tuple(_said(one) for one in procedure.problems(known, today=today)),
        stop=_said(stop) if stop else None,
        recap=tuple(_lines(procedure.recap(known, masked=True, today=today))),
        warnings=tuple(_said(one) for one in procedure.warnings(known, today=today)),
    )


def _said(problem: Problem) -> Said:
    return Said(problem.pointer, problem.keyword, problem.message)


def _lines(sections: Sequence[RecapSection], above: str = "") -> Iterator[Line]:
    for section in sections:
        before = f"{section.title}, " if above else ""
        for row in section.rows:
            yield Line(row.pointer, f"{before}{row.label}", " / ".join(row.value))
        yield from _lines(section.sections, section.title)


def compare(expected: Outcome, outcome: Outcome) -> list[str]:
    """Say in sentences how an outcome differs from the expected one; nothing when it is the same.

    The wording of titles, labels and messages does not count: a test is about what happens.
    """
    found = [
        *_pages(expected.pages, outcome.pages),
        *_stops(expected.stop, outcome.stop),
        *_sayings(
            expected.problems, outcome.problems, "Un problème n’est plus signalé", "Un problème nouveau est signalé"
        ),
        *_sayings(
            expected.warnings,
            outcome.warnings,
            "Un avertissement n’est plus donné",
            "Un nouvel avertissement est donné",
        ),
        *_recaps(expected.recap, outcome.recap),
    ]
    more = len(found) - MOST_TOLD
    return (
        found
        if more <= 0
        else [*found[:MOST_TOLD], f"Et {more} autre{'s' if more > 1 else ''} différence{'s' if more > 1 else ''}."]
    )


def _pages(old: Sequence[Shown], new: Sequence[Shown]) -> Iterator[str]:
    before, after = {one.id for one in old}, {one.id for one in new}
    for one in old:
        if one.id not in after:
            yield f"La page « {one.title} » ne s’affiche plus."
    for one in new:
        if one.id not in before:
            yield f"La page « {one.title} » s’affiche maintenant."
    if [one.id for one in old if one.id in after] != [one.id for one in new if one.id in before]:
        yield "Les pages ne sont plus dans le même ordre."


def _stops(old: Said | None, new: Said | None) -> Iterator[str]:
    if old is not None and new is None:
        yield f"La demande n’est plus arrêtée : « {old.words} »"
    elif new is not None and (old is None or old.pointer != new.pointer):
        yield f"La demande est maintenant arrêtée : « {new.words} »"


def _sayings(old: Sequence[Said], new: Sequence[Said], gone: str, come: str) -> Iterator[str]:
    before, after = {one[:2] for one in old}, {one[:2] for one in new}
    yield from (f"{gone} : « {one.words} »" for one in old if one[:2] not in after)
    yield from (f"{come} : « {one.words} »" for one in new if one[:2] not in before)


def _recaps(old: Sequence[Line], new: Sequence[Line]) -> Iterator[str]:
    before, after = {one.pointer: one for one in old}, {one.pointer: one for one in new}
    for pointer, one in before.items():
        now = after.get(pointer)
        if now is None:
            yield f"Le récapitulatif ne montre plus « {one.label} » ({_value(one)})."
        elif now.value != one.value:
            yield f"« {now.label} » : le récapitulatif montre {_value(now)} au lieu de {_value(one)}."
    for pointer, one in after.items():
        if pointer not in before:
            yield f"Le récapitulatif montre maintenant « {one.label} » ({_value(one)})."


def _value(line: Line) -> str:
    return f"« {line.value} »" if line.value else "rien"
