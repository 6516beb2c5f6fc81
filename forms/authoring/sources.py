"""What panels offer to choose from: the questions of the document, the profile, the named lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from forms.authoring.genres import genre_of, genres
from forms.authoring.places import structure_of
from forms.authoring.spots import QUESTION, Spot
from forms.authoring.turning import turnable
from forms.expansion import Schema
from forms.nodes import flat, kind_of
from forms.pointers import split
from forms.structure import Structure

Row = dict[str, Any]
NOTHING: Mapping[str, Any] = {}


class Sources(Mapping[str, list[Row]]):
    """The rows of every source that a panel may name, each found when it is asked for."""

    def __init__(
        self,
        document: Schema,
        blocks: Mapping[str, Schema],
        place: str,
        profile: Schema | None,
        lists: Mapping[str, Any],
    ) -> None:
        self._document, self._blocks, self._place = document, blocks, place
        self._profile, self._lists = profile, lists

    def __getitem__(self, name: str) -> list[Row]:
        return TABLE[name](self)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLE)

    def __len__(self) -> int:
        return len(TABLE)

    @cached_property
    def _structure(self) -> Structure | None:
        return structure_of(self._document, self._blocks)

    @cached_property
    def _node(self) -> Mapping[str, Any]:
        return Spot(self._document, self._blocks, QUESTION, self._place).effective if self._place else NOTHING

    @property
    def _settings(self) -> Mapping[str, Any]:
        found = self._document.get("x-procedure")
        return found if isinstance(found, Mapping) else NOTHING

    def genres(self) -> list[Row]:
        """Give the genres that the question can become; only its own for what holds questions."""
        own = genre_of(dict(self._node), dict(Spot(self._document, self._blocks, QUESTION, self._place).own))
        known = genres(self._blocks)
        offered = [one for one in known.values() if turnable(one.id)] if turnable(own) else []
        rows = [{"const": one.id, "title": one.label, "description": one.about} for one in offered]
        if own and not any(row["const"] == own for row in rows):
            rows = [{"const": own, "title": known[own].label if own in known else own}]
        return rows

    def questions(self) -> list[Row]:
        """Give the questions that stand in no row, by their pointers."""
        return [_row(*one) for one in _questions(self._structure)]

    def emails(self) -> list[Row]:
        """Give the questions that ask for an e-mail address."""
        asked = [_row(*one) for one in _questions(self._structure) if kind_of(one[1]) == "email"]
        return _with(asked, self._settings.get("helper"))

    def ibans(self) -> list[Row]:
        """Give the IBANs that stand beside a BIC."""
        beside = _beside(self._structure, self._place, "iban") if self._node.get("format") == "bic" else ()
        return _with([*beside], self._node.get("x-bic-for"))

    def lists(self) -> list[Row]:
        """Give the named lists."""
        items = self._node.get("items")
        named = self._node.get("x-list") or (items.get("x-list") if isinstance(items, Mapping) else None)
        return _with([{"const": name, "title": _called(name, self._lists)} for name in self._lists], named)

    def prefill(self) -> list[Row]:
        """Give what a question can be prefilled from: the profile, and its own answer in the request before."""
        rows = [{"const": f"profile.{key}", "title": f"Profil : {title}"} for key, title in _profile(self._profile)]
        if self._place and "*" not in self._place:
            rows.append({"const": f"previous.{self._place}", "title": "La même réponse, dans la demande précédente"})
        return _with(rows, self._node.get("x-prefill"))

    def profile(self) -> list[Row]:
        """Give what the profile knows of a person."""
        known = self._settings.get("profile")
        rows = [{"const": key, "title": title} for key, title in _profile(self._profile)]
        return _with(rows, *(known if isinstance(known, list) else ()))


TABLE: Mapping[str, Callable[[Sources], list[Row]]] = MappingProxyType(
    {
        "genres": Sources.genres,
        "questions": Sources.questions,
        "emails": Sources.emails,
        "ibans": Sources.ibans,
        "lists": Sources.lists,
        "prefill": Sources.prefill,
        "profile": Sources.profile,
    }
)


def sources(
    document: Schema,
    blocks: Mapping[str, Schema],
    place: str = "",
    *,
    profile: Schema | None = None,
    lists: Mapping[str, Any] = NOTHING,
) -> Sources:
    """Give what a panel may offer, for a question at `place` or for the procedure.

    `profile` is the definition of the profile, `lists` the named lists by « name/n »: their titles, or anything else,
    and then they are called by their names. What the definition names already is offered even where it is not known.
    """
    return Sources(document, blocks, place, profile, lists)


def asked_sources(panel: Any) -> frozenset[str]:
    """Give the names of the sources that a panel offers choices from."""
    return _named(panel, "x-ext-choices")


def asked_links(panel: Any) -> frozenset[str]:
    """Give the names of the addresses that the notes of a panel lead to: who has them gives them as sources."""
    return _named(panel, "x-ext-link")


def _named(panel: Any, word: str) -> frozenset[str]:
    if isinstance(panel, list):
        return frozenset[str]().union(*(_named(one, word) for one in panel))
    if not isinstance(panel, dict):
        return frozenset()
    own = {panel[word]} if isinstance(panel.get(word), str) else set()
    return frozenset(own).union(*(_named(one, word) for one in panel.values()))


def _with(rows: Sequence[Row], *written: Any) -> list[Row]:
    """Add what the definition has and nobody offers, so that no panel drops it."""
    known = {row["const"] for row in rows}
    lost = [one for one in written if isinstance(one, str) and one and one not in known]
    return [*rows, *({"const": one, "title": f"{one} (introuvable)"} for one in lost)]


def _questions(structure: Structure | None) -> Iterator[tuple[str, Schema]]:
    """Give the questions that stand in no row, with their schemas."""
    if structure is None:
        return
    for pointer, schema in structure.base.items():
        if pointer and "*" not in split(pointer) and isinstance(schema, dict) and not structure.children.get(pointer):
            yield pointer, flat(schema)


def _beside(structure: Structure | None, place: str, kind: str) -> Iterator[Row]:
    """Give the questions of a kind that stand beside a place, by their key."""
    above = place.rpartition("/")[0]
    for key in structure.keys(above) if structure is not None and place else ():
        schema = structure.base.get(f"{above}/{key}") if structure is not None else None
        if isinstance(schema, dict) and kind_of(flat(schema)) == kind:
            yield {"const": key, "title": str(schema.get("title", key))}


def _profile(profile: Schema | None) -> Iterator[tuple[str, str]]:
    for key, schema in (profile or {}).get("properties", {}).items():
        yield key, str(schema.get("title", key))


def _called(name: str, lists: Mapping[str, Any]) -> str:
    title = lists[name]
    return title if isinstance(title, str) else name


def _row(pointer: str, schema: Schema) -> Row:
    return {"const": pointer, "title": _title(schema, pointer)}


def _title(schema: Schema, pointer: str) -> str:
    title = schema.get("title")
    return title if isinstance(title, str) and title else pointer
