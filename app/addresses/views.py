"""Addresses for the script of a page, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from app.addresses.asking import TOO_MANY, search
from app.security import signed_in

PATH = "/adresses"
bp = Blueprint("addresses", __name__)


@bp.get(PATH)
@signed_in
def index() -> tuple[dict[str, Any], int]:
    """Give up to six addresses that begin as `q`, each with the boxes that it fills."""
    outcome = search(current_user.get_id(), request.args.get("q", ""))
    found = [{"label": one.label, "boxes": dict(one.boxes)} for one in outcome.addresses]
    return {"addresses": found, "failed": outcome.failed}, 429 if outcome is TOO_MANY else 200
