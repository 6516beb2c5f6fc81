"""What can happen to the questions of a procedure: its cones explored with the engine's own relevance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from forms import logic
from forms.compiler import Compiled
from forms.conditions import Conjunction, Test
from forms.model import ABSENT, Check, Question, Repeat
from forms.nodes import flat
from forms.ordering import parent_of
from forms.relevance import BLANK, Frame, Relevance, Relevant
from forms.verification.atoms import atoms, points_of
from forms.verification.comparing import Compared, compared, decides
from forms.verification.cones import Cone, Cones, holders
from forms.verification.domains import Asked, Domain, Domains, is_closed, told_apart
from forms.verification.samples import Schemas
from forms.verification.worlds import World, Worlds, built, combinations


class Explorer:
    """Explores one compiled procedure; each cone once."""

    def __init__(self, compiled: Compiled, today: date | None) -> None:
        self.compiled = compiled
        self.today = today
        self.cones = Cones(compiled)
        self.schemas = Schemas()
        self.domains = Domains(self.schemas, today)
        self.untried: list[Cone] = []
        self._known: dict[tuple[Cone, int], Worlds] = {}
        self._ways: dict[int, Cone] = {}
        self._atoms: dict[int, list[tuple[str, Any]]] = {}

    @cached_property
    def hidden(self) -> dict[str, Cone]:
        """The cone of every node that conditions of its own may hide."""
        nodes = self.compiled.nodes
        return {one: self.cones.of_node(one) for one in nodes if self.compiled.hide.get(one)}

    @cached_property
    def tried(self) -> list[tuple[Test, Cone]]:
        """Every condition with its cone."""
        return [(test, self.cones.of_tests([test])) for test in self.compiled.structure.tests]

    def worlds(self, cone: Cone, check: Check | None = None) -> Worlds:
        """Explore a cone, or give what is known of it; all that a check can tell apart is tried when one is given."""
        key = (cone, id(check))
        if key not in self._known:
            self._known[key] = Exploration(self, cone, check).worlds()
            self.untried += [] if self._known[key].complete else [cone]
        return self._known[key]

    def asked(self, pointer: str, tests: Iterable[Test]) -> Asked:
        """Give what some tests try on the value of a question."""
        return Asked(tuple(schema for test in tests for at, schema in self.atoms(test) if at == pointer))

    def applies(self, world: World, pointer: str) -> bool:
        """Say whether a node applies in a world of its cone, whether or not conditions of its own may hide it."""
        chain = (pointer, *holders(pointer))
        return all(world.shows(one) for one in chain if one in self.hidden)

    def atoms(self, test: Test) -> list[tuple[str, Any]]:
        """Give what a test tries on single values; found once."""
        if id(test) not in self._atoms:
            self._atoms[id(test)] = list(atoms(test.schema, test.scope))
        return self._atoms[id(test)]

    def of_way(self, way: Conjunction) -> Cone:
        """Give what decides whether conditions hold together; found once."""
        if id(way) not in self._ways:
            self._ways[id(way)] = self.cones.of_conditions([way])
        return self._ways[id(way)]

    def schema(self, question: Question) -> Any:
        """Give the schema of a question's value, conditions aside."""
        return flat(self.compiled.structure.base[question.pointer])


