"""What is wrong with relevant answers: JSON Schema errors, brought to the question where each is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from forms.conditions import validator
from forms.expansion import MAPS, Schema, step
from forms.kinds import KINDS, Kind
from forms.model import Node, Question, Repeat, empty
from forms.relevance import Relevant
from forms.rewriting import rewrite

RANK = (
    "required",
    "dependentRequired",
    "document-empty",
    "document-type",
    "document-size",
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minContains",
    "maxContains",
    "not",
    "anyOf",
    "oneOf",
    "check",
)
"""Of several errors at one place, the earliest in this list is told."""
OF_DOCUMENTS = {"type": "document-type", "size": "document-size"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One error at one place: `pointer` counts rows as the draft does, `template` has `*` for them."""

    pointer: str
    template: str
    keyword: str
    params: Mapping[str, Any] = field(default_factory=empty)
    node: Node | None = None
    override: str = ""
    box: str = ""
    effect: str = "error"

    @property
    def rank(self) -> int:
        """Order the errors of one question: the first is shown."""
        return RANK.index(self.keyword) if self.keyword in RANK else len(RANK)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an error stands: in the definition (`template`), in the draft (`pointer`), what is left below."""

    template: str
    pointer: str
    node: Node | None
    below: tuple[Any, ...]


class Judge:
    """Validates relevant answers with one compiled schema and names the question of every error."""

    def __init__(self, root: Schema, nodes: Mapping[str, Node]) -> None:
        self._schema = rewrite(root)
        self._validator = validator(self._schema)
        self._nodes = nodes
        self._checked: dict[str, list[tuple[Question, Kind]]] = {}
        for node in nodes.values():
            if isinstance(node, Question) and type(KINDS[node.kind]).check is not Kind.check:
                self._checked.setdefault(node.pointer.rpartition("/")[0], []).append((node, KINDS[node.kind]))

    def faults(self, found: Relevant) -> list[Fault]:
        """Give the first fault of each place, in no particular order; found once for the same answers."""
        if found.faults is None:
            found.faults = self._found(found)
        return found.faults

    def _found(self, found: Relevant) -> list[Fault]:
        first: dict[str, Fault] = {}
        for fault in (*self._schema_faults(found), *self._kind_faults(found)):
            known = first.get(fault.pointer)
            if known is None or fault.rank < known.rank:
                first[fault.pointer] = fault
        return list(first.values())

    def _schema_faults(self, found: Relevant) -> Iterator[Fault]:
        if self._validator.is_valid(found.values):
            return
        for error in self._validator.iter_errors(found.values):
            yield from self._brought_home(error, found)

    def _brought_home(self, error: jsonschema_rs.ValidationError, found: Relevant) -> Iterator[Fault]:
        keyword, params = _keyword(error)
        path = [*error.instance_path, params["property"]] if keyword == "required" else list(error.instance_path)
        place = self._place(path, found)
        override = self._override(error, keyword)
        if place.node is None and keyword in ("additionalProperties", "unevaluatedProperties", "falseSchema"):
            return
        if keyword in ("anyOf", "oneOf") and not isinstance(place.node, Question):
            place = self._named(error, place, found)
        pointer = place.pointer
        if isinstance(place.node, Question) and place.node.kind == "file" and place.below:
            keyword = OF_DOCUMENTS.get(str(place.below[-1]), keyword)
            keyword = "document-empty" if keyword == "document-size" and error.kind.name == "minimum" else keyword
            pointer = f"{pointer}/{place.below[0]}"
        elif place.below and keyword == "required":
            keyword = "type"
        yield Fault(pointer, place.template, keyword, params, place.node, override, _box(place.node, keyword, params))

    def _place(self, path: list[Any], found: Relevant) -> Place:
        kept = pointer = template = ""
        node: Node | None = None
        for position, part in enumerate(path):
            if isinstance(node, Question):
                return Place(template, pointer, node, tuple(path[position:]))
            if isinstance(node, Repeat) and isinstance(part, int):
                index = found.row_indexes.get(kept, [])[part]
                template, pointer = f"{template}/*", f"{pointer}/{index}"
            else:
                template, pointer = f"{template}/{part}", f"{pointer}/{part}"
            kept = f"{kept}/{part}"
            node = self._nodes.get(template)
        return Place(template, pointer, node, ())

    def _named(self, error: jsonschema_rs.ValidationError, place: Place, found: Relevant) -> Place:
        """Bring « one of these is needed » to the first question it names that applies."""
        branches: Any = self._schema
        for part in error.schema_path:
            branches = step(branches, str(part))
        for branch in branches if isinstance(branches, list) else ():
            for name in branch.get("required", []) if isinstance(branch, dict) else ():
                if f"{place.pointer}/{name}" in found.visible:
                    template = f"{place.template}/{name}"
                    return Place(template, f"{place.pointer}/{name}", self._nodes.get(template), ())
        return place

    def _override(self, error: jsonschema_rs.ValidationError, keyword: str) -> str:
        """Find the message that the schema on the way to the error gives (`x-errors` of a branch)."""
        node: Any = self._schema
        words, names = "", False
        for part in map(str, error.schema_path[:-1]):
            node = step(node, part)
            names = not names and part in MAPS  # of an author's, where « x-errors » may be a question like any other
            own = node.get("x-errors", {}) if isinstance(node, dict) and not names else {}
            if isinstance(own, dict):
                words = str(own.get(keyword, words))
        return words

    def _kind_faults(self, found: Relevant) -> Iterator[Fault]:
        for scope, questions in self._checked.items():
            for frame in found.frames.get(scope, ()):
                for question, kind in questions:
                    value = frame.out.get(question.key)
                    fault = kind.check(question, value) if value is not None else None
                    if fault is not None:
                        pointer = f"{_concrete(scope, frame.indexes)}/{question.key}"
                        yield Fault(
                            pointer, question.pointer, fault.keyword, fault.params, question, "", kind.box_of(fault)
                        )


def _box(node: Node | None, keyword: str, params: Mapping[str, Any]) -> str:
    if isinstance(node, Question) and len(KINDS[node.kind].suffixes) > 1:
        return KINDS[node.kind].suffixes[0]
    return ""


def _concrete(scope: str, indexes: tuple[int, ...]) -> str:
    for index in indexes:
        scope = scope.replace("*", str(index), 1)
    return scope


LIMITS = {"limit", "multiple_of", "format", "pattern", "options", "expected_value", "types", "property", "unexpected"}


def _keyword(error: jsonschema_rs.ValidationError) -> tuple[str, dict[str, Any]]:
    """Give the JSON Schema keyword of an error and what its sentence may tell."""
    kind: Any = error.kind
    keyword = str(error.schema_path[-1]) if error.schema_path else "falseSchema"
    name = {"constant": "const", "falseSchema": "falseSchema"}.get(kind.name, kind.name)
    params = {key: getattr(kind, key) for key in LIMITS if hasattr(kind, key)}
    if name == "required":
        return "required", params
    return (keyword if keyword in RANK else name), params
