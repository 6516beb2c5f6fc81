"""What panels offer to choose from: the questions of the document, the profile, the named lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.authoring.places import structure_of
from forms.authoring.spots import PROCEDURE, QUESTION, Spot
from forms.expansion import Schema
from forms.nodes import flat, kind_of
from forms.pointers import split
from forms.structure import Structure

Row = dict[str, Any]
NOTHING: Mapping[str, Any] = {}


def sources(
    document: Schema,
    blocks: Mapping[str, Schema],
    place: str = "",
    *,
    profile: Schema | None = None,
    lists: Mapping[str, Any] = NOTHING,
) -> dict[str, list[Row]]:
    """Give the rows of every source that a panel may name, for a question at `place` or for the procedure.

    `profile` is the definition of the profile, `lists` the named lists by « name/n »: their titles, or
    anything else, and then they are called by their names. What the definition
    names already is offered even where it is not known any more.
    """
    structure = structure_of(document, blocks)
    node = Spot(document, blocks, QUESTION, place).effective if place else NOTHING
    settings = Spot(document, blocks, PROCEDURE, "").own.get("x-procedure", {})
    asked = [*_questions(structure)] if structure is not None else []
    keys = [*_profile(profile)]
    prefill = [{"const": f"profile.{row['const']}", "title": f"Profil : {row['title']}"} for row in keys]
    prefill += [
        {"const": f"previous.{pointer}", "title": f"Demande précédente : {_title(schema, pointer)}"}
        for pointer, schema in asked
        if pointer == place
    ]
    items = node.get("items")
    named = node.get("x-list") or (items.get("x-list") if isinstance(items, Mapping) else None)
    return {
        "questions": [_row(pointer, schema) for pointer, schema in asked],
        "emails": _with([_row(*one) for one in asked if kind_of(one[1]) == "email"], settings.get("helper")),
        "ibans": _with([*_beside(structure, place, "iban")], node.get("x-bic-for")),
        "lists": _with([{"const": name, "title": _called(name, lists)} for name in lists], named),
        "prefill": _with(prefill, node.get("x-prefill")),
        "profile": _with(keys, *settings.get("profile", ())),
    }


def asked_sources(panel: Any) -> frozenset[str]:
    """Give the names of the sources that a panel offers choices from."""
    if isinstance(panel, list):
        return frozenset[str]().union(*map(asked_sources, panel))
    if not isinstance(panel, dict):
        return frozenset()
    own = {panel["x-ext-choices"]} if isinstance(panel.get("x-ext-choices"), str) else set()
    return frozenset(own).union(*map(asked_sources, panel.values()))


def _with(rows: Sequence[Row], *written: Any) -> list[Row]:
    """Add what the definition has and nobody offers, so that no panel drops it."""
    known = {row["const"] for row in rows}
    return [*rows, *({"const": one, "title": f"{one} (introuvable)"} for one in written if one and one not in known)]


def _questions(structure: Structure) -> Iterator[tuple[str, Schema]]:
    """Give the questions that stand in no row, with their schemas."""
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


def _profile(profile: Schema | None) -> Iterator[Row]:
    for key, schema in (profile or {}).get("properties", {}).items():
        yield {"const": key, "title": str(schema.get("title", key))}


def _called(name: str, lists: Mapping[str, Any]) -> str:
    title = lists[name]
    return title if isinstance(title, str) else name


def _row(pointer: str, schema: Schema) -> Row:
    return {"const": pointer, "title": _title(schema, pointer)}


def _title(schema: Schema, pointer: str) -> str:
    title = schema.get("title")
    return title if isinstance(title, str) and title else pointer
