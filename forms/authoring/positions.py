"""Where everything stands in the text of a definition: lines and columns, from 1, as text editors count them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.pointers import escape, join, split
from forms.problems import DefinitionError
from forms.reading import MAX_CHARACTERS, half_sign, read, too_deep

Position = tuple[int, int]
SIGN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+')


@dataclass(slots=True)
class _Spot:
    """An object or a list of a text: where it begins, and where each of its values does, a plain value by its offset.

    `key` and `start` are of the member that is being read.
    """

    begins: int
    inside: dict[str, int | _Spot] | list[int | _Spot]
    key: str | None = None
    start: int = 0


class _Lines:
    """Turns a place in a text into a line and a column."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> Position:
        """Give the line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class Places:
    """Where what a JSON Pointer names begins in a text: a member at its key, a row at its value.

    No pointer is written out: a long key around many values would make them endless. `above` stands before each.
    """

    def __init__(self, text: str, above: str = "") -> None:
        self._lines, self._above = _Lines(text), above
        self._whole: int | _Spot | None = None
        for _, spot, _, _ in _values(text):
            if self._whole is None:
                self._whole = spot

    def get(self, pointer: str) -> Position | None:
        """Give the line and the column of a pointer, None where nothing is."""
        if pointer != self._above and not pointer.startswith(f"{self._above}/"):
            return None
        spot = self._whole
        for part in split(pointer.removeprefix(self._above)):
            inside = spot.inside if isinstance(spot, _Spot) else ()
            if isinstance(inside, dict):
                spot = inside.get(part)
            else:
                spot = inside[int(part)] if part.isdecimal() and int(part) < len(inside) else None
        return None if spot is None else self._lines.at(spot.begins if isinstance(spot, _Spot) else spot)

    def __contains__(self, pointer: str) -> bool:
        """Say whether there is something at a pointer."""
        return self.get(pointer) is not None


def pointer_lines(text: str, above: str = "") -> Places:
    """Give where each JSON Pointer of a text begins; `above` is the pointer of what the text is of."""
    return Places(text, above)


def fault_position(text: str) -> Position:
    """Give where a text stops being one that `parse` reads: too deep or bad JSON, a key again, an odd number, half a
    sign."""
    if len(text) > MAX_CHARACTERS:
        return 1, 1
    lines, deep = _Lines(text), too_deep(text)
    if deep >= 0:
        return lines.at(deep)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno, error.colno
    except ValueError:
        pass
    for start, _, sign, again in _values(text):
        if again or (sign[:1] in "-0123456789NI" and _odd(sign)):
            return lines.at(start)
    half = half_sign(text)
    return lines.at(half) if half >= 0 else (1, 1)


def nearest(lines: Places, document: Any, pointer: str) -> str:
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


def _values(text: str) -> Iterator[tuple[int, int | _Spot, str, bool]]:
    """Give every value: where it begins, its spot, its first sign, whether its key was met before in its object."""
    opened: list[_Spot] = []
    for found in SIGN.finditer(text):
        sign, top = found.group(), opened[-1] if opened else None
        if sign in ("}", "]"):
            if opened:
                opened.pop()
        elif sign == ",":
            if top is not None:
                top.key = None
        elif sign != ":":
            if top is not None and isinstance(top.inside, dict) and top.key is None:
                top.key, top.start = _read(sign), found.start()
            else:
                start, spot, again = _spot(top, sign, found.start())
                yield start, spot, sign, again
                if isinstance(spot, _Spot):
                    opened.append(spot)


def _spot(top: _Spot | None, sign: str, start: int) -> tuple[int, int | _Spot, bool]:
    """Note a value in what is open around it."""
    key = top.key if top is not None and isinstance(top.inside, dict) else None
    start = top.start if top is not None and key is not None else start
    spot = _Spot(start, {}) if sign == "{" else _Spot(start, []) if sign == "[" else start
    if top is None:
        return start, spot, False
    if isinstance(top.inside, list):
        top.inside.append(spot)
        return start, spot, False
    again = key in top.inside
    top.inside[key or ""] = spot
    return start, spot, again


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
    waiting: deque[tuple[str, Any]] = deque([("", document)])
    while waiting:
        pointer, node = waiting.popleft()
        if isinstance(node, dict):
            if str(node.get("$ref", "")).partition("#")[0] == name:
                yield f"{pointer}/$ref"
            waiting += [(f"{pointer}/{escape(key)}", child) for key, child in node.items()]
        elif isinstance(node, list):
            waiting += [(f"{pointer}/{index}", child) for index, child in enumerate(node)]
