"""Somebody at the screen of the editor: goes to its places, waits until all is kept, looks wide and narrow."""

from __future__ import annotations

import json
from typing import Any

from tests.journeys.conftest import ROOT, WITHOUT_LIVE_PAGE
from tests.journeys.driver import Person

QUIET = "() => document.body && document.body.dataset.busy === undefined"
PANEL, TITLE = "#volet", "#volet h1"
"""What changes from one state of the screen to another, the rest of which is judged once."""
NARROW = 320
"""The width of a screen of 1280 that is zoomed to 400 %."""


class Editor:
    """Somebody who writes the definition `slug`."""

    def __init__(self, person: Person, slug: str) -> None:
        self.person, self.page, self.slug = person, person.page, slug

    def without_live_page(self) -> None:
        """Leave the frame of the live page empty, which is looked at elsewhere: half of each page's time is its own."""
        self.page.set_extra_http_headers(WITHOUT_LIVE_PAGE)

    def with_live_page(self) -> None:
        """Fill the frame of the live page again."""
        self.page.set_extra_http_headers({})

    def go(self, path: str = "", name: str = "", part: str = "") -> None:
        """Go to a place of the definition being written, and have it, or a part of it, judged."""
        self.page.goto(f"{self.person.site.address}/edition/{self.slug}/brouillon{path}")
        if name:
            self.look(name, part)

    def tab(self, title: str) -> None:
        """Go to another tab of the panel."""
        self.page.click(f".guichet-volets a:text-is('{title}')")
        self.page.wait_for_selector(f".guichet-volets a[aria-current]:text-is('{title}')")
        self.look(f"{self.page.inner_text(TITLE)}: {title}", PANEL)

    def look(self, name: str, part: str = "") -> None:
        """Have the page, or a part of it, judged as it stands; it must not scroll sideways at 320 px either."""
        self.settle()
        self.person.look(name, part)
        size = self.page.viewport_size
        assert size
        self.page.set_viewport_size({**size, "width": NARROW})
        wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        self.page.set_viewport_size(size)
        assert not wide, f"{name}: the page scrolls sideways at {NARROW} px"

    def settle(self) -> None:
        """Wait until the script has posted and shown all that waits."""
        self.page.wait_for_function(QUIET)

    def press(self, words: str, within: str = "#volet") -> None:
        """Press a button, and wait for what it does."""
        self.page.click(f"{within} button:not([tabindex='-1']):has-text('{words}')")
        self.settle()

    def refused(self, name: str) -> None:
        """See the summary of errors, and have it judged with what it is about."""
        self.page.wait_for_selector(".govuk-error-summary")
        self.look(name, PANEL if self.page.query_selector(PANEL) else "")


def rich() -> str:
    """Give a definition with one of everything that the editor shows: languages, pictures, rows, stops, what words
    cannot say."""
    made: dict[str, Any] = json.loads((ROOT / "schemas/procedures/amethyste-renouvellement.json").read_text("utf-8"))
    words = {"type": "string", "maxLength": 60}
    row = {"prenom": {"title": "Prénom", **words}, "age": {"title": "Âge", "type": "integer", "minimum": 0}}
    made["properties"] |= {
        "enfants": {
            "title": "Vos enfants",
            "type": "array",
            "maxItems": 5,
            "x-row": {"noun": "un enfant", "title": "{prenom}"},
            "items": {"type": "object", "additionalProperties": False, "required": ["prenom"], "properties": row},
        },
        "carte": {"title": "Numéro de carte", "description": "Le bon, pas l’ancien.", **words},
        "somme": {"title": "Somme", "type": "integer", "readOnly": True, "x-compute": {"+": [{"var": "parts"}, 1]}},
    }
    either = {"if": [{"!!": {"var": "navigo"}}, "Oui", "Non"]}
    made["properties"]["vu"] = {"title": "Passe vu", "enum": ["Oui", "Non"], "readOnly": True, "x-compute": either}
    foreign = {"properties": {"navigo": {"pattern": "^(?:9.*)$"}}, "required": ["navigo"]}
    made["allOf"].append({"if": foreign, "else": {"properties": {"carte": False}}})
    stop = {"at": "/parts", "logic": {"<": [{"var": "parts"}, 9]}, "message": "Neuf parts : trop.", "effect": "stop"}
    odd = {"at": "/revenu", "logic": {"!": {"in": ["9", {"var": "navigo"}]}}, "message": "Pas de 9.", "effect": "warn"}
    made["x-checks"] += [stop, odd]
    for name, picture in [(one, node.pop("x-figure", None)) for one, node in made["properties"].items()]:
        made["x-i18n"]["en"].pop(f"/properties/{name}/x-figure/alt", picture)
    made["x-pages"].insert(
        1, {"id": "foyer", "title": "Votre foyer", "fields": ["/enfants", "/carte", "/somme", "/vu"]}
    )
    return json.dumps(made, ensure_ascii=False, indent=2)
