"""Questions of a definition: added, removed, renamed, made obligatory. Each gives a new document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from forms.authoring import pruning, seats
from forms.authoring.following import Changing
from forms.authoring.genres import genres, snippet
from forms.authoring.mentions import (
    ANSWER,
    AT,
    BESIDE,
    CHECK,
    COMPUTES,
    EFFECT,
    EITHER,
    READS,
    REFUSAL,
    TEST,
    KeyMention,
    Mention,
    NameMention,
    TextMention,
    TitleMention,
    Unit,
    covers,
    listing,
    mapping,
    moved,
    without_braces,
)
from forms.authoring.naming import key_from, page_id_from, sound_key
from forms.authoring.paging import emptied, fields_of, page_at, pages_in, put_on_page
from forms.authoring.places import pages_of
from forms.authoring.references import mentions
from forms.authoring.results import AuthoringError, Made, sturdy
from forms.authoring.tidying import hollow, tidy
from forms.expansion import Schema
from forms.pointers import split

NO_TITLE = "Question sans titre"
DIALECT = "https://demarches.example/dialect/1"
ADDRESS = "https://demarches.example/procedures/"
NOTHING: Mapping[str, Schema] = {}


def blank(slug: str, title: str) -> Schema:
    """Give the smallest sound definition: one page with one question, which asks for a name."""
    words = title.strip() or "Démarche sans titre"
    first = {"title": "Votre nom", "type": "string", "maxLength": 120, "x-noun": "votre nom"}
    return {
        "$schema": DIALECT,
        "$id": f"{ADDRESS}{slug}",
        "title": words,
        "x-lang": "fr",
        "type": "object",
        "additionalProperties": False,
        "required": ["nom"],
        "properties": {"nom": first},
        "x-pages": [{"id": page_id_from("Vous", ()), "title": "Vous", "fields": ["/nom"]}],
    }


@sturdy
def add_question(
    document: Schema,
    blocks: Mapping[str, Schema],
    genre: str,
    title: str,
    page_index: int,
    position: int,
    inside: str = "",
    key: str = "",
) -> Made:
    """Add a question to a page, or inside a group or rows; its key is made from its title when none is given.

    Raises AuthoringError for a genre that is none, a key that is taken, a group whose questions are a block's.
    """
    known = genres(blocks).get(genre)
    if known is None:
        raise AuthoringError("Choisissez une sorte de question dans la liste.")
    changing = Changing(document)
    made = changing.document
    scope = seats.scope_of(made, inside)
    holder = seats.held(made, scope)
    taken = seats.taken(holder, scope, mentions(made))
    words = title.strip() or NO_TITLE
    name = sound_key(key.strip(), taken, not scope) if key.strip() else key_from(words, taken, not scope)
    pointer = seats.child(scope, name)
    node = snippet(known, words)
    if genre == "bic" and (iban := _iban(holder)):
        node["x-bic-for"] = iban
    before, ahead = (None, None) if scope else neighbours(made, page_index, position)
    if not isinstance(holder.get("properties"), dict):
        seats.lay(holder, "properties", {})
    seats.insert_after(holder["properties"], before, name, node, ahead)
    if known.required:
        seats.require(holder, name, required=True)
    ask_at(made, pointer, page_index, position)
    return Made(changing.finished(), pointer, page_index)


@sturdy
def remove_question(document: Schema, pointer: str) -> Made:
    """Remove a question, a group or rows with all that names them; `told` says which conditions and checks went."""
    changing = Changing(document)
    told = take_out(changing, [pointer])
    made = changing.finished()
    return Made(made, page=next(iter(pages_of(document, pointer)), -1), told=(*told, *emptied(document, made)))


@sturdy
def rename_question(document: Schema, pointer: str, new_key: str, was: bool = False) -> Made:
    """Give a question another key; all that names it follows. With `was`, `x-was` says where its answers were.

    Raises AuthoringError for a key that is taken, reserved or unsound.
    """
    changing = Changing(document)
    made = changing.document
    known = mentions(made)
    seat = seats.seat(made, pointer)
    if new_key == seat.key:
        return Made(document, pointer, next(iter(pages_of(document, pointer)), -1))
    sound_key(new_key, seats.taken(seat.holder, seat.scope, known), not seat.scope)
    to = seats.child(seat.scope, new_key)
    follow(changing, known, pointer, to)
    if was:
        was_at(seat.node, pointer, to)
    return Made(changing.finished(), to, next(iter(pages_of(document, pointer)), -1))


def set_key(document: Schema, pointer: str, new_key: str) -> Made:
    """Give a question that has never been published another key: no answer is anywhere to follow it."""
    return rename_question(document, pointer, new_key, was=False)


def set_required(document: Schema, pointer: str, required: bool) -> Made:
    """Make a question obligatory or not, in the object or the rows that it stands in."""
    changing = Changing(document)
    seat = seats.seat(changing.document, pointer)
    seats.require(seat.holder, seat.key, required)
    return Made(changing.finished(), pointer, next(iter(pages_of(document, pointer)), -1))


def was_at(node: Any, old: str, new: str) -> None:
    """Note on a question, in place, where its answers were; a question that comes back there needs no note."""
    if not isinstance(node, dict):
        return
    if node.get("x-was") == new:
        del node["x-was"]
    elif "x-was" not in node:
        seats.lay(node, "x-was", old)


def follow(changing: Changing, known: Iterable[Mention], old: str, new: str) -> None:
    """Let all that names a question, or what it holds, name it at its new pointer, in place."""
    for one in known:
        if not covers(old, one.pointer):
            continue
        exact = len(split(one.pointer)) == len(split(old))
        if isinstance(one, TitleMention) and exact:
            retitle(changing, one, lambda text: text.replace(_braces(old), _braces(new)))
        if isinstance(one, TextMention) or exact:
            one.rename(moved(one.pointer, old, new))


def retitle(changing: Changing, one: TitleMention, change: Any) -> None:
    """Change the translations of the title of a row as the title changes."""
    for texts, pointer, word in changing.translations(one.holder):
        if word == "title" and isinstance(texts.get(pointer), str):
            texts[pointer] = change(texts[pointer])


def take_out(changing: Changing, pointers: Sequence[str]) -> list[str]:
    """Remove questions from a definition in place; give what else went, in sentences."""
    document = changing.document
    held = [seats.seat(document, pointer) for pointer in pointers]
    known, every = hollow(document), mentions(document)
    titles = {pointer: seats.title_of(document, pointer) for pointer in pointers}
    gone: dict[int, tuple[Unit, str]] = {}
    counts: dict[int, tuple[Unit, list[str]]] = {}
    outside: list[Mention] = []
    sentences = []
    for one in every:
        above = next((pointer for pointer in pointers if covers(pointer, one.pointer)), None)
        if above is None or any(covers(pointer, one.scope) for pointer in pointers):
            continue
        outside.append(one)
        if one.unit is not None and one.role in (TEST, AT, READS):
            gone.setdefault(id(one.unit.node), (one.unit, titles[above]))
        elif one.unit is not None and one.role == COMPUTES and not _inside(held, one):
            counts.setdefault(id(one.unit.node), (one.unit, []))[1].append(titles[above])
        elif one.role in (BESIDE, ANSWER) and not _inside(held, one):
            sentences.append(_told(one, titles[above]))
    sentences = [_of_unit(document, unit, title, every) for unit, title in gone.values()] + sentences
    for one in outside:
        if isinstance(one, TitleMention):
            retitle(changing, one, partial(without_braces, name=split(one.pointer)[-1]))
        if one.unit is None or one.role in (EFFECT, EITHER, COMPUTES):
            one.drop()
    for unit, _ in (*gone.values(), *counts.values()):
        unit.remove()
    sentences += [
        pruning.told(unit.node, seats.title_of(document, unit.scope), list(dict.fromkeys(read)))
        for unit, read in counts.values()
    ]
    for seat in held:
        seat.properties.pop(seat.key, None)
    tidy(document, known)
    return list(dict.fromkeys(sentences))


def _inside(held: Sequence[seats.Seat], one: Mention) -> bool:
    """Say whether a spot goes with the questions themselves: nobody need be told."""
    return isinstance(one, TextMention) and any(
        id(node) == id(one.holder) for seat in held for node in _nodes(seat.node)
    )


def _told(one: Mention, title: str) -> str:
    if one.role == ANSWER:
        return f"« {title} » donnait le courriel de l’aidant : la démarche ne sait plus où le lire."
    return f"Le BIC n’est plus proposé d’après « {title} »."


def _of_unit(document: Schema, unit: Unit, title: str, every: Iterable[Mention]) -> str:
    if unit.kind == CHECK:
        return f"La règle « {unit.node.get('message', '')} » lisait « {title} » : elle est retirée."
    if unit.kind == REFUSAL:
        return f"Une règle qui refusait certaines réponses lisait « {title} » : elle est retirée."
    inside = {id(node) for word in ("then", "else") for node in _nodes(unit.node.get(word))}
    targets = {
        one.pointer: f"« {seats.title_of(document, one.pointer)} »"
        for one in every
        if isinstance(one, KeyMention | NameMention) and one.role in (EFFECT, EITHER) and id(one.holder) in inside
    }
    words = f"La condition qui lisait « {title} » est retirée."
    return f"{words} Elle portait sur {_listed(list(targets.values()))}." if targets else words


def _nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, dict | list):
        yield node
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _nodes(inner)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _braces(pointer: str) -> str:
    return f"{{{split(pointer)[-1]}}}"


def _iban(holder: Schema) -> str:
    names = mapping(holder, "properties").items()
    return next((name for name, node in names if isinstance(node, dict) and node.get("format") == "iban"), "")


def neighbours(document: Schema, page_index: int, position: int) -> tuple[str | None, str | None]:
    """Give the keys between which a question of a page is written: those of the questions above and below it."""
    fields = [one for one in _page(document, page_index) if isinstance(one, str) and split(one)]
    place = max(position, 0)
    above, below = fields[:place][-1:], fields[place : place + 1]
    return (split(above[0])[0] if above else None, split(below[0])[0] if below else None)


def _page(document: Schema, index: int) -> list[Any]:
    """Give the pointers of a page; a definition without any gets its first one."""
    if not pages_in(document):
        seats.lay(document, "x-pages", [{"id": "page-1", "title": "Page 1", "fields": []}])
    return fields_of(page_at(pages_in(document), index))


def ask_at(document: Schema, pointer: str, page_index: int, position: int) -> None:
    """Ask a question at its place, in place: on a page, or among those of a group that a page holds as a whole."""
    scope, _, last = pointer.rpartition("/")
    named = {one for page in listing(document, "x-pages") for one in listing(page, "fields")}
    above = scope.removesuffix("/*")
    while above and above not in named:
        above = above.rpartition("/")[0].removesuffix("/*")
    if above or "*" in pointer or (scope and not named):
        seats.place_key(seats.held(document, scope), split("/" + last)[0], position)
    else:
        put_on_page(document, pointer, page_index, position)
