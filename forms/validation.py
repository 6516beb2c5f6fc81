"""What keeps a request from being sent, what is only told, what stops it: faults and checks as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from forms import logic, messages
from forms.compiler import Compiled
from forms.faults import Fault
from forms.kinds import bank
from forms.model import Check, Node, Problem, Question, Repeat, leaves
from forms.pointers import concrete, html_name
from forms.relevance import Frame, Relevant

BLOCKING = ("error", "stop")


def problems(compiled: Compiled, found: Relevant, today: date | None) -> tuple[Problem, ...]:
    """Give all that keeps the request from being sent, in the order of the pages."""
    faults = compiled.judge.faults(found)
    made = [_problem(compiled, fault) for fault in faults]
    made += [_of_check(compiled, check, frame) for check, frame in _failed(compiled, found, faults, today, BLOCKING)]
    return tuple(sorted(_one_each(made), key=lambda problem: _place(compiled, problem)))


def warnings(compiled: Compiled, found: Relevant, today: date | None) -> tuple[Problem, ...]:
    """Give what is worth a second look and never blocks: failed `warn` checks, a BIC that is not the IBAN's."""
    faults = compiled.judge.faults(found)
    made = [_of_check(compiled, check, frame) for check, frame in _failed(compiled, found, faults, today, ("warn",))]
    made += [
        _problem(compiled, fault) for fault in _unmatched_bics(compiled, found, {fault.pointer for fault in faults})
    ]
    return tuple(sorted(made, key=lambda problem: _place(compiled, problem)))


def stop(compiled: Compiled, found: Relevant, today: date | None) -> Problem | None:
    """Give the first failed check that ends the request, or None."""
    faults = compiled.judge.faults(found)
    failed = _failed(compiled, found, faults, today, ("stop",))
    return next((_of_check(compiled, check, frame) for check, frame in failed), None)


def page_of(compiled: Compiled, template: str) -> str:
    """Give the id of the page where a question, group or repeat stands; `""` for none."""
    node = compiled.nodes.get(template)
    if template in compiled.page_of:
        return compiled.page_of[template]
    inside: Sequence[Question] = tuple(leaves(node)) if node is not None else compiled.questions()
    return next((compiled.page_of[q.pointer] for q in inside if q.pointer in compiled.page_of), "")


def _problem(compiled: Compiled, fault: Fault) -> Problem:
    node = fault.node
    words = fault.override or messages.sentence(node, fault.keyword, fault.params, compiled.language)
    own = concrete(node.pointer, _indexes(fault)) if node is not None else fault.pointer
    return Problem(
        pointer=fault.pointer,
        keyword=fault.keyword,
        message=words,
        page=page_of(compiled, fault.template),
        name=html_name(own) + fault.box,
        effect=fault.effect,
    )


def _indexes(fault: Fault) -> tuple[int, ...]:
    """Read the indexes of rows back from a pointer, guided by its template."""
    pairs = zip(fault.template.split("/"), fault.pointer.split("/"), strict=False)
    return tuple(int(part) for template, part in pairs if template == "*")


def _failed(
    compiled: Compiled, found: Relevant, faults: Sequence[Fault], today: date | None, effects: Sequence[str]
) -> Iterator[tuple[Check, Frame]]:
    """Give the checks that fail; one that reads a faulty answer, or stands on what does not apply, is left."""
    for check in compiled.checks:
        if check.effect not in effects:
            continue
        for frame in found.frames.get(check.scope, ()):
            at = concrete(check.at, frame.indexes)
            if check.at in compiled.nodes and at not in found.visible:
                continue
            if frame.indexes and not any(value not in (None, "", [], {}) for value in frame.out.values()):
                continue
            if any(_reads_fault(check, fault, frame) for fault in faults):
                continue
            if not logic.truthy(compiled.relevance.evaluate(check.logic, frame, today)):
                yield check, frame


def _reads_fault(check: Check, fault: Fault, frame: Frame) -> bool:
    inside = any(fault.template == read or fault.template.startswith(read + "/") for read in check.reads)
    if not inside:
        return False
    return _indexes(fault)[: len(frame.indexes)] == frame.indexes or not fault.template.startswith(check.scope + "/")


def _of_check(compiled: Compiled, check: Check, frame: Frame) -> Problem:
    pointer = concrete(check.at, frame.indexes)
    node: Node | None = compiled.nodes.get(check.at)
    kind = node.kind if isinstance(node, Question) else ""
    box = "-jour" if kind == "date" else ""
    return Problem(pointer, "check", check.message, page_of(compiled, check.at), html_name(pointer) + box, check.effect)


def _unmatched_bics(compiled: Compiled, found: Relevant, faulty: set[str]) -> Iterator[Fault]:
    for question in compiled.questions():
        if not question.bic_for:
            continue
        scope = question.pointer.rpartition("/")[0]
        for frame in found.frames.get(scope, ()):
            iban, bic = frame.out.get(question.bic_for), frame.out.get(question.key)
            pointer = concrete(question.pointer, frame.indexes)
            beside = concrete(f"{scope}/{question.bic_for}", frame.indexes)
            if not (isinstance(iban, str) and isinstance(bic, str)) or {pointer, beside} & faulty:
                continue
            if bank.bic_matches(iban, bic) is False:
                yield Fault(pointer, question.pointer, "bic-for", {}, question, effect="warn")


def _one_each(made: Sequence[Problem]) -> list[Problem]:
    """Keep one problem a place, the first; a `stop` is never hidden by an error beside it."""
    kept: dict[tuple[str, str], Problem] = {}
    for problem in made:
        kept.setdefault((problem.pointer, problem.effect), problem)
    return list(kept.values())


def _place(compiled: Compiled, problem: Problem) -> tuple[int, list[int]]:
    """Sort by page, then as a person meets the questions: one row after another, each with its own."""
    pages = [page.id for page in compiled.pages]
    order, template = compiled.places, ""
    steps: list[int] = []
    for part in problem.pointer.split("/")[1:]:
        row = part.isdecimal() and isinstance(compiled.nodes.get(template), Repeat)
        if row:
            steps += [order.get(template, -1), int(part)]
        template = f"{template}/*" if row else f"{template}/{part}"
    while template and template not in order:
        template = template.rpartition("/")[0]
    return (
        pages.index(problem.page) if problem.page in pages else len(pages),
        [*steps, order.get(template, -1)],
    )
