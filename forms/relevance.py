"""Which questions apply to the answers, decided one by one in the order of their dependencies."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import jsonschema_rs

from forms import logic
from forms.conditions import Conjunction, Guard, Test
from forms.model import ABSENT, Group, Json, Node, Question, Repeat
from forms.pointers import concrete

BLANK: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One node in the order of decisions: where its parent's answers are, when it hides, what it computes."""

    node: Node
    parent: str
    scope: str
    hide: tuple[Conjunction, ...] = ()


@dataclass(slots=True, eq=False)
class Frame:
    """The answers of one object: as typed (`draft`), as far as they apply (`out`), the rows it stands in."""

    scope: str
    indexes: tuple[int, ...]
    draft: Mapping[str, Any]
    out: dict[str, Any]
    parent: Frame | None
    memo: dict[int, bool] = field(default_factory=dict)

    def at(self, scope: str) -> Frame:
        """Give the frame of an enclosing object."""
        frame: Frame | None = self
        while frame is not None and frame.scope != scope:
            frame = frame.parent
        if frame is None:
            raise LookupError(scope)
        return frame


Instance: TypeAlias = "tuple[Node, tuple[int, ...]]"


@dataclass(slots=True, eq=False)
class Relevant:
    """The outcome: the answers that apply, and which questions do.

    `values` has blank rows and empty optional objects dropped; `frames` are the objects by pointer with `*`;
    `visible` holds each node that applies by its pointer with the indexes of the draft; `row_indexes` gives, for each
    list by its pointer in `values`, the index each of its rows has in the draft.
    """

    values: dict[str, Any]
    frames: dict[str, list[Frame]]
    visible: dict[str, Instance]
    row_indexes: dict[str, list[int]] = field(default_factory=dict)
    by_answers: dict[int, Frame] = field(default_factory=dict)
    sent: bool = False
    faults: list[Any] | None = None


def text_indexes(draft: Any) -> dict[str, Any]:
    """Give a fixed list as an object keyed by index, so that both are walked alike."""
    return {str(index): value for index, value in enumerate(draft)}


