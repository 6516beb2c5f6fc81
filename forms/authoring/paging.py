"""Pages of a definition: added, removed, moved, copied, renamed; which questions stand on them."""

from __future__ import annotations

from typing import Any

from forms.authoring.following import Changing
from forms.authoring.mentions import listing
from forms.authoring.naming import page_id_from, sound_page_id
from forms.authoring.results import AuthoringError, Made, sturdy
from forms.authoring.seats import keys_of, lay
from forms.expansion import Schema
from forms.pointers import join

NO_TITLE = "Page sans titre"


def pages_in(document: Schema) -> list[Any]:
    """Give the pages of a definition being changed, itself; one with everything is made when it lists none."""
    pages = listing(document, "x-pages")
    if pages:
        return pages
    fields = [join([key]) for key in keys_of(document)]
    title = document.get("title")
    first = {"id": "formulaire", "title": title if isinstance(title, str) and title else NO_TITLE, "fields": fields}
    lay(document, "x-pages", [first] if fields else [])
    return listing(document, "x-pages")


def page_at(pages: list[Any], index: int) -> Schema:
    """Give a page. Raises AuthoringError when there is none."""
    if not 0 <= index < len(pages) or not isinstance(pages[index], dict):
        raise AuthoringError("Cette page n’existe pas.")
    page: Schema = pages[index]
    return page


def fields_of(page: Schema) -> list[Any]:
    """Give the pointers of a page, itself."""
    if not isinstance(page.get("fields"), list):
        page["fields"] = []
    fields: list[Any] = page["fields"]
    return fields


def page_ids(pages: list[Any]) -> set[str]:
    """Give the ids that pages have."""
    return {str(page.get("id")) for page in pages if isinstance(page, dict)}


def put_on_page(document: Schema, pointer: str, index: int, position: int) -> None:
    """Name a question on a page, in place; wherever else it was named it is no more."""
    pages = pages_in(document)
    fields = fields_of(page_at(pages, index))
    for page in pages:
        if isinstance(page, dict) and pointer in fields_of(page):
            fields_of(page)[:] = [one for one in fields_of(page) if one != pointer]
    fields.insert(min(max(position, 0), len(fields)), pointer)


def emptied(before: Schema, after: Schema) -> tuple[str, ...]:
    """Say which pages have lost their last question; only pages that stand in both are looked at."""
    had = {page.get("id") for page in listing(before, "x-pages") if isinstance(page, dict) and page.get("fields")}
    return tuple(
        f"La page « {page.get('title', '')} » n’a plus de question : ajoutez-en une, ou supprimez la page."
        for page in listing(after, "x-pages")
        if isinstance(page, dict) and not page.get("fields") and page.get("id") in had
    )


@sturdy
def add_page(document: Schema, title: str, at: int) -> Made:
    """Add a page without questions before the page `at`; at the end when there is none."""
    changing = Changing(document)
    pages = pages_in(changing.document)
    words = title.strip() or NO_TITLE
    place = min(max(at, 0), len(pages))
    pages.insert(place, {"id": page_id_from(words, page_ids(pages)), "title": words, "fields": []})
    return Made(changing.finished(), page=place)


@sturdy
def move_page(document: Schema, index: int, to: int) -> Made:
    """Move a page so that it is the page `to`."""
    changing = Changing(document)
    pages = pages_in(changing.document)
    page = page_at(pages, index)
    place = min(max(to, 0), len(pages) - 1)
    del pages[index]
    pages.insert(place, page)
    return Made(changing.finished(), page=place)


@sturdy
def rename_page(document: Schema, index: int, title: str = "", page_id: str = "") -> Made:
    """Give a page another title, another id, or both. Raises AuthoringError for an id that is taken or unsound."""
    changing = Changing(document)
    pages = pages_in(changing.document)
    page = page_at(pages, index)
    if page_id and page_id != page.get("id"):
        page["id"] = sound_page_id(page_id, page_ids(pages))
    if title.strip():
        page["title"] = title.strip()
    return Made(changing.finished(), page=index)
