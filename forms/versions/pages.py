"""Pages added, removed, renamed, moved, and their words."""

from __future__ import annotations

from collections.abc import Iterator

from forms.model import Page
from forms.versions.change import Change
from forms.versions.pair import Pair
from forms.versions.places import longest_run

WORDS = (("title", "le titre"), ("description", "le texte sous le titre"), ("section", "la partie"))


def compare(pair: Pair) -> Iterator[Change]:
    """Give every change of pages."""
    old = {page.id: page for page in pair.old.pages}
    new = {page.id: page for page in pair.new.pages}
    for page in pair.old.pages:
        if page.id not in pair.pages:
            yield Change("page-removed", "", f"La page « {page.title} » a été retirée.", page.title, "", page.id)
    for page in pair.new.pages:
        if page.id not in pair.pages.values():
            yield Change("page-added", "", f"La page « {page.title} » a été ajoutée.", "", page.title, page.id)
    for before, after in pair.pages.items():
        yield from _of_page(old[before], new[after])
    yield from _moved(pair, new)


def _of_page(old: Page, new: Page) -> Iterator[Change]:
    if old.id != new.id:
        said = f"Le nom dans l’adresse de la page « {new.title} » est maintenant « {new.id} » (avant : « {old.id} »)."
        yield Change("page-renamed", "", said, old.id, new.id, new.id)
    for key, words in WORDS:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            was = f" : il était « {before} »" if key == "title" else ""
            said = f"{words.capitalize()} de la page « {new.title} » a changé{was}."
            yield Change("wording", "", said, before, after, new.id)


def _moved(pair: Pair, new: dict[str, Page]) -> Iterator[Change]:
    places = [page.id for page in pair.new.pages]
    kept = [pair.pages[page.id] for page in pair.old.pages if page.id in pair.pages]
    still = longest_run([places.index(page) for page in kept])
    for index, page in enumerate(kept):
        if index not in still:
            said = f"La page « {new[page].title} » a changé de place."
            yield Change("page-moved", "", said, page=page)
