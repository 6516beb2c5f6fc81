"""The pages that apply, in order, each with its state."""

from __future__ import annotations

from collections.abc import Sequence

from forms.answers import Answers
from forms.compiler import Compiled
from forms.model import Page, Problem
from forms.relevance import Relevant
from forms.views import Journey, Stage

TO_DO, TO_CORRECT, DONE = "to do", "to correct", "done"


def journey_of(compiled: Compiled, answers: Answers, found: Relevant, problems: Sequence[Problem]) -> Journey:
    """Give the journey for these answers; a page with nothing that applies is left out."""
    faulty = {problem.page for problem in problems if problem.effect != "warn"}
    stages = []
    reachable = True
    for page in compiled.pages:
        if applies(page, found, compiled):
            state = TO_DO if not answers.was_posted(page.id) else TO_CORRECT if page.id in faulty else DONE
            stages.append(Stage(page, state, reachable))
            reachable = reachable and state == DONE
    return Journey(tuple(stages))


def applies(page: Page, found: Relevant, compiled: Compiled) -> bool:
    """Say whether any question, note or list of rows of a page applies."""
    shown = (node for pointer, (node, _) in found.visible.items() if compiled.page_of.get(node.pointer) == page.id)
    if any(getattr(node, "kind", "") != "fixed" and getattr(node, "widget", "") != "hidden" for node in shown):
        return True
    return any(repeat in found.visible for repeat in compiled.repeats_of(page))
