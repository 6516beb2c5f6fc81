"""The recap: every answer that applies, page by page, as it is shown before sending and ever after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms import messages
from forms.compiler import Compiled
from forms.journey import applies
from forms.kinds import KINDS
from forms.model import ABSENT, Group, MaybeJson, Node, Problem, Question, Repeat
from forms.pointers import concrete
from forms.relevance import Frame, Relevant
from forms.views import RecapRow, RecapSection


class Recap:
    """Writes the recap of one set of relevant answers."""

    def __init__(
        self,
        compiled: Compiled,
        found: Relevant,
        masked: bool,
        problems: Sequence[Problem],
        warnings: Sequence[Problem],
    ) -> None:
        self._compiled = compiled
        self._found = found
        self._masked = masked
        self._problems = {problem.pointer: problem.message for problem in problems}
        self._warnings = {problem.pointer: problem.message for problem in warnings}

    def sections(self) -> tuple[RecapSection, ...]:
        """Give one section a page that applies, with a section inside for each row of a list."""
        made = []
        for page in self._compiled.pages:
            if applies(page, self._found, self._compiled):
                rows, inner = self._of(page.nodes, self._found.frames[""][0], page.id)
                if rows or inner:
                    made.append(RecapSection(page.section or page.title, page.id, tuple(rows), tuple(inner)))
        return tuple(made)

    def _of(self, nodes: Sequence[Node], frame: Frame, page: str) -> tuple[list[RecapRow], list[RecapSection]]:
        rows: list[RecapRow] = []
        inner: list[RecapSection] = []
        for node in nodes:
            holder = self._holder(node, frame)
            if holder is None or concrete(node.pointer, holder.indexes) not in self._found.visible:
                continue
            if node.summary.hide:
                continue
            if isinstance(node, Question):
                rows.extend(self._row(node, holder, page))
            elif isinstance(node, Group):
                self._group(node, holder, page, rows, inner)
            else:
                inner.extend(self._rows(node, holder, page, rows))
        return rows, inner

    def _holder(self, node: Node, frame: Frame) -> Frame | None:
        scope = node.pointer.rpartition("/")[0]
        if frame.scope == scope:
            return frame
        inside = (
            one for one in self._found.frames.get(scope, ()) if one.indexes[: len(frame.indexes)] == frame.indexes
        )
        return next(inside, None)

    def _row(self, question: Question, frame: Frame, page: str) -> Iterator[RecapRow]:
        if question.kind in ("note", "fixed") or question.widget == "hidden":
            return
        value: MaybeJson = frame.out.get(question.key, ABSENT)
        pointer = concrete(question.pointer, frame.indexes)
        yield RecapRow(
            label=question.summary.label or question.texts.title,
            value=self._shown(question, value),
            pointer=pointer,
            page=page if question.asked else "",
            name=concrete(question.name, frame.indexes),
            question=question,
            noun=question.texts.noun,
            warning=self._warnings.get(pointer, ""),
            error=self._problems.get(pointer, ""),
            stored=value,
        )

    def _shown(self, question: Question, value: MaybeJson) -> tuple[str, ...]:
        kind = KINDS[question.kind]
        if value is ABSENT:
            return ()
        if (self._masked and (question.sensitive or question.write_only)) or question.write_only:
            return kind.mask(question, value)
        return kind.display(question, value, self._compiled.language)

    def _group(self, group: Group, frame: Frame, page: str, rows: list[RecapRow], inner: list[RecapSection]) -> None:
        out = self._found.by_answers.get(id(frame.out.get(group.key)))
        if out is None:
            return
        below, sections = self._of(group.children, out, page)
        if group.widget == "address" and below:
            rows.append(self._address(group, frame, page, below))
        else:
            rows.extend(below)
        inner.extend(sections)

    def _address(self, group: Group, frame: Frame, page: str, below: list[RecapRow]) -> RecapRow:
        """Write an address on its usual lines: number and street, complements, postal code and town, country."""
        texts = {row.question.key: " ".join(row.value) for row in below if row.value}
        lines = (("numero", "voie"), ("complement1",), ("complement2",), ("codePostal", "commune"), ("pays",))
        written = (" ".join(texts[key] for key in keys if key in texts) for keys in lines)
        first = below[0]
        wrong = next((row.error for row in below if row.error), "")
        label = group.summary.label or group.texts.title
        value = tuple(line for line in written if line)
        return RecapRow(label, value, first.pointer, page, first.name, first.question, group.texts.noun, "", wrong)

    def _rows(self, repeat: Repeat, frame: Frame, page: str, rows: list[RecapRow]) -> Iterator[RecapSection]:
        answers = frame.out.get(repeat.key)
        count = len(answers) if isinstance(answers, list) else 0
        if repeat.scalar:
            rows.extend(self._scalars(repeat, frame, page, answers if isinstance(answers, list) else []))
            return
        pointer = concrete(repeat.pointer, frame.indexes)
        for index in range(count):
            inner = self._found.by_answers[id(answers[index])]  # type: ignore[index]  # count is 0 unless it is a list
            below, sections = self._of(repeat.children, inner, page)
            title = messages.row_title(repeat, index, _texts_of(below), self._compiled.language)
            yield RecapSection(title, page, tuple(below), tuple(sections), f"{pointer}/{index}")

    def _scalars(self, repeat: Repeat, frame: Frame, page: str, values: list[Any]) -> Iterator[RecapRow]:
        child = repeat.children[0]
        if not isinstance(child, Question):
            return
        lines = tuple(line for value in values if value not in (None, "") for line in self._shown(child, value))
        pointer = concrete(repeat.pointer, frame.indexes)
        name = concrete(repeat.name, frame.indexes)
        label = repeat.summary.label or repeat.texts.title
        yield RecapRow(label, lines, pointer, page, name, child, repeat.texts.noun, "", self._problems.get(pointer, ""))


def _texts_of(rows: Sequence[RecapRow]) -> Mapping[str, str]:
    return {row.question.key: " ".join(row.value) for row in rows if row.value}