class Relevance:
    """Decides relevance for one procedure; `steps` stand in the order of dependencies."""

    def __init__(
        self,
        steps: Sequence[Step],
        nodes: Mapping[str, Node],
        requires: Mapping[str, Sequence[Conjunction]],
        preserved: Mapping[str, jsonschema_rs.Draft202012Validator],
    ) -> None:
        self._steps = steps
        self._nodes = nodes
        self._requires = requires
        self._preserved = preserved

    def decide(self, values: Mapping[str, Any], today: date | None, sent: bool = False) -> Relevant:
        """Go through the questions and keep what applies, each judged against the answers already kept.

        A request that was `sent` keeps its computed values.
        """
        root = Frame("", (), values, {}, None)
        found = Relevant({}, {"": [root]}, {}, sent=sent)
        self._preserve(root)
        for step in self._steps:
            for frame in found.frames.get(step.parent, ()):
                if not any(self.holds(conjunction, frame) for conjunction in step.hide):
                    self._keep(step, frame, found, today)
        kept = self._compacted_frame(root, "", "", found)
        found.values = kept if isinstance(kept, dict) else {}
        return found

    def part(self, pointers: Container[str], requires: Mapping[str, Sequence[Conjunction]]) -> Relevance:
        """Give the same decisions for these nodes alone, required as `requires` says."""
        steps = [step for step in self._steps if step.node.pointer in pointers]
        return Relevance(steps, self._nodes, requires, self._preserved)

    def holds(self, conjunction: Conjunction, frame: Frame) -> bool:
        """Say whether every condition holds for the answers around a frame."""
        for part in conjunction:
            if isinstance(part, Guard):
                if self.passes(part.test, frame.at(part.test.scope)) == part.negated:
                    return False
            elif any(self.holds(way, frame) for way in part.ways):
                return False
        return True

    def required(self, node: Node, frame: Frame) -> bool:
        """Say whether a node that applies must be answered; `frame` is the one that holds it."""
        return node.required or any(self.holds(way, frame) for way in self._requires.get(node.pointer, ()) if way)

    def passes(self, test: Test, frame: Frame) -> bool:
        """Try a test once per object; what it reads was decided before, so the verdict stays."""
        known = frame.memo.get(id(test))
        if known is None:
            known = frame.memo[id(test)] = test.holds(self._view(test, frame))
        return known

    def evaluate(self, rule: Json, frame: Frame, today: date | None) -> Any:
        """Evaluate JSONLogic over the answers of an object, the whole request at hand by `{"root": …}`."""
        root = self._compact("", frame.at("").out)
        data = root if frame.scope == "" else self._compact(frame.scope, frame.out)
        return logic.evaluate(rule, data, today=today, root=root)

    def _view(self, test: Test, frame: Frame) -> Any:
        if test.scope in test.reads:
            return self._compact(test.scope, frame.out)
        view = {}
        for key in test.keys:
            if key in frame.out:
                value = self._compact(f"{test.scope}/{key}", frame.out[key])
                if value not in BLANK:
                    view[key] = value
        return view

    def _keep(self, step: Step, frame: Frame, found: Relevant, today: date | None) -> None:
        node = step.node
        value = frame.draft.get(node.key)
        if isinstance(node, Question):
            if node.deprecated and value in BLANK:
                return
            self._keep_answer(node, value, frame, today, found.sent)
        elif isinstance(node, Group):
            inner: dict[str, Any] = {}
            draft = text_indexes(value) if isinstance(value, list) else value
            frame.out[node.key] = inner
            self._open(step.scope, frame.indexes, draft, inner, frame, found)
        else:
            self._keep_rows(step, node, value, frame, found)
        found.visible[concrete(node.pointer, frame.indexes)] = (node, frame.indexes)

    def _keep_answer(self, node: Question, value: Any, frame: Frame, today: date | None, sent: bool) -> None:
        if node.compute is not ABSENT and not sent:
            value = self.evaluate(node.compute, frame, today)
        elif node.kind == "fixed" and node.const is not ABSENT:
            value = node.const
        if value not in BLANK:
            frame.out[node.key] = value

    def _keep_rows(self, step: Step, node: Repeat, value: Any, frame: Frame, found: Relevant) -> None:
        rows = value if isinstance(value, list) else []
        if node.scalar:
            frame.out[node.key] = list(rows)
            for index in range(len(rows)):
                found.visible[concrete(f"{node.pointer}/*", (*frame.indexes, index))] = (
                    node.children[0],
                    (*frame.indexes, index),
                )
            return
        kept: list[dict[str, Any]] = []
        frame.out[node.key] = kept
        for index, row in enumerate(rows):
            out: dict[str, Any] = {}
            kept.append(out)
            self._open(step.scope, (*frame.indexes, index), row, out, frame, found)

    def _open(
        self, scope: str, indexes: tuple[int, ...], draft: Any, out: dict[str, Any], parent: Frame, found: Relevant
    ) -> None:
        known = draft if isinstance(draft, Mapping) else {}
        frame = Frame(scope, indexes, known, out, parent)
        found.frames.setdefault(scope, []).append(frame)
        found.by_answers[id(out)] = frame
        self._preserve(frame)

    def _preserve(self, frame: Frame) -> None:
        """Keep answers that no question asks but whose names `patternProperties` knows."""
        known = self._preserved.get(frame.scope)
        for key in frame.draft if known else ():
            if f"{frame.scope}/{key}" not in self._nodes and known and known.is_valid(key):
                frame.out[key] = frame.draft[key]

    def _compact(self, pointer: str, value: Any) -> Any:
        """Drop blank rows and empty objects from answers that were kept."""
        if isinstance(value, dict):
            if isinstance(self._nodes.get(pointer), Question):
                return value
            pairs = ((key, self._compact(f"{pointer}/{key}", child)) for key, child in value.items())
            made = {key: child for key, child in pairs if child not in BLANK}
            return fixed_list(made) if getattr(self._nodes.get(pointer), "fixed_list", False) else made
        if isinstance(value, list) and isinstance(self._nodes.get(pointer), Repeat):
            rows = [self._compact(f"{pointer}/*", row) for row in value]
            return [row for row in rows if row not in BLANK]
        return value

    def _compacted_frame(self, frame: Frame, pointer: str, kept: str, found: Relevant) -> Any:
        """Give the answers of an object for good: required objects stay even when empty, dropped rows are counted."""
        made: dict[str, Any] = {}
        for key, value in frame.out.items():
            node = self._nodes.get(f"{pointer}/{key}")
            if isinstance(node, Group):
                child = found.by_answers[id(value)]
                value = self._compacted_frame(child, node.pointer, f"{kept}/{key}", found)
                if value in BLANK and not self.required(node, frame):
                    continue
            elif isinstance(node, Repeat):
                value = self._compacted_rows(node, frame, value, f"{kept}/{key}", found)
                if not value:
                    continue
            made[key] = value
        return fixed_list(made) if getattr(self._nodes.get(pointer), "fixed_list", False) else made

    def _compacted_rows(self, node: Repeat, frame: Frame, rows: list[Any], kept: str, found: Relevant) -> list[Any]:
        made: list[Any] = []
        indexes: list[int] = []
        for index, row in enumerate(rows):
            if not node.scalar:
                child = found.by_answers[id(row)]
                row = self._compacted_frame(child, f"{node.pointer}/*", f"{kept}/{len(made)}", found)
                row = row if any(value not in ({}, []) for value in row.values()) else {}
            if row not in BLANK:
                made.append(row)
                indexes.append(index)
        found.row_indexes[kept] = indexes
        return made


def fixed_list(made: Mapping[str, Json]) -> list[Json]:
    """Give a fixed list from its object keyed by index; what is missing in between is null."""
    length = max((int(key) for key in made), default=-1) + 1
    return [made.get(str(index)) for index in range(length)]
