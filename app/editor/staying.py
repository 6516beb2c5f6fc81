"""Where « Annuler » and « Rétablir » leave one: where one was, as long as that place still exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from app.editor.working import Work
from app.numbers import natural
from forms import authoring

Said = Mapping[str, str]
HERE = "ici"
"""The field with the address of the page on which the button stands."""
TOLD = ("page", "ou", "regle", "volet", "manquants")
"""What an address of the screen says after its question mark."""


def _always(here: Work, said: Said) -> bool:
    return True


def _question(here: Work, said: Said) -> bool:
    return here.item(said.get("ou", "")) is not None


def _any_question(here: Work, said: Said) -> bool:
    return "ou" not in said or _question(here, said)


def _page(here: Work, said: Said) -> bool:
    number = natural(said.get("page", ""))
    return number is not None and number < len(here.made.tree)


def _rule(here: Work, said: Said) -> bool:
    known = {one.place for one in authoring.rules(here.document, here.blocks)}
    return "regle" not in said or said["regle"] in known


def _language(here: Work, said: Said) -> bool:
    return said["code"] in authoring.languages(here.document)


EXISTS: Mapping[str, Callable[[Work, Said], bool]] = {
    "editor.settings": _always,
    "editor.checking": _always,
    "editor.rules": _always,
    "editor.languages": _always,
    "editor.question": _question,
    "editor.condition": _question,
    "editor.total": _question,
    "editor.images": _any_question,
    "editor.page": _page,
    "editor.rule": _rule,
    "editor.language": _language,
}
AROUND = {"editor.rule": "editor.rules", "editor.language": "editor.languages"}
"""The list in which a place stands, for when it is there no more."""


def where_one_was(here: Work, address: str) -> str | None:
    """Give the address to go back to, None when nothing of that is left or it is no place to stay at."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        asked = urlsplit(address)
        endpoint, parts = adapter.match(asked.path, method="GET")
    except (HTTPException, ValueError):  # what is no address is no place either
        return None
    slug = here.draft.slug
    if endpoint not in EXISTS or parts["slug"] != slug:
        return None
    told = {name: values[0] for name, values in parse_qs(asked.query).items() if name in TOLD}
    if EXISTS[endpoint](here, {**parts, **told}):
        return url_for(endpoint, **{**told, **parts})
    return url_for(AROUND[endpoint], slug=slug) if endpoint in AROUND else None
