"""A question turned into another genre: its words stay, what only its old genre knew goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import copied
from forms.authoring.genres import Genre, genre_of, genres
from forms.authoring.keywords import Path, at, pointer_to, put
from forms.authoring.options import WORDS
from forms.authoring.results import AuthoringError, sturdy
from forms.authoring.spots import QUESTION, Spot
from forms.expansion import Schema
from forms.pointers import split

WORDS_OF_ALL = frozenset(
    {
        *("$comment", "title", "description", "deprecated", "x-example", "x-figure", "x-help", "x-noun", "x-prefill"),
        *("x-sensitive", "x-summary", "x-was"),
    }
)
FAMILIES: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"text", "textarea"}), frozenset({"minLength", "x-placeholder", "examples", "writeOnly"})),
    (
        frozenset({"integer", "decimal", "amount"}),
        frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "x-placeholder", "examples"}),
    ),
    (frozenset({"choice", "search"}), frozenset({"default", "x-list"})),
)
"""Genres that understand each other: what they both know stays."""
FROM_CHOICES = frozenset({"choice", "choices", "search", "yes-no"})
TO_CHOICES = frozenset({"choice", "choices", "search"})
ALWAYS_TOLD = frozenset({"required", "_"})
UNANSWERED = frozenset({"note", "computed"})
HOLDING = frozenset({"group", "repeat"})


def turnable(genre: str) -> bool:
    """Say whether a question of this genre can become one of another: what holds questions cannot."""
    return genre not in HOLDING and not genre.startswith("block:")


@sturdy
def as_genre(document: Schema, blocks: Mapping[str, Schema], pointer: str, genre: str) -> Schema:
    """Give the document with a question turned into another genre, at the same place and under the same key.

    Raises AuthoringError for a genre that is none, or where questions would be lost or come.
    """
    spot = Spot(document, blocks, QUESTION, pointer)
    wanted, old = genres(blocks).get(genre), genre_of(dict(spot.effective), dict(spot.own))
    if wanted is None:
        raise AuthoringError("Ce type de réponse n’existe pas. Choisissez-en un dans la liste.")
    if genre == old:
        return document
    if not turnable(old) or not turnable(genre):
        raise AuthoringError("Un groupe, une liste ou un bloc ne change pas de type : ajoutez une nouvelle question.")
    node = _node(spot, wanted, old)
    made = put(document, spot.path, node)
    return _required(_texts(made, spot, node, genre), spot, wanted)


def _node(spot: Spot, wanted: Genre, old: str) -> Schema:
    snippet: Schema = copied(dict(wanted.snippet))
    shared = frozenset[str]().union(*(kept for family, kept in FAMILIES if {old, wanted.id} <= family))
    kept = {word: value for word, value in spot.own.items() if word in WORDS_OF_ALL | shared or _of_another(word)}
    if kept.get("description") == _began_with(spot, old).get("description"):
        kept.pop("description", None)
    told = spot.own.get("x-errors")
    if isinstance(told, dict) and (left := {word: words for word, words in told.items() if word in ALWAYS_TOLD}):
        kept["x-errors"] = left
    if "x-list" in kept:
        snippet = {word: value for word, value in snippet.items() if word not in WORDS}
    made: Schema = kept
    for word, value in {**snippet, **_options(spot, wanted, old)}.items():
        if word not in kept or word not in WORDS_OF_ALL | shared:
            made = put(made, (word,), value)
    return {"$ref": made.pop("$ref"), **made} if "$ref" in made else made


def _of_another(word: str) -> bool:
    """Say whether a word is not of the format, and so nothing that a genre could know."""
    return word.startswith("x-ext-")


def _began_with(spot: Spot, old: str) -> Mapping[str, Any]:
    known = genres(spot.blocks).get(old)
    return known.snippet if known else {}


def _options(spot: Spot, wanted: Genre, old: str) -> Schema:
    """Give the answers of one choice to another: under `items` when several may be given."""
    if old not in FROM_CHOICES or wanted.id not in TO_CHOICES or (old, wanted.id) == ("yes-no", "choice"):
        return {}  # a choice of « Oui » and « Non » would still be a yes or no
    holder = _holder(spot.effective)
    answers = {word: copied(holder[word]) for word in (*WORDS, "x-list") if word in holder}
    if not answers:
        return {}
    if wanted.id != "choices":
        return answers
    return {"items": {"type": "string", **answers}}


def _holder(node: Mapping[str, Any]) -> Mapping[str, Any]:
    items = node.get("items")
    return items if isinstance(items, Mapping) else node


def _texts(document: Schema, spot: Spot, node: Schema, genre: str) -> Schema:
    """Let the translations follow: those of the answers to where they are, none of what went."""
    languages = document.get("x-i18n")
    if not isinstance(languages, Mapping):
        return document
    here = pointer_to(spot.path)
    made = {code: _moved(texts, here, node) for code, texts in languages.items()}
    return document if made == languages else {**document, "x-i18n": made}


def _moved(texts: Mapping[str, str], here: str, node: Schema) -> dict[str, str]:
    found: dict[str, str] = {}
    for pointer, words in texts.items():
        if not pointer.startswith(here + "/"):
            found[pointer] = words
            continue
        parts = split(pointer[len(here) :])
        bare = parts[1:] if parts[0] == "items" else parts
        for path in (parts, bare, ["items", *bare]):
            if _stands(node, path):
                found[here + pointer_to(tuple(path))] = words
                break
    return found


def _stands(node: Schema, parts: list[str]) -> bool:
    path: Path = tuple(int(part) if part.isdecimal() else part for part in parts)
    return isinstance(at(node, path), str)


def _required(document: Schema, spot: Spot, wanted: Genre) -> Schema:
    """Note that a consent must be given, and that nobody can answer a note."""
    path = (*(spot.holder.path if spot.holder else ()), "required")
    names, key = at(document, path, []), split(spot.place)[-1]
    if wanted.required and key not in names:
        return put(document, path, [*names, key])
    if wanted.id in UNANSWERED and key in names:
        return put(document, path, [name for name in names if name != key])
    return document
