"""One place of a definition as a text of its own: found, read, written and put back where it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.authoring.keywords import at, path_of, put
from forms.authoring.positions import Position, fault_position
from forms.authoring.spots import QUESTION, Spot
from forms.authoring.texts import parse, write
from forms.expansion import Schema
from forms.pointers import join
from forms.problems import DefinitionError, DefinitionProblem

MISSING = object()
HOLDER = "endroit"
SINGLE = DefinitionProblem("", "Il y a autre chose après cette valeur.", "Gardez une seule valeur JSON.")


def has_node(document: Schema, pointer: str) -> bool:
    """Say whether something stands at a JSON Pointer of a document."""
    sound = not pointer or pointer.startswith("/")
    return sound and at(document, path_of(document, pointer), MISSING) is not MISSING


def write_node(document: Schema, pointer: str) -> str:
    """Write what stands at a JSON Pointer of a document, in our layout, without a line's end."""
    node: Any = at(document, path_of(document, pointer))
    return write(node).rstrip("\n")


def put_node(document: Schema, pointer: str, text: str) -> Schema:
    """Give the document with another value, read from its text, at a pointer. Raises forms.DefinitionError."""
    if not pointer:
        return parse(text)
    found = parse(_held(text))
    if list(found) != [HOLDER]:
        raise DefinitionError([SINGLE])
    return put(document, path_of(document, pointer), found[HOLDER])


def node_fault_position(text: str) -> Position:
    """Give where the text of one place stops being one value."""
    line, column = fault_position(_held(text))
    return min(max(line - 1, 1), text.count("\n") + 1), column


def _held(text: str) -> str:
    return f'{{"{HOLDER}":\n{text}\n}}'


def spot_pointer(document: Schema, blocks: Mapping[str, Schema], question: str) -> str:
    """Give where in the document a question is written; the nearest place around it when it stands in a block."""
    path = Spot(document, blocks, QUESTION, question).path
    while path and at(document, path, MISSING) is MISSING:
        path = path[:-1]
    return join(path)
