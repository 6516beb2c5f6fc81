<<<<<<< HEAD
"""A question turned into another genre: its words stay, what only its old genre knew goes."""
=======
"""A question made into another genre: its words stay, the keywords that the new genre has not go."""
>>>>>>> c403b66 (Authoring: a question changes genre, goes into a group or out of one, a page is copied with conditions of its own)

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

<<<<<<< HEAD
from forms.answers import copied
from forms.authoring.genres import Genre, genre_of, genres
from forms.authoring.keywords import Path, at, pointer_to, put
from forms.authoring.options import WORDS
from forms.authoring.results import AuthoringError
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


def as_genre(document: Schema, blocks: Mapping[str, Schema], pointer: str, genre: str) -> Schema:
    """Give the document with a question turned into another genre, at the same place and under the same key.

    Raises AuthoringError for a genre that is none, or where questions would be lost or come.
    """
    spot = Spot(document, blocks, QUESTION, pointer)
    wanted, old = genres(blocks).get(genre), genre_of(dict(spot.effective), dict(spot.own))
    if wanted is None:
        raise AuthoringError(f"« {genre} » n’est pas un genre de question. Choisissez-en un dans la liste.")
    if genre == old:
        return document
    if not turnable(old) or not turnable(genre):
        raise AuthoringError("Un groupe, une liste ou un bloc ne change pas de genre : ajoutez une nouvelle question.")
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
=======
from forms.authoring import seats
from forms.authoring.following import Changing
from forms.authoring.genres import BLOCK_PREFIX, GROUPS, genre_of, genres, snippet
from forms.authoring.mentions import TEST, covers, mapping
from forms.authoring.options import spelled
from forms.authoring.places import effective, pages_of
from forms.authoring.references import mentions
from forms.authoring.results import AuthoringError, Made
from forms.expansion import Schema
from forms.nodes import FORMATS, LONG_TEXT
from forms.options import option_text

WORDS = ("$comment", "title", "description", "x-noun", "x-help", "x-figure", "x-example", "x-summary", "x-was")
"""What a question keeps whatever it becomes."""

ASKED = ("x-prefill", "x-placeholder", "deprecated", "writeOnly")
LIMITS: Mapping[str, frozenset[str]] = {
    "minLength": frozenset({"text", "textarea"}),
    "maxLength": frozenset({"text", "textarea"}),
    "x-clean": frozenset({"text"}),
    "x-autocomplete": frozenset({"text", "email", "phone", "postcode", "date", "url", "choice"}),
    "x-sensitive": frozenset({"text", "textarea", "iban", "bic", "nir", "siret", "phone", "email"}),
    "minimum": frozenset({"integer", "decimal", "amount"}),
    "maximum": frozenset({"integer", "decimal", "amount"}),
    "x-suffix": frozenset({"integer", "decimal", "amount", "computed"}),
    "x-validity": frozenset({"document"}),
    "maxItems": frozenset({"document", "choices"}),
    "minItems": frozenset({"document", "choices"}),
}
CHOICES = ("choice", "choices", "search")
UNASKED = ("note", "computed")


def as_genre(document: Schema, blocks: Mapping[str, Schema], pointer: str, genre: str) -> Made:
    """Make a question one of another genre; its key, its place, its words and what names it stay.

    Raises AuthoringError for a group or rows, which hold questions of their own, and for a genre that is none.
    """
    known = genres(blocks)
    if genre not in known:
        raise AuthoringError("Choisissez une sorte de question dans la liste.")
    changing = Changing(document)
    seat = seats.seat(changing.document, pointer)
    whole = effective(document, blocks, pointer)
    old = seat.node if isinstance(seat.node, dict) else {}
    was = genre_of(whole, old)
    page = next(iter(pages_of(document, pointer)), -1)
    if was == genre:
        return Made(document, pointer, page)
    title = seats.title_of(document, pointer)
    if {was, genre} & set(GROUPS) or was.startswith(BLOCK_PREFIX) or genre.startswith(BLOCK_PREFIX):
        raise AuthoringError(f"« {title} » ne peut pas changer de sorte : un groupe a ses propres questions.")
    made = snippet(known[genre], title)
    _choices(old, made, genre)
    _kept(old, made, genre)
    old.clear()
    old.update(made)
    told = _told(changing.document, pointer, title, genre)
    if isinstance(whole.get("x-list"), str) and genre not in ("search", "choices"):
        told += (f"La liste « {whole['x-list']} » n’est plus employée ici.",)
    if genre in UNASKED:
        seats.require(seat.holder, seat.key, required=False)
    return Made(changing.finished(), pointer, page, told)


def _kept(old: Schema, made: Schema, genre: str) -> None:
    """Put what stays of a question into what it becomes, in the order in which our files write it."""
    words = [*WORDS, *(ASKED if genre not in UNASKED else ())]
    words += [word for word, known in LIMITS.items() if genre in known]
    for word in words:
        if word in old and not _odd(word, old[word], genre):
            if word in made:
                made[word] = old[word]
            else:
                seats.lay(made, word, old[word])
    errors = {word: text for word, text in mapping(old, "x-errors").items() if _still(word, made)}
    if errors:
        held = mapping(old, "x-errors")
        held.clear()
        held.update(errors)
        seats.lay(made, "x-errors", held)


def _odd(word: str, value: Any, genre: str) -> bool:
    """Say whether a limit or a unit would make another genre of it."""
    if word == "x-suffix":
        return bool((value == "€") != (genre == "amount"))
    return word == "maxLength" and genre == "text" and isinstance(value, int) and value > LONG_TEXT


def _still(word: str, made: Schema) -> bool:
    if word in ("required", "_", "type"):
        return True
    if word == "enum":
        return any(key in made for key in ("enum", "oneOf")) or "items" in made
    return word in made and (word != "format" or made["format"] in FORMATS)


def _choices(old: Schema, made: Schema, genre: str) -> None:
    """Keep the answers that an author wrote from one sort of choice to another, with their translations."""
    if genre not in CHOICES:
        return
    source = mapping(old, "items") or old
    target: dict[str, Any] = made["items"] if genre == "choices" else made
    word, _ = spelled(source)
    if "x-list" in source and genre != "choice":
        target.pop("oneOf", None)
        target["x-list"] = source["x-list"]
    elif word == "enum" and genre == "choice":
        target["oneOf"] = [{"const": value, "title": option_text(value)} for value in source["enum"]]
    elif word:
        target.pop("oneOf", None)
        target[word] = source[word]


def _told(document: Schema, pointer: str, title: str, genre: str) -> tuple[str, ...]:
    """Warn of what was written for the answers that the question had."""
    read = any(covers(pointer, one.pointer) and one.role == TEST for one in mentions(document))
    if not read:
        return ()
    if genre in UNASKED and genre != "computed":
        return (f"Une condition lit « {title} », à laquelle on ne répond plus : vérifiez-la.",)
    return (f"Une condition lit « {title} » : vérifiez qu’elle convient encore à ses réponses.",)
>>>>>>> c403b66 (Authoring: a question changes genre, goes into a group or out of one, a page is copied with conditions of its own)
