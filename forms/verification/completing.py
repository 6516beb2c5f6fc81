"""What keeps everybody, or some, from finishing: required and hidden, required and never asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from forms.conditions import Conjunction, Guard, tests_of
from forms.kinds.choices import label_of
from forms.kinds.numbers import write
from forms.model import ABSENT, Group, Node, Question
from forms.screen import CONDITION, QUESTION
from forms.verification.cones import holders
from forms.verification.reaching import never_shown
from forms.verification.subject import Found, Subject
from forms.verification.worlds import World

TRIED = 12
SHOWN = 3


def required_never_shown(subject: Subject) -> Iterator[Found]:
    """Give the questions that are required of everybody and never apply."""
    for node in _required_and_hidden(subject):
        if _told_of_all(subject, node) and _stuck(subject, node) is not None:
            yield Found(
                f"{subject.name(node.pointer)} est obligatoire mais jamais montrée : personne ne peut finir.",
                f"Corrigez la condition qui la cache, à {CONDITION}, ou décochez « Réponse obligatoire », à "
                f"{QUESTION}.",
                node,
            )


def required_when_hidden(subject: Subject) -> Iterator[Found]:
    """Give the questions that stay required for some of those to whom they are hidden."""
    for node in _required_and_hidden(subject):
        world = _stuck(subject, node) if not _told_of_all(subject, node) else None
        if world is not None:
            yield Found(
                f"{subject.name(node.pointer)} est cachée mais reste obligatoire, par exemple quand "
                f"{_told(subject, node, world)} : personne ne peut finir dans ce cas.",
                f"Décochez « Réponse obligatoire », à {QUESTION}, et cochez « Réponse obligatoire dans ce cas », à "
                "l’onglet « Condition ».",
                node,
                detail="Exigez-la dans le « then » de la condition qui la montre, et non dans « required ».",
            )


def required_not_asked(subject: Subject) -> Iterator[Found]:
    """Give the questions that are required, and to which nobody can give an answer."""
    for question in subject.compiled.questions():
        given = question.compute is not ABSENT or question.kind == "fixed" or question.default is not ABSENT
        unseen = not question.asked or question.widget == "hidden"
        if question.required and unseen and not (given or question.prefill):
            yield Found(
                f"{subject.name(question.pointer)} est obligatoire, mais personne ne peut y répondre.",
                f"Décochez « Réponse obligatoire », à {QUESTION}, ou changez la question pour qu’on puisse y répondre.",
                question,
            )


def _told_of_all(subject: Subject, node: Node) -> bool:
    """Say whether a node is asked of everybody and shown to nobody."""
    chain = [node, *(subject.compiled.nodes[above] for above in holders(node.pointer))]
    everybody = all(one.required and one.pointer not in subject.explorer.hidden for one in chain[1:])
    return node.required and everybody and never_shown(subject, node.pointer)


def _required_and_hidden(subject: Subject) -> Iterator[Node]:
    """Give the nodes that something may hide while something else asks for them."""
    for pointer in subject.explorer.hidden:
        hides, requires = subject.compiled.hide[pointer], subject.compiled.require.get(pointer, ())
        if any(not _opposed(hide, need) for hide in hides for need in requires):
            yield subject.compiled.nodes[pointer]


def _opposed(hide: Conjunction, need: Conjunction) -> bool:
    """Say whether two sets of conditions can never hold together, one being the `then` and one the `else` of a test."""
    guards = {(id(part.test), part.negated) for part in hide if isinstance(part, Guard)}
    return any(isinstance(part, Guard) and (id(part.test), not part.negated) in guards for part in need)


def _stuck(subject: Subject, node: Node) -> World | None:
    """Give answers for which a node is hidden and asked for all the same, judged by the whole definition."""
    explorer = subject.explorer
    ways = subject.compiled.require[node.pointer]
    cone = explorer.hidden[node.pointer] | explorer.cones.of_conditions(ways)
    holder = node.pointer.rpartition("/")[0]
    candidates = (
        world
        for world in explorer.worlds(cone).valid
        if not world.shows(node.pointer)
        and (frame := world.frame(holder)) is not None
        and subject.compiled.relevance.required(node, frame)
    )
    return next((world for world in islice(candidates, TRIED) if _missing(subject, node, world)), None)


def _missing(subject: Subject, node: Node, world: World) -> bool:
    found = subject.compiled.relevance.decide(world.values, subject.today)
    concrete = node.pointer.replace("*", "0")
    faults = subject.compiled.judge.faults(found)
    return concrete not in found.visible and any(
        fault.template == node.pointer and fault.keyword in ("required", "dependentRequired") for fault in faults
    )


def _told(subject: Subject, node: Node, world: World) -> str:
    """Say the answers of a world that decide."""
    ways = [*subject.compiled.hides_of(node.pointer), *subject.compiled.require[node.pointer]]
    reads = dict.fromkeys(read for way in ways for test in tests_of(way) for read in sorted(test.reads))
    known = [(subject.compiled.nodes.get(read), world.answer(read)) for read in reads]
    said = [f"« {one.texts.title} » {_value(one, value)}" for one, value in known if one is not None]
    return " et ".join(said[:SHOWN]) or "la page s’ouvre"


def _value(node: Node, value: Any) -> str:
    if value is ABSENT or isinstance(node, Group):
        return "n’a pas de réponse" if value is ABSENT else "est rempli"
    if isinstance(value, list | dict):
        return "a une réponse"
    if isinstance(node, Question) and node.choices:
        return f"est « {label_of(node, value)} »"
    if isinstance(value, bool):
        return "est coché" if value else "n’est pas coché"
    return f"est « {value} »" if isinstance(value, str) else f"est {write(value)}"
