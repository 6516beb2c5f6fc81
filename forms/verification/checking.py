"""Cross-field checks (`x-checks`) that nobody can pass, that say nothing, or that read what is hidden."""

from __future__ import annotations

from collections.abc import Iterator

from forms.model import Check
from forms.operands import idle
from forms.screen import RULES
from forms.verification.cones import Cone
from forms.verification.explorer import applies, fails
from forms.verification.falling import falls
from forms.verification.reading import unsound
from forms.verification.subject import Found, Subject
from forms.verification.worlds import World

WHERE = f"à la page {RULES}"


def checks_that_stop_everybody(subject: Subject) -> Iterator[Found]:
    """Give the checks that block and that no answers satisfy."""
    for check in _checks(subject):
        verdicts = _verdicts(subject, check) if check.effect != "warn" else set()
        if verdicts == {True}:
            wrong = (
                "arrête tout le monde" if check.effect == "stop" else "n’est jamais satisfaite : personne ne peut finir"
            )
            yield _found(subject, check, f"La règle « {check.message} » {wrong}.", f"Corrigez-la {WHERE}.")


def checks_of_what_is_hidden(subject: Subject) -> Iterator[Found]:
    """Give the checks that fail because a question they read is hidden, whatever is answered elsewhere."""
    for check in _checks(subject):
        if check.effect == "warn" or _verdicts(subject, check) == {True}:
            continue
        for world in _applied(subject, check, _cone(subject, check)):
            missing = frozenset(read for read in check.reads if not world.shows(read))
            if missing and falls(check.logic, check.scope, missing, subject.compiled.nodes):
                names = subject.names(missing)
                wrong = f"La règle « {check.message} » refuse toujours la demande quand {names} ne se montre pas."
                right = f"Cochez {names} sous « Seulement quand ces questions sont remplies », {WHERE}."
                yield _found(subject, check, wrong, right)
                break


def checks_that_say_nothing(subject: Subject) -> Iterator[Found]:
    """Give the checks that never fail, and the warnings that everybody gets."""
    for check in _checks(subject):
        verdicts = _verdicts(subject, check) if not idle(check.logic) else set()
        if verdicts == {False}:
            wrong = f"La règle « {check.message} » ne se déclenche jamais."
            yield _found(subject, check, wrong, f"Corrigez-la {WHERE}, ou supprimez-la.")
        elif verdicts == {True} and check.effect == "warn":
            wrong = f"L’avertissement « {check.message} » se montre à tout le monde."
            right = f"Corrigez sa règle {WHERE}, ou mettez ce texte dans l’indication d’une question."
            yield _found(subject, check, wrong, right)


def _checks(subject: Subject) -> Iterator[Check]:
    """Give the checks whose answers are worth trying: those that read what is not there are told of as such."""
    return (one for one in subject.compiled.checks if not unsound(subject, one))


def _cone(subject: Subject, check: Check) -> Cone:
    cones = subject.explorer.cones
    return cones.of_reads(check.reads) | cones.of_node(check.at)


def _applied(subject: Subject, check: Check, cone: Cone) -> Iterator[World]:
    """Give the worlds in which a check is tried, no other check failing."""
    for world in subject.explorer.worlds(cone, check).all:
        alone = all(one is check for one in world.failing)
        if world.accepted and alone and any(applies(subject.compiled, check, world.found)):
            yield world


def _verdicts(subject: Subject, check: Check) -> set[bool]:
    """Give whether a check fails, over all answers: one verdict proves something, none when it cannot be proved."""
    cone = _cone(subject, check)
    if cone.lists - frozenset(_lists(check)) or not subject.explorer.worlds(cone, check).complete:
        return set()
    return {
        fails(subject.compiled, check, frame, subject.today)
        for world in _applied(subject, check, cone)
        for frame in applies(subject.compiled, check, world.found)
    }


def _lists(check: Check) -> Iterator[str]:
    """Give the lists whose rows a check stands in."""
    parts = check.scope.split("/*")
    yield from ("/*".join(parts[:place]) for place in range(1, len(parts)))


def _found(subject: Subject, check: Check, wrong: str, right: str) -> Found:
    return Found(wrong, right, subject.compiled.nodes.get(check.at), subject.check_place(check))
