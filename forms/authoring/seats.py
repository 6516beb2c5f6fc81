"""Where a question is written in a definition that is being changed: the object that holds it, its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forms.authoring.keywords import at, put
from forms.authoring.mentions import Mention, listing, mapping
from forms.authoring.places import definition_path
from forms.authoring.results import AuthoringError
from forms.expansion import Schema
from forms.pointers import escape, split


@dataclass(frozen=True, slots=True)
class Seat:
    """A question in its object; all three may be changed in place."""

    pointer: str
    scope: str
    key: str
    holder: Schema
    properties: Schema
    node: Any


def seat(document: Schema, pointer: str) -> Seat:
    """Find where a question is written. Raises AuthoringError when that is not here, or not as a question."""
    scope, _, last = pointer.rpartition("/")
    key = split("/" + last)[0]
    holder = held(document, scope)
    properties = mapping(holder, "properties")
    if not pointer or key not in properties:
        raise AuthoringError(
            f"« {title_of(document, pointer)} » n’est pas une question écrite ici. Modifiez-la à la page « JSON »."
        )
    return Seat(pointer, scope, key, holder, properties, properties[key])


def held(document: Schema, scope: str) -> Schema:
    """Find the object that a pointer leads to, one whose questions are written here. Raises AuthoringError."""
    path = definition_path(document, scope)
    for length in range(len(path) + 1):
        node = at(document, path[:length])
        if length and isinstance(node, dict) and "$ref" in node and isinstance(node["$ref"], str):
            raise AuthoringError(
                f"« {title_of(document, scope)} » vient d’un bloc partagé : ses questions ne se changent pas ici."
            )
    holder = at(document, path)
    if not isinstance(holder, dict):
        raise AuthoringError(f"« {title_of(document, scope)} » n’est pas un groupe de cette démarche.")
    return holder


def scope_of(document: Schema, inside: str) -> str:
    """Give the pointer under which the questions of a group or of rows stand. Raises AuthoringError."""
    if not inside or inside.endswith("/*"):
        return inside
    node = at(document, definition_path(document, inside))
    if isinstance(node, dict) and "properties" not in node and isinstance(node.get("items"), dict):
        if "properties" in node["items"]:
            return f"{inside}/*"
    elif isinstance(node, dict) and ("properties" in node or node.get("type") == "object" or "$ref" in node):
        return inside
    raise AuthoringError(f"« {title_of(document, inside)} » n’est ni un groupe ni une liste de lignes.")


def taken(holder: Schema, scope: str, known: Iterable[Mention]) -> set[str]:
    """Give the names that are taken in an object: those it has, those that conditions or blocks give it."""
    names = set(mapping(holder, "properties"))
    return names | {split(one.pointer)[-1] for one in known if one.pointer.rpartition("/")[0] == scope}


def child(scope: str, key: str) -> str:
    """Give the pointer of a question in an object."""
    return f"{scope}/{escape(key)}"


def title_of(document: Schema, pointer: str) -> str:
    """Give the title of a question as it is written here, or its key."""
    node = at(document, definition_path(document, pointer))
    title = node.get("title") if isinstance(node, dict) else None
    parts = split(pointer)
    return title if isinstance(title, str) and title.strip() else parts[-1] if parts else "La démarche"


def lay(node: Schema, word: str, value: Any) -> None:
    """Put a keyword into a node in place: where it stands already, or where our own files write it."""
    made = put(node, (word,), value)
    node.clear()
    node.update(made)


def insert_after(holder: Schema, before: str | None, key: str, value: Any, ahead: str | None = None) -> None:
    """Put a key right after another one, in place, or else ahead of a second one; at the end with neither."""
    names = list(holder)
    pairs = list(holder.items())
    place = len(names)
    if before is not None and before in holder:
        place = names.index(before) + 1
    elif ahead is not None and ahead in holder:
        place = names.index(ahead)
    pairs.insert(place, (key, value))
    holder.clear()
    holder.update(pairs)


def keys_of(holder: Schema) -> list[str]:
    """Give the names in an object in the order in which they are asked."""
    names = list(mapping(holder, "properties"))
    order = [name for name in listing(holder, "x-order") if name in names]
    return order + [name for name in names if name not in order]


def place_key(holder: Schema, key: str, position: int) -> None:
    """Ask a question at a place among those of its object, by `x-order` where there is one, else by the keys' order."""
    properties = mapping(holder, "properties")
    wanted = [name for name in keys_of(holder) if name != key]
    wanted.insert(min(max(position, 0), len(wanted)), key)
    if wanted == keys_of(holder):
        return
    order = listing(holder, "x-order")
    if not order:
        pairs = [(name, properties[name]) for name in wanted]
        properties.clear()
        properties.update(pairs)
        return
    least = sum(name in properties for name in order)
    while least < len(wanted):
        first = wanted[:least]
        if first + [name for name in properties if name not in first] == wanted:
            break
        least += 1
    order[:] = wanted[:least]


def require(holder: Schema, key: str, required: bool) -> None:
    """Make a question of an object obligatory or not, in place; the list goes with its last name."""
    names = listing(holder, "required")
    if required and key not in names:
        written = list(mapping(holder, "properties"))
        above = set(written[: written.index(key)] if key in written else written)
        place = max((index + 1 for index, name in enumerate(names) if name in above), default=0)
        lay(holder, "required", [*names[:place], key, *names[place:]])
    if not required and key in names:
        names[:] = [name for name in names if name != key]
        if not names:
            del holder["required"]
