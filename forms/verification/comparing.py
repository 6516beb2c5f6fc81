"""What a rule of JSONLogic compares each answer with, and whether it does nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forms.model import Node, Question
from forms.ordering import computed_reads

JOINED = ("and", "or", "!", "!!", "if", "?:")
COMPARED = ("==", "!=", "===", "!==", "<", "<=", ">", ">=")
OF_THE_DAY = ("today", "age", "days", "months", "years")


@dataclass(slots=True)
class Compared:
    """By pointer of question: the constants it is compared with, the ages; `simple` when there is nothing else."""

    reads: set[str] = field(default_factory=set)
    literals: dict[str, list[Any]] = field(default_factory=dict)
    ages: dict[str, list[int]] = field(default_factory=dict)
    simple: bool = True
    dated: bool = False


def compared(rule: Any, scope: str, nodes: Mapping[str, Node]) -> Compared:
    """Read a rule that stands on the object at `scope`."""
    made = Compared(computed_reads(rule, scope, nodes))
    _read(rule, scope, nodes, made)
    return made


def decides(rule: Any) -> bool:
    """Say whether a rule gives constants or true and false, never an answer as it is."""
    operation = _operation(rule)
    if operation is None:
        return not isinstance(rule, list)
    name, given = operation
    if name in ("and", "or"):
        return all(decides(one) for one in given)
    if name in ("if", "?:"):
        return all(decides(one) for place, one in enumerate(given) if place % 2 or place == len(given) - 1)
    return name in (*COMPARED, "!", "!!", "in")


def _operation(rule: Any) -> tuple[str, list[Any]] | None:
    if not isinstance(rule, dict) or len(rule) != 1:
        return None
    ((name, given),) = rule.items()
    return str(name), given if isinstance(given, list) else [given]


def _read(rule: Any, scope: str, nodes: Mapping[str, Node], made: Compared) -> None:
    operation = _operation(rule)
    if operation is None:
        if isinstance(rule, dict | list):
            made.simple = False
        return
    name, given = operation
    made.dated |= name in OF_THE_DAY
    if name in JOINED:
        for one in given:
            _read(one, scope, nodes, made)
    elif name in COMPARED or (name == "in" and len(given) == 2):
        _compare(name, given, scope, nodes, made)
    elif name in ("var", "root"):
        _note(rule, [], scope, nodes, made)
    else:
        made.simple = False
        for one in given:
            _read(one, scope, nodes, made)


def _compare(operator: str, given: list[Any], scope: str, nodes: Mapping[str, Node], made: Compared) -> None:
    read = [one for one in given if _operation(one) is not None]
    constants = [item for one in given if _operation(one) is None for item in (one if isinstance(one, list) else [one])]
    if len(read) > 1:
        made.simple = False
    for one in read:
        name, inner = _operation(one) or ("", [])
        if name in ("var", "root"):
            _note(one, constants, scope, nodes, made)
            made.simple &= all(_alike(operator, nodes[at], constants) for at in computed_reads(one, scope, nodes))
        elif name == "age" and inner and (_operation(inner[0]) or ("", []))[0] in ("var", "root"):
            made.dated = True
            for pointer in computed_reads(inner[0], scope, nodes):
                whole = [int(item) for item in constants if isinstance(item, int) and not isinstance(item, bool)]
                made.ages.setdefault(pointer, []).extend(near for item in whole for near in (item, item + 1))
        else:
            made.simple = False
            _read(one, scope, nodes, made)


def _alike(operator: str, node: Node, constants: list[Any]) -> bool:
    """Say whether a question is compared with constants of its own sort, texts only for what they are."""
    if not isinstance(node, Question) or node.choices or node.kind == "checkbox":
        return isinstance(node, Question)
    known = [one for one in constants if one is not None]
    if node.kind == "number":
        return all(isinstance(one, int | Decimal) and not isinstance(one, bool) for one in known)
    if not all(isinstance(one, str) for one in known):
        return False
    return node.kind == "date" or operator in ("==", "!=", "===", "!==", "in")


def _note(rule: Any, constants: list[Any], scope: str, nodes: Mapping[str, Node], made: Compared) -> None:
    _, given = _operation(rule) or ("", [])
    pointers = computed_reads(rule, scope, nodes)
    made.simple &= len(given) == 1 and len(pointers) == 1
    made.simple &= all(isinstance(nodes[pointer], Question) for pointer in pointers)
    for pointer in pointers:
        made.literals.setdefault(pointer, []).extend([*constants, 0] if _counts(nodes[pointer]) else constants)


def _counts(node: Node) -> bool:
    return isinstance(node, Question) and node.kind == "number"
