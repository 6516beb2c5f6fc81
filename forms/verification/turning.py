"""Conditions and checks that look at a page further on than where they act."""

from __future__ import annotations

from collections.abc import Iterator

from forms.conditions import tests_of
from forms.model import Question, leaves
from forms.screen import RULES
from forms.verification.subject import Found, Subject


def limits_read_later_pages(subject: Subject) -> Iterator[Found]:
    """Give the limits that depend on an answer of a later page: they would be wrong when the question is asked."""
    for pointer, overlays in subject.compiled.structure.overlays.items():
        tests = {id(test): test for way, _ in overlays for test in tests_of(way)}
        for test in tests.values():
            later = [read for read in sorted(test.reads) if _after(subject, read, pointer)]
            if later:
                yield Found(
                    f"Les limites de {subject.name(pointer)} dépendent de {subject.names(frozenset(later))}, "
                    "sur une page suivante.",
                    "Déplacez l’une des deux : une condition ne lit que des questions de la même page ou d’une page "
                    "précédente.",
                    subject.compiled.nodes.get(pointer),
                    test.origin,
                )


def checks_read_later_pages(subject: Subject) -> Iterator[Found]:
    """Give the checks whose message stands on a page before what they read."""
    for check in subject.compiled.checks:
        later = [read for read in sorted(check.reads) if _after(subject, read, check.at)]
        if later:
            yield Found(
                f"La règle « {check.message} » se montre avant {subject.names(frozenset(later))}, "
                "sur une page suivante.",
                f"À la page {RULES}, choisissez pour « Question où le message se lit » la dernière de celles qu’elle "
                "regarde.",
                subject.compiled.nodes.get(check.at),
                subject.check_place(check),
                detail="Montrez son message (« at ») à la dernière des questions qu’elle lit.",
            )


def _after(subject: Subject, read: str, acts: str) -> bool:
    """Say whether a question stands on a later page than another."""
    one, other = _pages(subject, read), _pages(subject, acts)
    return bool(one and other) and max(one) > min(other)


def _pages(subject: Subject, pointer: str) -> list[int]:
    order = [page.id for page in subject.compiled.pages]
    node = subject.compiled.nodes.get(pointer.removesuffix("/*"))
    inside: Iterator[Question] = leaves(node) if node is not None else iter(())
    pages = (subject.compiled.page_of.get(question.pointer) for question in inside)
    return [order.index(page) for page in pages if page is not None]
