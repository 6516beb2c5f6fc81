"""Answers tried together: every combination for the questions of a cone, as the engine decides them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import Any

from forms.model import ABSENT, Check, Node, Question
from forms.pointers import split
from forms.relevance import Frame, Relevant

MOST = 4096
"""Combinations tried at most for one cone; beyond, some are drawn and nothing is called impossible."""

DRAWN = 600


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """One combination of answers: as given, as decided, whether each is accepted, the checks that fail."""

    values: Mapping[str, Any]
    found: Relevant
    accepted: bool
    failing: tuple[Check, ...] = ()

    @property
    def valid(self) -> bool:
        """Say whether a person could send it, as far as these answers go."""
        return self.accepted and not self.failing

    def frame(self, scope: str) -> Frame | None:
        """Give the first object of answers at a scope."""
        return next(iter(self.found.frames.get(scope, ())), None)

    def shows(self, pointer: str) -> bool:
        """Say whether a node applies (in the first row, for what stands in rows)."""
        return pointer.replace("*", "0") in self.found.visible

    def answer(self, pointer: str) -> Any:
        """Give the answer to a question as it applies, or ABSENT."""
        holder, _, key = pointer.rpartition("/")
        frame = self.frame(holder)
        return frame.out.get(key.replace("~1", "/").replace("~0", "~"), ABSENT) if frame else ABSENT


class Worlds:
    """The worlds of a cone, made when asked for; `complete` when no other valid answers would be decided otherwise."""

    def __init__(self, source: Iterator[World], complete: bool) -> None:
        self.complete = complete
        self._source = source
        self._made: list[World] = []

    @property
    def all(self) -> Iterator[World]:
        """Give every world; each is made once."""
        place = 0
        while True:
            if place == len(self._made):
                following = next(self._source, None)
                if following is None:
                    return
                self._made.append(following)
            yield self._made[place]
            place += 1

    @property
    def valid(self) -> Iterator[World]:
        """Give those whose answers are accepted."""
        return (world for world in self.all if world.valid)


def combinations(choices: Sequence[Sequence[Any]], seed: str) -> tuple[Iterator[tuple[Any, ...]], bool]:
    """Give the combinations of some choices, all of them or a draw, and whether they are all; always in one order."""
    chance = random.Random(seed)  # noqa: S311 - a draw that repeats itself, no secret
    if prod(len(one) for one in choices) <= MOST:
        every = list(product(*choices))
        chance.shuffle(every)
        return iter(every), True
    return islice(_drawn(choices, chance), DRAWN), False


def _drawn(choices: Sequence[Sequence[Any]], chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Draw combinations for ever, each value of each choice in turn beside drawn ones."""
    for place, values in enumerate(choices):
        for value in values:
            yield tuple(value if n == place else chance.choice(one) for n, one in enumerate(choices))
    while True:
        yield tuple(chance.choice(one) for one in choices)


def built(given: Mapping[str, Any], counts: Mapping[str, int], nodes: Mapping[str, Node]) -> dict[str, Any]:
    """Put answers by pointer together; a list has as many equal rows as `counts` says, one without."""
    tree: dict[str, Any] = {}
    for pointer, value in given.items():
        if value is not ABSENT:
            holder = tree
            *path, last = split(pointer)
            for part in path:
                holder = holder.setdefault(part, {})
            holder[last] = value
    made = _rows(tree, "", counts, nodes)
    return made if isinstance(made, dict) else {}


def _rows(tree: Any, pointer: str, counts: Mapping[str, int], nodes: Mapping[str, Node]) -> Any:
    if not isinstance(tree, dict) or isinstance(nodes.get(pointer), Question):
        return tree
    if "*" in tree:
        row = _rows(tree["*"], f"{pointer}/*", counts, nodes)
        return [row for _ in range(counts.get(pointer, 1))]
    return {key: _rows(child, f"{pointer}/{key}", counts, nodes) for key, child in tree.items()}