class Exploration:
    """One cone being explored: only its questions are decided, and what its answers alone can hide or require."""

    def __init__(self, explorer: Explorer, cone: Cone, check: Check | None) -> None:
        self._explorer = explorer
        self._compiled = explorer.compiled
        self._cone = cone
        self._within = cone.questions | cone.lists
        self._tests = [test for test, own in explorer.tried if self._knows(own)]
        self._tried: dict[str, list[Any]] = {}
        for test in self._tests:
            for pointer, schema in explorer.atoms(test):
                self._tried.setdefault(pointer, []).append(schema)
        self._rules = [*self._computed(), *([self._read(check)] if check else [])]
        overlays = self._compiled.structure.overlays
        self._overlays = {
            pointer: [(way, schema) for way, schema in overlays.get(pointer, ()) if way and self._decides(way)]
            for pointer in cone.questions
        }
        self._checks = [one for one in self._compiled.checks if one is not check and self._judges(one)]
        self._rules += [self._read(one) for one in self._checks]
        self._checks += [check] if check else []
        self._relevance = self._part()

    def _knows(self, cone: Cone) -> bool:
        return cone.questions <= self._cone.questions and cone.lists <= self._cone.lists

    def _decides(self, way: Conjunction) -> bool:
        return self._knows(self._explorer.of_way(way))

    def _judges(self, check: Check) -> bool:
        """Say whether a check that blocks can be tried: what it compares is here, and is simple enough to be proved."""
        if check.effect == "warn" or not check.reads <= self._cone.questions:
            return False
        if not self._knows(self._explorer.cones.of_node(check.at)):
            return False
        read = self._read(check)
        closed = not read.dated and all(is_closed(self._compiled.nodes[one]) for one in check.reads)
        return (read.simple and self._sure(read)) or closed

    def _read(self, check: Check) -> Compared:
        return compared(check.logic, check.scope, self._compiled.nodes)

    def _part(self) -> Relevance:
        decided = {one for one, cone in self._explorer.hidden.items() if self._knows(cone)}
        pointers = {*self._within, *decided, *(check.at for check in self._checks)}
        pointers |= {one for lists in self._cone.lists for one in self._row_of(lists)}
        pointers |= {above for one in pointers for above in holders(one)}
        ways = {one: self._compiled.require.get(one, ()) for one in pointers}
        requires = {one: [way for way in known if self._decides(way)] for one, known in ways.items()}
        return self._compiled.relevance.part(pointers, requires)

    def _computed(self) -> Iterator[Compared]:
        """Give what the computations of the cone compare its answers with."""
        nodes = self._compiled.nodes
        for pointer in self._cone.questions:
            node = nodes[pointer]
            if isinstance(node, Question) and node.compute is not ABSENT:
                read = compared(node.compute, parent_of(pointer), nodes)
                read.simple &= decides(node.compute)
                yield read

    def worlds(self) -> Worlds:
        """Try the combinations of the cone's answers."""
        names, choices, complete = self._choices()
        tried, all_of_them = combinations(choices, ",".join(names))
        made = (self._world(dict(zip(names, values, strict=True))) for values in tried)
        return Worlds(made, complete and all_of_them and not self._cone.whole)

    def _world(self, given: Mapping[str, Any]) -> World:
        counts = {name: value for name, value in given.items() if name in self._cone.lists and isinstance(value, int)}
        answers = {name: value for name, value in given.items() if name not in counts}
        for name, count in counts.items():
            answers |= self._row(name, answers) if count else {}
        kept = {name: value for name, value in answers.items() if not self._rowless(name, counts)}
        values = built(kept, counts, self._compiled.nodes)
        found = self._relevance.decide(values, self._explorer.today)
        accepted = all(self._accepted(pointer, found) for pointer in self._cone.questions)
        failing = tuple(check for check in self._checks if self._breaks(check, found)) if accepted else ()
        return World(values, found, accepted, failing)

    @staticmethod
    def _rowless(name: str, counts: Mapping[str, int]) -> bool:
        return any(count == 0 and name.startswith(f"{lists}/*") for lists, count in counts.items())

    def _row_of(self, pointer: str) -> Iterator[str]:
        """Give what always stands in the rows of a list."""
        inside = (one for one in self._compiled.nodes if one.startswith(f"{pointer}/*"))
        return (one for one in inside if not self._compiled.hides_of(one)[len(self._compiled.hides_of(pointer)) :])

    def _row(self, name: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Give a row something to hold when nothing else of it is answered."""
        if any(one.startswith(f"{name}/*") and value is not ABSENT for one, value in answers.items()):
            return {}
        for leaf in _leaves_of_row(self._compiled.nodes[name]):
            domain = self._explorer.domains.valid(leaf, self._explorer.schema(leaf), Asked())
            known = leaf.pointer in self._cone.questions or self._compiled.hide.get(leaf.pointer)
            if domain.values and not known:
                return {leaf.pointer: domain.values[0]}
        return {f"{name}/*": {}}

    def _choices(self) -> tuple[list[str], list[Sequence[Any]], bool]:
        names: list[str] = []
        choices: list[Sequence[Any]] = []
        complete = all(self._sure(read) for read in self._rules)
        for pointer in sorted(self._within, key=lambda one: self._compiled.places.get(one, 0)):
            node = self._compiled.nodes[pointer]
            domain = self._counts(node) if isinstance(node, Repeat) else self._domain(node)
            if domain is not None:
                names.append(pointer)
                choices.append(domain.values)
                complete &= domain.complete
        return names, choices, complete

    def _sure(self, read: Compared) -> bool:
        """Say whether the answers tried show all that a rule can give."""
        if read.dated and self._explorer.today is None:
            return False
        return read.simple or not (read.dated or self._cone.lists)

    def _counts(self, node: Repeat) -> Domain:
        points = points_of(self._explorer.asked(node.pointer, self._tests).schemas)
        counts = {1, node.min_items, *(near for one in points.counts for near in (one - 1, one, one + 1))}
        counts |= {node.max_items} if node.max_items is not None else {max(counts) + 1}
        most = node.max_items if node.max_items is not None else 10**9
        fitting = sorted(one for one in counts if max(node.min_items, 1) <= one <= min(most, 60))
        complete = points.understood and not points.members and max(fitting, default=0) < 60
        counted = any(at == node.pointer for test in self._tests for at in test.reads)
        inner = any(one.startswith(f"{node.pointer}/*") for one in self._cone.questions)
        filled = any(not isinstance(value, dict) for value in self._row(node.pointer, {}).values())
        return Domain((0, *fitting), complete and (not counted or (filled and not inner)))

    def _domain(self, node: Any) -> Domain | None:
        question: Question = node
        if question.kind in ("note", "fixed") or question.compute is not ABSENT:
            return None
        asked = self._asked(question)
        found = self._explorer.domains.valid(question, self._explorer.schema(question), asked)
        certain = question.required and all(self._compiled.nodes[one].required for one in holders(question.pointer))
        values = found.values if certain and found.values and "*" not in question.pointer else (ABSENT, *found.values)
        return Domain(values, found.complete and question.asked and not question.deprecated)

    def _asked(self, question: Question) -> Asked:
        pointer = question.pointer
        tried = self._tried.get(pointer, ())
        overlays = [schema for _, schema in self._overlays[pointer]]
        rules = [one for one in self._rules if pointer in one.reads]
        literals = [value for one in rules for value in one.literals.get(pointer, ())]
        ages = tuple(value for one in rules for value in one.ages.get(pointer, ()))
        simple = all(one.simple for one in rules)
        free = bool(rules) and not (simple and question.kind != "date")
        return Asked((*tried, *overlays, *told_apart(literals)), tuple(literals), ages, free, simple)

    def _accepted(self, pointer: str, found: Relevant) -> bool:
        node = self._compiled.nodes[pointer]
        if not isinstance(node, Question):
            return True
        return all(self._fits(node, frame, found) for frame in found.frames.get(parent_of(pointer), ()))

    def _fits(self, question: Question, frame: Frame, found: Relevant) -> bool:
        value = frame.out.get(question.key)
        if value in BLANK:
            shown = question.asked and question.pointer.replace("*", "0") in found.visible
            return not (shown and self._held(question, frame) and self._relevance.required(question, frame))
        return all(
            self._explorer.schemas.accepts(schema, value) or not self._relevance.holds(way, frame)
            for way, schema in self._overlays[question.pointer]
        )

    def _held(self, question: Question, frame: Frame) -> bool:
        """Say whether the groups around a question count: required, or answered in part."""
        if any(value not in BLANK for value in frame.out.values()):
            return True
        above = next(holders(question.pointer), "")
        around = self._compiled.nodes.get(above)
        if around is None:
            return True
        return (
            frame.parent is not None
            and not isinstance(around, Repeat)
            and self._relevance.required(around, frame.parent)
        )

    def _breaks(self, check: Check, found: Relevant) -> bool:
        applied = applies(self._compiled, check, found)
        return any(fails(self._compiled, check, frame, self._explorer.today) for frame in applied)


def applies(compiled: Compiled, check: Check, found: Relevant) -> Iterator[Frame]:
    """Give the objects of answers that a check looks at: where its message can stand, rows that hold something."""
    if check.at not in compiled.nodes or check.at.replace("*", "0") in found.visible:
        for frame in found.frames.get(check.scope, ()):
            if not frame.indexes or any(value not in BLANK for value in frame.out.values()):
                yield frame


def fails(compiled: Compiled, check: Check, frame: Frame, today: date | None) -> bool:
    """Say whether a check does not hold for an object of answers."""
    return not logic.truthy(compiled.relevance.evaluate(check.logic, frame, today))


def _leaves_of_row(node: Any) -> Iterator[Question]:
    for child in getattr(node, "children", ()):
        if isinstance(child, Question):
            if child.asked:
                yield child
        elif not isinstance(child, Repeat):
            yield from _leaves_of_row(child)
