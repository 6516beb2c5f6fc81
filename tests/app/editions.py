"""New versions of the procedures, as the département would write them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Flask

from app.catalogue import services as catalogue
from app.extensions import db
from tests.conftest import ROOT

SLUG = "amethyste-renouvellement"
Change = Callable[[dict[str, Any]], None]


def edited(change: Change, slug: str = SLUG) -> str:
    """Give the text of a definition with a change."""
    document = json.loads((ROOT / "schemas" / "procedures" / f"{slug}.json").read_text("utf-8"))
    document.pop("x-i18n", None)
    change(document)
    return json.dumps(document, ensure_ascii=False, indent=2)


def page_of(document: dict[str, Any], page_id: str) -> list[str]:
    """Give the fields of a page."""
    fields: list[str] = next(page["fields"] for page in document["x-pages"] if page["id"] == page_id)
    return fields


def all_at_once(document: dict[str, Any]) -> None:
    """Rename, add, move, remove and narrow."""
    known = document["properties"]
    known["accompagnant"] = known.pop("aidant") | {"x-was": "/aidant"}
    page_of(document, "aidant")[0] = "/accompagnant"
    known["numeroFiscal"] = {"title": "Numéro fiscal", "type": "string", "maxLength": 20, "x-noun": "le numéro fiscal"}
    page_of(document, "ressources").append("/numeroFiscal")
    page_of(document, "statut").remove("/zonage")
    page_of(document, "navigo").append("/zonage")
    del known["avisImposition"]
    page_of(document, "pieces").remove("/avisImposition")
    document["required"] = [name for name in document["required"] if name != "avisImposition"] + ["numeroFiscal"]
    known["revenu"]["maximum"] = 5000


def publish(app: Flask, text: str, slug: str = SLUG) -> int:
    """Publish a version; give its number."""
    with app.app_context():
        version = catalogue.publish(
            db.session, app.extensions["library"], slug, text, "tests", app.extensions["clock"]()
        )
        db.session.commit()
        return version.number
