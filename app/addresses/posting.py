"""What the buttons of a search change in a post of any page, and what the page shows of it again: plain values.

A group named `adresse` posts the text searched as `search adresse`, the text last searched as `searched adresse`, and
as `chosen adresse` the street and town that its INSEE code was chosen with. Its buttons are `search adresse` and
`choose adresse numero=15&voie=…`.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.addresses.service import LONGEST, Outcome
from app.rendering import Searched
from app.rendering.searched import INSEE, KEYS, PLACE

Post = MultiDict[str, str]


def prepared(posted: Post) -> Post:
    """Give a post as if the person had done by hand what its buttons say; it is read like any other afterwards.

    An address that is chosen stands in its boxes; the INSEE code of another place is forgotten; a text in the search
    box of an address left blank is searched, for that is what the Enter key means there.
    """
    groups = [name.partition(" ")[2] for name in posted if name.startswith(("search ", "chosen "))]
    verb, _, rest = posted.get("action", "next").partition(" ")
    if not groups and verb != "choose":
        return posted
    made = MultiDict(posted)
    for group in groups:
        _forget_code(made, group)
        if verb == "next" and _is_unsearched(made, group):
            made["action"] = f"search {group}"
    if verb == "choose":
        _choose(made, *rest.partition(" ")[::2])
    return made


def _choose(posted: Post, group: str, choice: str) -> None:
    for key, text in parse_qsl(choice, keep_blank_values=True):
        if key in KEYS:
            posted[f"{group}-{key}"] = text


def _forget_code(posted: Post, group: str) -> None:
    """Forget the INSEE code when the street or the town is no more what it was chosen with."""
    chosen = dict(parse_qsl(posted.get(f"chosen {group}", ""), keep_blank_values=True))
    if chosen and any(_text(posted, group, key) != chosen.get(key, "").strip() for key in PLACE):
        posted[f"{group}-{INSEE}"] = ""


def _is_unsearched(posted: Post, group: str) -> bool:
    text = posted.get(f"search {group}", "").strip()
    blank = not any(_text(posted, group, key) for key in PLACE)
    return bool(text) and blank and text != posted.get(f"searched {group}", "").strip()


def _text(posted: Post, group: str, key: str) -> str:
    return posted.get(f"{group}-{key}", "").strip()


def searched(posted: Post, group: str, search: Callable[[str], Outcome]) -> dict[str, Searched]:
    """Give what each search box of a page shows again, by group; `group` is the one to search now, "" for none."""
    made = {}
    for name, typed in posted.items():
        verb, _, place = name.partition(" ")
        if verb == "search":
            text = "".join(sign for sign in typed if sign.isprintable())[:LONGEST]
            made[place] = _found(text, search(text)) if place == group else Searched(text)
    return made


def _found(text: str, outcome: Outcome) -> Searched:
    state = "failed" if outcome.failed else "short" if outcome.short else "found"
    return Searched(text, state, tuple((one.label, one.boxes) for one in outcome.addresses))
