"""What texts a pattern lets through: how short, how long, and a few of them; only to find witnesses, never to judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

MANY = 10**6
"""What counts as no limit of length."""

CLASSES = {"d": "0123456789", "w": "a0Z_", "s": " "}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
SAMPLES = 6


class UnreadableError(ValueError):
    """A pattern with signs that are not read here; nothing is known of it then."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern: the lengths it allows, some texts it lets through."""

    least: int
    most: int
    samples: tuple[str, ...]


@lru_cache(maxsize=512)
def part_of(pattern: str) -> Part | None:
    """Read an anchored pattern, or give None for one that is not read here."""
    try:
        return _Reader(pattern).whole()
    except (UnreadableError, IndexError, RecursionError):
        return None


class _Reader:
    """Reads literals, classes, groups, alternatives and counts: what forms are written with."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def whole(self) -> Part:
        """Read everything."""
        made = self._alternatives()
        if self._at < len(self._text):
            raise UnreadableError(self._text)
        return made

    def _more(self) -> bool:
        return self._at < len(self._text)

    def _next(self) -> str:
        sign = self._text[self._at]
        self._at += 1
        return sign

    def _alternatives(self) -> Part:
        ways = [self._sequence()]
        while self._more() and self._text[self._at] == "|":
            self._at += 1
            ways.append(self._sequence())
        samples = tuple(sample for way in ways for sample in way.samples)
        return Part(min(way.least for way in ways), max(way.most for way in ways), samples[: 4 * SAMPLES])

    def _sequence(self) -> Part:
        made = Part(0, 0, ("",))
        while self._more() and self._text[self._at] not in "|)":
            made = _after(made, self._counted(self._one()))
        return made

    def _one(self) -> Part:
        sign = self._next()
        if sign in "^$":
            return Part(0, 0, ("",))
        if sign == "(":
            return self._group()
        if sign == "[":
            return _of_signs(self._class())
        if sign == "\\":
            return _of_signs(self._escaped())
        if sign == ".":
            return _of_signs("aé0 ")
        if sign in "*+?{":
            raise UnreadableError(sign)
        return _of_signs(sign)

    def _group(self) -> Part:
        if self._text.startswith("?:", self._at):
            self._at += 2
        elif self._text.startswith("?", self._at):
            raise UnreadableError(self._text)
        made = self._alternatives()
        if self._next() != ")":
            raise UnreadableError(self._text)
        return made

    def _escaped(self) -> str:
        sign = self._next()
        if sign in CLASSES:
            return CLASSES[sign]
        if sign.isalnum():
            if sign not in ESCAPES:
                raise UnreadableError(sign)
            return ESCAPES[sign]
        return sign

    def _class(self) -> str:
        negated = self._text[self._at] == "^"
        self._at += negated
        signs = ""
        while self._text[self._at] != "]":
            first = self._next()
            if first == "\\":
                signs += self._escaped()
            elif self._text[self._at] == "-" and self._text[self._at + 1] != "]":
                self._at += 1
                signs += _between(first, self._next())
            else:
                signs += first
        self._at += 1
        return "".join(sign for sign in "aZ0 é-_'." if sign not in signs) if negated else signs

    def _counted(self, part: Part) -> Part:
        while self._more() and self._text[self._at] in "*+?{":
            sign = self._next()
            least, most = {"*": (0, MANY), "+": (1, MANY), "?": (0, 1)}.get(sign) or self._bounds()
            part = _repeated(part, least, most)
        return part

    def _bounds(self) -> tuple[int, int]:
        end = self._text.index("}", self._at) if "}" in self._text[self._at :] else -1
        low, comma, high = self._text[self._at : end].partition(",")
        if end < 0 or not low.isdecimal() or not (high.isdecimal() or not high):
            raise UnreadableError(self._text)
        self._at = end + 1
        return int(low), int(high) if high else (MANY if comma else int(low))


def _between(first: str, last: str) -> str:
    if last == "\\" or ord(last) < ord(first):
        raise UnreadableError(last)
    return "".join(chr(code) for code in range(ord(first), min(ord(last), ord(first) + 40) + 1))


def _of_signs(signs: str) -> Part:
    if not signs:
        raise UnreadableError(signs)
    ends = dict.fromkeys((signs[0], signs[len(signs) // 2], signs[-1]))
    return Part(1, 1, tuple(ends))


def _after(first: Part, second: Part) -> Part:
    samples = dict.fromkeys(one + two for one in first.samples for two in second.samples)
    kept = [*islice(samples, 3 * SAMPLES), *list(samples)[-SAMPLES:]]
    return Part(first.least + second.least, min(first.most + second.most, MANY), tuple(dict.fromkeys(kept)))


def _repeated(part: Part, least: int, most: int) -> Part:
    counts = sorted({least, min(least + 1, most), min(most, max(least, 40))})
    samples = dict.fromkeys(text for count in counts for text in _times(part.samples[:SAMPLES], count))
    return Part(part.least * least, min(part.most * most, MANY), tuple(samples))


def _times(samples: tuple[str, ...], count: int) -> Iterator[str]:
    if count > 4000:
        raise UnreadableError(str(count))
    yield from (text * count for text in samples)
    yield "".join(samples[index % len(samples)] for index in range(count))
