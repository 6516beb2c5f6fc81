"""Rules as sentences: `x-checks` (what must be, else an error, a warning or a stop) and `x-compute` (totals)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.authoring.clauses import AND, OR
from forms.authoring.keywords import at, drop, moved_texts, path_of, pointer_to, put
from forms.authoring.results import AuthoringError
from forms.authoring.surroundings import Surroundings, rows_of
from forms.authoring.terms import (
    Comparison,
    Term,
    comparison_logic,
    comparison_of,
    logic_of,
    named,
    term_of,
)
from forms.expansion import Schema
from forms.model import Json
from forms.operands import unsaid
from forms.pointers import join, split

CHECKS, COMPUTE, DECIMALS = "x-checks", "x-compute", "x-decimals"
EFFECTS = ("error", "warn", "stop")
KEYS = ("at", "logic", "message", "effect")


class UnfitRuleError(AuthoringError):
    """A rule that cannot be written, in a French sentence for its author."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be: comparisons joined by `and` or `or`; only judged once the questions of `filled` are answered."""

    comparisons: tuple[Comparison, ...]
    joiner: str = AND
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A check: `place` leads to it in the document, `scope` is its object, `at` the question where it is told.

    `demand` is None for a logic that no sentence says.
    """

    place: str
    scope: str
    at: str
    message: str
    effect: str
    logic: Json
    demand: Demand | None


@dataclass(frozen=True, slots=True)
class Total:
    """A computed question; `meaning` is what it counts, or what makes it true, None where no sentence says it."""

    pointer: str
    title: str
    logic: Json
    meaning: Term | Demand | None

    @property
    def blank(self) -> bool:
        """Say whether nobody has said yet what it is: it begins as the sum of nothing."""
        return unsaid(self.logic)


def rules(document: Schema, blocks: Mapping[str, Schema]) -> tuple[Rule, ...]:
    """Give every check that stands in a document, in its order."""
    return tuple(_read(place, scope, one) for place, scope, one in _checks(document, "", ""))


def totals(document: Schema, blocks: Mapping[str, Schema]) -> tuple[Total, ...]:
    """Give every computed question, in the order in which they are asked."""
    around = Surroundings(document, blocks)
    structure = around.structure
    found = []
    for pointer in sorted(around.nodes, key=around.rank):
        schema = structure.base.get(pointer) if structure else None
        if isinstance(schema, dict) and COMPUTE in schema:
            logic = schema[COMPUTE]
            found.append(Total(pointer, around.title(pointer), logic, meaning_of(logic, pointer.rpartition("/")[0])))
    return tuple(found)


def meaning_of(logic: Any, scope: str) -> Term | Demand | None:
    """Read what a computed question is: a count, or a yes-no; `scope` is the object that it stands in."""
    found = term_of(logic, scope)
    if found is not None and found.of not in ("value", "today"):
        return found
    return demand_of(logic, scope)


def demand_of(logic: Any, scope: str) -> Demand | None:
    """Read what a check demands; None for what no sentence says."""
    if isinstance(logic, dict) and set(logic) == {"or"} and isinstance(logic["or"], list) and len(logic["or"]) > 1:
        *first, last = logic["or"]
        filled = [_unanswered(one, scope) for one in first]
        inner = _joined(last, scope)
        alone = inner is not None and len(inner.comparisons) == 1 and inner.comparisons[0].operator == "empty"
        if inner is not None and all(filled) and not alone:
            return Demand(inner.comparisons, inner.joiner, tuple(one for one in filled if one))
    return _joined(logic, scope)


def demand_logic(demand: Demand, scope: str, numbers: Sequence[str] = ()) -> Any:
    """Write what a check demands as JSONLogic; `numbers` are the questions whose answer may be 0."""
    made = [comparison_logic(one, scope) for one in demand.comparisons]
    whole = made[0] if len(made) == 1 else {demand.joiner: made}
    if not demand.filled:
        return whole
    blank = [{"==": [named(one, scope), None]} if one in numbers else {"!": named(one, scope)} for one in demand.filled]
    return {OR: [*blank, whole]}


def set_rule(
    document: Schema,
    blocks: Mapping[str, Schema],
    demand: Demand | Json,
    told_at: str,
    message: str,
    effect: str = "error",
    place: str | None = None,
) -> Schema:
    """Write a check, a new one or over that at `place`; `demand` may be JSONLogic. Raises UnfitRuleError.

    It stands on the rows when all that it reads is in one row, else on the procedure. What is unchanged is kept.
    """
    around = Surroundings(document, blocks)
    if not message.strip():
        raise UnfitRuleError("Écrivez le message que la personne lira.")
    old = next((one for one in rules(document, blocks) if one.place == place), None)
    if place is not None and old is None:
        raise UnfitRuleError("Cette règle n’existe plus.")
    scope = _scope(around, demand, told_at, old)
    if isinstance(demand, Demand):
        numbers = [one for one in demand.filled if (found := around.candidate(one)) and found.sort == "number"]
        same = old is not None and old.demand == demand and old.scope == scope
        logic = old.logic if same and old else demand_logic(demand, scope, numbers)
    else:
        logic = demand
    wanted = {"at": join(split(told_at)[len(split(scope)) :]), "logic": logic, "message": message, "effect": effect}
    if old is not None and old.scope == scope:
        return _rewritten(document, old, wanted)
    made = remove_rule(document, old.place) if old is not None else document
    path = (*_object(scope), CHECKS)
    new = {key: wanted[key] for key in KEYS if (key, wanted[key]) != ("effect", "error")}
    return put(made, path, [*at(made, path, []), new])


def remove_rule(document: Schema, place: str) -> Schema:
    """Take a check out; the translations of those after it follow."""
    path = path_of(document, place)
    listed = at(document, path[:-1], []) if path else None
    index = path[-1] if path else ""
    if not isinstance(listed, list) or not isinstance(index, int) or index >= len(listed):
        raise UnfitRuleError("Cette règle n’existe plus.")
    left = [one for number, one in enumerate(listed) if number != index]
    places = {number: None if number == index else number - (number > index) for number in range(len(listed))}
    made = moved_texts(document, pointer_to(path[:-1]), places)
    return put(made, path[:-1], left) if left else drop(made, path[:-1])


def set_total(document: Schema, blocks: Mapping[str, Schema], pointer: str, meaning: Term | Demand | Json) -> Schema:
    """Say what a question counts; it can no longer be typed. `meaning` may be JSONLogic."""
    around = Surroundings(document, blocks)
    if pointer not in around.nodes:
        raise UnfitRuleError("Cette question n’existe plus.")
    old = next((one for one in totals(document, blocks) if one.pointer == pointer), None)
    if old is not None and old.meaning is not None and old.meaning == meaning:
        return document
    scope = pointer.rpartition("/")[0]
    logic = meaning
    if isinstance(meaning, Term):
        logic = logic_of(meaning, scope)
    elif isinstance(meaning, Demand):
        logic = demand_logic(meaning, scope)
    path = _object(pointer)
    made = _typed(put(document, (*path, COMPUTE), logic), path, meaning)
    return made if at(made, (*path, "readOnly")) is True else put(made, (*path, "readOnly"), True)


def _typed(document: Schema, path: tuple[str | int, ...], meaning: Term | Demand | Json) -> Schema:
    """Make a yes-no of a question that says whether something holds, a number of one that counts.

    What divides seldom comes out even: no integer may hold it, and nobody wants to read all of its decimals.
    """
    kind = at(document, (*path, "type"))
    if isinstance(meaning, Demand) and kind in ("number", "integer"):
        return put(document, (*path, "type"), "boolean")
    if isinstance(meaning, Term) and meaning.of not in ("answer", "either") and kind == "boolean":
        return put(document, (*path, "type"), "number")
    if isinstance(meaning, Term) and meaning.of == "quotient" and kind in ("number", "integer"):
        made = document if kind == "number" else put(document, (*path, "type"), "number")
        return made if DECIMALS in at(made, path) else put(made, (*path, DECIMALS), [0, 2])
    return document


def read_by(meaning: Term | Demand | Comparison | None) -> frozenset[str]:
    """Give the questions that a meaning reads."""
    if isinstance(meaning, Demand):
        return frozenset(meaning.filled).union(*map(read_by, meaning.comparisons))
    if isinstance(meaning, Comparison):
        return read_by(meaning.left) | read_by(meaning.right)
    if meaning is None:
        return frozenset()
    own = {meaning.pointer} if meaning.pointer else set()
    return frozenset(own).union(*map(read_by, meaning.parts), read_by(meaning.test))


def _scope(around: Surroundings, demand: Demand | Json, told_at: str, old: Rule | None) -> str:
    """Give the object that a check stands on: the row that holds all that it reads, else the procedure."""
    if told_at not in around.nodes:
        raise UnfitRuleError("Choisissez la question où le message se lit.")
    if not isinstance(demand, Demand):
        return old.scope if old is not None else rows_of(told_at)
    outside = {rows_of(one) for one in (told_at, *_direct(demand))}
    inner = max(outside, key=len)
    if not all(one in ("", inner) for one in outside):
        raise UnfitRuleError("Une règle regarde les questions d’une même ligne, ou celles hors des lignes.")
    if inner and rows_of(told_at) != inner:
        raise UnfitRuleError("Le message se lit dans la ligne que la règle regarde.")
    return inner


def _direct(meaning: Term | Demand | Comparison | None) -> set[str]:
    """Give the questions that are read as they stand, not row by row."""
    if isinstance(meaning, Demand):
        return set(meaning.filled).union(*map(_direct, meaning.comparisons))
    if isinstance(meaning, Comparison):
        return _direct(meaning.left) | _direct(meaning.right)
    if meaning is None:
        return set()
    if meaning.of == "total":
        return {meaning.pointer.rpartition("/*/")[0]}
    own = {meaning.pointer} if meaning.pointer else set()
    return own.union(*map(_direct, meaning.parts))


def _rewritten(document: Schema, old: Rule, wanted: Mapping[str, Any]) -> Schema:
    path = path_of(document, old.place)
    before = at(document, path)
    made = {
        **before,
        **{key: wanted[key] for key in KEYS if key in before or (key, wanted[key]) != ("effect", "error")},
    }
    return document if made == before else put(document, path, made)


def _read(place: str, scope: str, check: Schema) -> Rule:
    words = {key: str(check.get(key, "")) for key in ("at", "message", "effect")}
    return Rule(
        place,
        scope,
        scope + join(split(words["at"])),
        words["message"],
        words["effect"] or "error",
        check.get("logic"),
        demand_of(check.get("logic"), scope),
    )


def _checks(node: Any, pointer: str, scope: str) -> Iterator[tuple[str, str, Schema]]:
    if not isinstance(node, dict):
        return
    listed = node.get(CHECKS)
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict):
            yield f"{pointer}/{CHECKS}/{index}", scope, one
    properties = node.get("properties")
    for name, child in properties.items() if isinstance(properties, dict) else ():
        yield from _checks(child, f"{pointer}/properties{join([name])}", scope + join([name]))
    yield from _checks(node.get("items"), f"{pointer}/items", f"{scope}/*")


def _object(pointer: str) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ()
    for part in split(pointer):
        path += ("items",) if part == "*" else ("properties", part)
    return path


def _joined(logic: Any, scope: str) -> Demand | None:
    if isinstance(logic, dict) and set(logic) in ({AND}, {OR}):
        ((joiner, given),) = logic.items()
        found = [comparison_of(one, scope) for one in given] if isinstance(given, list) else []
        made = tuple(one for one in found if one is not None)
        return Demand(made, joiner) if len(made) > 1 and len(made) == len(found) else None
    one = comparison_of(logic, scope)
    return Demand((one,)) if one is not None else None


def _unanswered(logic: Any, scope: str) -> str:
    """Give the question that « if it is answered » is about, `""` for another shape."""
    found = comparison_of(logic, scope)
    if found is None or found.left.of != "answer":
        return ""
    right = found.right
    nothing = found.operator == "is" and right is not None and right.of == "value" and right.value is None
    return found.left.pointer if found.operator == "empty" or nothing else ""
