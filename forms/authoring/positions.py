"""Where everything stands in the text of a definition: lines and columns, from 1, as text editors count them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.pointers import escape, join, split
from forms.problems import DefinitionError
from forms.reading import half_sign, read

Position = tuple[int, int]
SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


@dataclass(slots=True)
class _Open:
    """An object or a list that is being read: what its next value is called, and where that begins."""

    pointer: str
    listed: bool
    index: int = 0
    key: str | None = None
    start: int = 0
    seen: set[str] = field(default_factory=set)


class _Lines:
    """Turns a place in a text into a line and a column."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> Position:
        """Give the line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def pointer_lines(text: str) -> dict[str, Position]:
    """Give where each JSON Pointer of a text begins: a member at its key, a row at its value."""
    lines, found = _Lines(text), {}
    for pointer, start, _, _ in _values(text):
        found[pointer] = lines.at(start)
    return found


def fault_position(text: str) -> Position:
    """Give where a text stops being one that `parse` reads: bad JSON, a key met again, an odd number, half a sign."""
    lines = _Lines(text)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno, error.colno
    except (ValueError, RecursionError):
        pass
    for _, start, sign, again in _values(text):
        if again or (sign[:1] in "-0123456789NI" and _odd(sign)):
            return lines.at(start)
    half = half_sign(text)
    return lines.at(half) if half >= 0 else (1, 1)


def nearest(lines: Mapping[str, Position], document: Any, pointer: str) -> str:
    """Give the pointer of the text that is nearest above a place, which may lie in a shared block it takes up."""
    parts = split(pointer)
    if len(parts) > 1 and parts[0] == "$defs" and join(parts[:2]) not in lines:
        return next(_references(document, parts[1]), "")
    while parts and join(parts) not in lines:
        parts.pop()
    return join(parts)


def question_of(pointer: str) -> str:
    """Give the question in whose schema a place of the document lies, `""` for none."""
    made: list[str | int] = []
    parts = split(pointer)
    while parts:
        if parts[0] in ("properties", "prefixItems") and len(parts) > 1:
            made.append(parts[1])
            parts = parts[2:]
        elif parts[0] == "items" and made:
            made.append("*")
            parts = parts[1:]
        else:
            break
    while made and made[-1] == "*":
        made.pop()
    return join(made)


def _values(text: str) -> Iterator[tuple[str, int, str, bool]]:
    """Give every value: pointer, where it begins, its first sign, whether its key was met before in its object."""
    opened: list[_Open] = []
    for found in SIGN.finditer(text):
        sign, top = found.group(), opened[-1] if opened else None
        if sign in ("}", "]"):
            if opened:
                opened.pop()
        elif sign == ",":
            if top is not None:
                top.index, top.key = top.index + 1, None
        elif sign != ":":
            if top is not None and not top.listed and top.key is None:
                top.key, top.start = _read(sign), found.start()
            else:
                pointer, start, again = _place(top, found.start())
                yield pointer, start, sign, again
                if sign in ("{", "["):
                    opened.append(_Open(pointer, sign == "["))


def _place(top: _Open | None, start: int) -> tuple[str, int, bool]:
    if top is None:
        return "", start, False
    if top.listed:
        return f"{top.pointer}/{top.index}", start, False
    key = top.key or ""
    again = key in top.seen
    top.seen.add(key)
    return f"{top.pointer}/{escape(key)}", top.start, again


def _read(sign: str) -> str:
    try:
        return str(json.loads(sign))
    except ValueError:
        return sign


def _odd(sign: str) -> bool:
    try:
        read(f'{{"a": {sign}}}')
    except DefinitionError:
        return True
    return False


def _references(document: Any, name: str) -> Iterator[str]:
    """Find where a shared block is taken up."""
    waiting = [("", document)]
    while waiting:
        pointer, node = waiting.pop(0)
        if isinstance(node, dict):
            if str(node.get("$ref", "")).partition("#")[0] == name:
                yield f"{pointer}/$ref"
            waiting += [(f"{pointer}/{escape(key)}", child) for key, child in node.items()]
        elif isinstance(node, list):
            waiting += [(f"{pointer}/{index}", child) for index, child in enumerate(node)]
