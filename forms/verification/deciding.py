"""Conditions that are always true or never, and those that read a question hidden at that time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from forms.conditions import Test
from forms.model import ABSENT, Question
from forms.verification.atoms import points_of
from forms.verification.domains import Domain
from forms.verification.subject import Found, Subject
from forms.verification.worlds import MOST, built

WHERE = "À l’onglet « Condition » de la question qu’elle montre"


def always_true(subject: Subject) -> Iterator[Found]:
    """Give the conditions that hold for every answer to the questions that they read."""
    for test, _ in subject.explorer.tried:
        questions = _read_alone(subject, test)
        if not questions:
            continue
        names = subject.names(test.reads)
        if _all_hold(test, questions, [_anything(subject, one, test) for one in questions]):
            yield Found(
                f"La condition sur {names} est toujours vraie, avec ou sans réponse.",
                f"{WHERE}, retirez-la, ou corrigez la réponse qu’elle attend.",
                questions[0],
                test.origin,
            )
        elif _chooses(subject, test) and _all_hold(test, questions, [_closed(subject, q, test) for q in questions]):
            yield Found(
                f"La condition sur {names} est vraie quelle que soit la réponse.",
                f"{WHERE}, retirez une des réponses qu’elle attend, ou dites plutôt « a une réponse ».",
                questions[0],
                test.origin,
            )


def never_true(subject: Subject) -> Iterator[Found]:
    """Give the conditions that no valid answers to the questions they read make true."""
    for test in _dead(subject):
        if not _hidden_alone(subject, test):
            yield Found(
                f"La condition sur {subject.names(test.reads)} n’est jamais vraie.",
                f"{WHERE}, corrigez la réponse qu’elle attend : aucune réponse acceptée ne convient.",
                _first(subject, test),
                test.origin,
            )


def reads_what_is_hidden(subject: Subject) -> Iterator[Found]:
    """Give the conditions that would hold, were what they read not hidden at that time."""
    for test in _dead(subject):
        if _hidden_alone(subject, test):
            yield Found(
                f"La condition regarde {subject.names(test.reads)}, dont une réponse est cachée à ce moment : "
                "elle n’est jamais vraie.",
                f"{WHERE}, regardez une question visible en même temps, ou corrigez la condition qui la cache.",
                _first(subject, test),
                test.origin,
            )


def _dead(subject: Subject) -> Iterator[Test]:
    """Give the conditions that no valid answers make true; what cannot be proved is not said."""
    for test, cone in subject.explorer.tried:
        if not test.reads or _of_a_branch(test):
            continue
        worlds = subject.explorer.worlds(cone)
        if not worlds.complete:
            continue
        frames = (frame for world in worlds.valid if (frame := world.frame(test.scope)) is not None)
        verdicts = (subject.compiled.relevance.passes(test, frame) for frame in frames)
        if next(verdicts, None) is False and not any(verdicts):
            yield test


def _of_a_branch(test: Test) -> bool:
    """Say whether a test only names the branch of an alternative, which the engine makes by itself."""
    return not test.origin.endswith("/if") and "/dependent" not in test.origin


def _hidden_alone(subject: Subject, test: Test) -> bool:
    """Say whether only what is hidden keeps a test from being true: no limit, no check that blocks."""
    worlds = subject.explorer.worlds(subject.explorer.cones.of_tests([test]))
    frames = (frame for world in worlds.all if (frame := world.frame(test.scope)) is not None)
    passes = any(subject.compiled.relevance.passes(test, frame) for frame in frames)
    return not passes and _could_hold(subject, test)


def _could_hold(subject: Subject, test: Test) -> bool:
    """Say whether valid answers could make a test true if nothing were hidden."""
    questions = _read_alone(subject, test)
    explorer = subject.explorer
    domains = [explorer.domains.valid(q, explorer.schema(q), explorer.asked(q.pointer, [test])) for q in questions]
    choices = [(ABSENT, *domain.values) for domain in domains]
    return bool(questions) and any(_hold(test, questions, choices))


def _read_alone(subject: Subject, test: Test) -> list[Question]:
    """Give the questions that a test reads, or none when it also reads groups, rows or what is computed."""
    found = [subject.compiled.nodes.get(pointer) for pointer in sorted(test.reads)]
    prefix = f"{test.scope}/"
    alone = [
        one
        for one in found
        if isinstance(one, Question)
        and one.compute is ABSENT
        and one.kind not in ("fixed", "note")
        and one.pointer.startswith(prefix)
        and "*" not in one.pointer.removeprefix(prefix)
    ]
    return alone if len(alone) == len(found) else []


def _all_hold(test: Test, questions: Sequence[Question], domains: Sequence[Domain | None]) -> bool:
    known = [one for one in domains if one is not None and one.complete and one.values]
    if len(known) < len(questions) or prod(len(one.values) for one in known) > MOST:
        return False
    return all(_hold(test, questions, [one.values for one in known]))


def _hold(test: Test, questions: Sequence[Question], choices: Sequence[Sequence[Any]]) -> Iterator[bool]:
    """Try a test on combinations of answers to what it reads."""
    if prod(len(one) for one in choices) > MOST:
        return
    names = [question.pointer.removeprefix(test.scope) for question in questions]
    for values in product(*choices):
        yield test.holds(built(dict(zip(names, values, strict=True)), {}, {}))


def _anything(subject: Subject, question: Question, test: Test) -> Domain:
    asked = subject.explorer.asked(question.pointer, [test])
    domain = subject.explorer.domains.any(question, asked)
    return Domain((ABSENT, *domain.values), domain.complete)


def _closed(subject: Subject, question: Question, test: Test) -> Domain | None:
    return subject.explorer.domains.closed(question, subject.explorer.asked(question.pointer, [test]))


def _chooses(subject: Subject, test: Test) -> bool:
    """Say whether a test names answers, and not only that there is one."""
    points = points_of(schema for _, schema in subject.explorer.atoms(test))
    return bool(points.values or points.members)


def _first(subject: Subject, test: Test) -> Any:
    return next((subject.compiled.nodes[one] for one in sorted(test.reads) if one in subject.compiled.nodes), None)
