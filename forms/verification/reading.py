"""Rules and calculations that read a question which does not exist, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from forms.model import ABSENT, Check, Node
from forms.operands import blank, idle, lost, unsaid
from forms.ordering import parent_of
from forms.screen import RULES
from forms.verification.subject import Found, Subject


class _Reads(NamedTuple):
    """Something that reads answers: its logic, the object it stands on, in words, how to mend it, where, its question.

    `counts` says that it is a calculation, not a rule.
    """

    logic: Any
    scope: str
    name: str
    right: str
    place: str
    node: Node | None
    counts: bool = False

    def found(self, wrong: str, detail: str = "") -> Found:
        """Say what is wrong with it."""
        return Found(f"{self.name} {wrong}", self.right, self.node, self.place, detail=detail)


def reads_what_is_not(subject: Subject) -> Iterator[Found]:
    """Give the rules and calculations that name no question where they should name one."""
    for one in _all(subject):
        names = lost(one.logic, one.scope, subject.compiled.nodes)
        if names:
            listed = ", ".join(f"« {name} »" for name in names)
            detail = (
                f"{listed} n’est pas une question." if len(names) == 1 else f"Ce ne sont pas des questions : {listed}."
            )
            yield one.found("lit une question qui n’existe pas.", detail)
        elif blank(one.logic):
            yield one.found("lit une question qui n’existe plus.", "« null » y tient la place d’une réponse.")


def counts_nothing(subject: Subject) -> Iterator[Found]:
    """Give the calculations that nobody has said yet: they begin as the sum of nothing."""
    for one in _all(subject):
        if one.counts and unsaid(one.logic):
            yield one.found("n’est pas encore dit.")


def reads_nothing(subject: Subject) -> Iterator[Found]:
    """Give the rules and calculations that read no question at all, and so give everybody the same."""
    for one in _all(subject):
        if idle(one.logic) and not blank(one.logic) and not (one.counts and unsaid(one.logic)):
            yield one.found("ne lit aucune question : le résultat est le même pour tout le monde.")


def unsound(subject: Subject, check: Check) -> bool:
    """Say whether what a check reads is wrong already, so that no answers need be tried."""
    return bool(lost(check.logic, check.scope, subject.compiled.nodes)) or blank(check.logic)


def _all(subject: Subject) -> Iterator[_Reads]:
    for question in subject.compiled.questions():
        if question.compute is not ABSENT:
            name, place = (
                f"Le calcul de {subject.name(question.pointer)}",
                f"{subject.place(question.pointer)}/x-compute",
            )
            right = f"Refaites-le à la page {RULES}."
            yield _Reads(question.compute, parent_of(question.pointer), name, right, place, question, True)
    for check in subject.compiled.checks:
        node, place = subject.compiled.nodes.get(check.at), subject.check_place(check)
        right = f"Corrigez-la à la page {RULES}, ou supprimez-la."
        yield _Reads(check.logic, check.scope, f"La règle « {check.message} »", right, place, node)
