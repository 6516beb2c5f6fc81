"""Pages and questions that nobody can ever reach, whatever they answer."""

from __future__ import annotations

from collections.abc import Iterator

from forms.model import Node, Question, leaves
from forms.screen import CONDITION
from forms.verification.cones import holders
from forms.verification.subject import Found, Subject


def unreachable_pages(subject: Subject) -> Iterator[Found]:
    """Give the pages of which no question ever applies."""
    for page in subject.compiled.pages:
        if page.nodes and all(_lost(subject, node) for node in page.nodes):
            reads = _reads(subject, [node.pointer for node in page.nodes])
            yield Found(
                f"Personne n’arrive jamais à la page « {page.title} » : toutes ses questions restent cachées.",
                f"Corrigez leurs conditions, qui regardent {reads}, ou supprimez la page.",
                page=page,
            )


def unreachable_questions(subject: Subject) -> Iterator[Found]:
    """Give the questions, groups and notes that never apply; those of a page that nobody reaches are told with it."""
    for pointer in subject.explorer.hidden:
        node = subject.compiled.nodes[pointer]
        page = subject.pages.get(pointer)
        if not _told_here(node) or not never_shown(subject, pointer):
            continue
        if any(never_shown(subject, above) for above in holders(pointer)):
            continue
        if page is None or not all(_lost(subject, one) for one in page.nodes):
            yield Found(
                f"Personne ne verra jamais {subject.name(pointer)} : aucune réponse acceptée n’y mène.",
                f"Corrigez sa condition, qui regarde {_reads(subject, [pointer])}, à {CONDITION}, ou supprimez-la.",
                node,
            )


def never_shown(subject: Subject, pointer: str) -> bool:
    """Say whether valid answers never make a node apply; what cannot be proved is not said."""
    cone = subject.explorer.hidden.get(pointer)
    node = subject.compiled.nodes[pointer]
    if cone is None or (isinstance(node, Question) and node.deprecated):
        return False
    worlds = subject.explorer.worlds(cone)
    return worlds.complete and not any(world.shows(pointer) for world in worlds.valid)


def _lost(subject: Subject, node: Node) -> bool:
    """Say whether a node never applies, or nothing in it does."""
    if never_shown(subject, node.pointer):
        return True
    inside = list(leaves(node))
    return not isinstance(node, Question) and bool(inside) and all(never_shown(subject, q.pointer) for q in inside)


def _told_here(node: Node) -> bool:
    return not isinstance(node, Question) or node.asked or node.kind == "note"


def _reads(subject: Subject, pointers: list[str]) -> str:
    """Name what the conditions of some nodes read."""
    ways = [way for pointer in pointers for way in subject.compiled.hides_of(pointer)]
    read = subject.explorer.cones.of_conditions(ways)
    return subject.names(read.questions | read.lists)
