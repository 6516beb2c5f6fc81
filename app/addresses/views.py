"""Addresses for the script of a page, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.addresses.asking import search
from app.security import signed_in

PATH = "/adresses"
bp = Blueprint("addresses", __name__)


@bp.get(PATH)
@signed_in
def index() -> dict[str, Any]:
    """Give up to six addresses that begin as `q`, each with the boxes that it fills."""
    outcome = search(request.args.get("q", ""))
    found = [{"label": one.label, "boxes": dict(one.boxes)} for one in outcome.addresses]
    return {"addresses": found, "failed": outcome.failed}
