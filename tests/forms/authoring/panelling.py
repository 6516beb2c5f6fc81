"""What the tests of panels share: definitions to edit, panels, a page posted as a browser posts it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import forms
from forms import authoring
from tests.conftest import ROOT, SCHEMAS, SLUGS
from tests.people import posted

EDITOR = SCHEMAS / "editor"
BLOCKS = {
    (found := forms.read(path.read_text("utf-8")))["$id"]: found
    for path in sorted((SCHEMAS / "blocks").rglob("*.json"))
}
SOURCES: dict[str, list[dict[str, Any]]] = {
    "genres": [{"const": genre.id, "title": genre.label} for genre in authoring.GENRES.values()],
    "lists": [{"const": "colleges/1", "title": "Collèges"}, {"const": "villes/1", "title": "Villes"}],
    "prefill": [{"const": "profile.adresse", "title": "Adresse"}],
    "ibans": [{"const": "iban", "title": "IBAN"}],
    "profile": [{"const": "adresse", "title": "Adresse"}, {"const": "prenoms", "title": "Prénoms"}],
    "emails": [{"const": "/courrielAidant", "title": "Courriel aidant"}],
}


@cache
def panel(name: str) -> forms.Procedure:
    return authoring.panel(forms.read((EDITOR / f"{name}.json").read_text("utf-8")), SOURCES)


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """Every definition that a test of the editor may open: the four procedures, one for each word of the format."""
    found = {slug: authoring.parse((SCHEMAS / "procedures" / f"{slug}.json").read_text("utf-8")) for slug in SLUGS}
    for path in sorted((ROOT / "tests" / "schemas" / "features").glob("*.json")):
        found[path.stem] = authoring.parse(path.read_text("utf-8"))["definition"]
    return found


class Opened:
    """A panel on a place of a document: post one of its pages with changes, see what is written."""

    def __init__(self, name: str, document: dict[str, Any], place: str = "") -> None:
        self.panel = panel(name)
        self.document = document
        self.place = place
        self.before = authoring.read_panel(self.panel, document, BLOCKS, place)

    def post(self, page: str, typed: Mapping[str, Any] | None = None) -> authoring.Saved:
        """Post a page as it is drawn, but for what was typed into it; a name typed as None sends nothing."""
        view = self.panel.page(page, self.before)
        sent: dict[str, Any] = {**posted(view), **(typed or {})}
        sent = {name: texts for name, texts in sent.items() if texts is not None}
        sent["shown"] = [*sent.get("shown", []), *(typed or {})]
        answers = authoring.adopted(self.panel, self.before, sent.get("row", []))
        form = self.panel.form(page, answers, sent)
        after = self.panel.accept(page, answers, form)
        return authoring.write_panel(self.panel, page, self.document, BLOCKS, self.place, self.before, after)

    def pages(self) -> list[str]:
        return [page.id for page in self.panel.pages]


def changed(old: Any, new: Any, here: str = "") -> dict[str, Any]:
    """Give each place where two documents differ, with what now stands there; lists are compared whole."""
    if isinstance(old, dict) and isinstance(new, dict):
        found: dict[str, Any] = {}
        for key in [*old, *(key for key in new if key not in old)]:
            found |= changed(old.get(key, "(none)"), new.get(key, "(none)"), f"{here}/{key}")
        return found
    return {} if json.dumps(old, default=str) == json.dumps(new, default=str) else {here: new}
