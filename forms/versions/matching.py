"""Which question of a version is which of the next: by its place, by `x-was`, or back by the `x-was` it had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.compiler import Compiled
from forms.nodes import flat
from forms.ordering import holder_of
from forms.pointers import escape, join, split


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """Pointers with `*` for rows, of questions, groups and lists alike.

    `forth` leads from the old version to the new, `back` the other way; `nowhere` are the new pointers whose `x-was`
    names nothing that could be carried.
    """

    forth: Mapping[str, str]
    back: Mapping[str, str]
    nowhere: Mapping[str, str]

    def scope(self, old: str) -> str | None:
        """Give where the answers of an old object (or of a row, `/personnes/*`) are now; None when they are gone."""
        if not old:
            return ""
        repeat = old.removesuffix("/*")
        if repeat != old:
            return f"{self.forth[repeat]}/*" if repeat in self.forth else self.forth.get(old)
        return self.forth.get(old)

    def key(self, scope: str, name: str) -> str:
        """Give the name that a key of an old object has now; the same when the object does not hold it any more."""
        new = self.forth.get(f"{scope}/{escape(name)}", "")
        return split(new)[-1] if new and new.rpartition("/")[0] == self.scope(scope) else name


def match(old: Compiled, new: Compiled) -> Matching:
    """Match the questions, groups and lists of two versions."""
    before, claims, nowhere = origins(old), *_claims(old, new)
    made = _matched(old, new, claims, nowhere)
    told = {pointer: {claims.get(pointer), nowhere.get(pointer)} for pointer in (*claims, *nowhere)}
    history = [pointer for pointer, said in told.items() if _is_history(pointer, made, before, said)]
    if not history:
        return made
    claims, nowhere = ({key: was for key, was in some.items() if key not in history} for some in (claims, nowhere))
    return _matched(old, new, claims, nowhere)


def _matched(old: Compiled, new: Compiled, claims: Mapping[str, str], nowhere: Mapping[str, str]) -> Matching:
    claimed = set(claims.values())
    lost = dict(nowhere)
    forth: dict[str, str] = {}
    back: dict[str, str] = {}
    for pointer, node in new.nodes.items():
        origin = claims.get(pointer)
        if origin is not None and not _rows_fit(origin, pointer, forth):
            lost[pointer] = origin
            origin = None
        if origin is None:
            origin = _in_place(pointer, node.key, back)
            if origin in claimed:
                continue
        if origin is not None and origin in old.nodes and origin not in forth:
            forth[origin], back[pointer] = pointer, origin
    return Matching(forth, back, lost)


def _is_history(pointer: str, made: Matching, before: Mapping[str, str], said: set[str | None]) -> bool:
    """Say whether the old version had this `x-was` in this place already, in a group since renamed."""
    place = _in_place(pointer, split(pointer)[-1], made.back)
    return place is not None and place in before and before[place] in said


def origins(compiled: Compiled) -> dict[str, str]:
    """Give what each node was called before (`x-was`), by its pointer."""
    return {pointer: join(split(was)) for pointer in compiled.nodes if (was := _was(compiled, pointer))}


def _was(compiled: Compiled, pointer: str) -> str:
    schema = compiled.structure.base.get(pointer, {})
    return str(schema.get("x-was", "") or (flat(schema).get("x-was", "") if "allOf" in schema else ""))


def _claims(old: Compiled, new: Compiled) -> tuple[dict[str, str], dict[str, str]]:
    """Give what is renamed in this version: new pointer -> old one, and the claims that lead nowhere.

    An `x-was` that the old version had at the same place is history, and says nothing of this change.
    """
    before, now = origins(old), origins(new)
    fresh = {pointer: was for pointer, was in now.items() if before.get(pointer) != was}
    claims = {was: pointer for pointer, was in reversed(fresh.items()) if was in old.nodes}
    made = {pointer: was for was, pointer in claims.items()}
    nowhere = {pointer: was for pointer, was in fresh.items() if pointer not in made}
    for pointer, was in _undone(before, old, new):
        if pointer not in claims and was not in made:
            made[was] = pointer
    return made, nowhere


def _undone(before: Mapping[str, str], old: Compiled, new: Compiled) -> Iterator[tuple[str, str]]:
    """Give the renamings of the old version that the new one takes back, as a return to an earlier version does."""
    for pointer, was in before.items():
        if pointer not in new.nodes and was in new.nodes and was not in old.nodes:
            yield pointer, was


def _in_place(pointer: str, key: str, back: Mapping[str, str]) -> str | None:
    """Give the old pointer of the same key in the object that holds a node."""
    scope = pointer.rpartition("/")[0]
    holder = holder_of(pointer)
    if not holder:
        return pointer
    origin = back.get(holder)
    if origin is None:
        return None
    row = "/*" if scope.endswith("/*") else ""
    return f"{origin}{row}/{escape(key) if key != '*' else key}"


def _rows_fit(origin: str, pointer: str, forth: Mapping[str, str]) -> bool:
    """Say whether a node stands in the rows of the same lists as before, so that each row keeps its answer."""
    before, now = _lists(origin), _lists(pointer)
    return len(before) == len(now) and all(forth.get(a) == b for a, b in zip(before, now, strict=True))


def _lists(pointer: str) -> list[str]:
    parts = pointer.split("/*")
    return ["/*".join(parts[:count]) for count in range(1, len(parts))]
