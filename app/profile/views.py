"""« Mes informations personnelles »: the first name, the name and the e-mail of the account, to read."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.security import signed_in

bp = Blueprint("profile", __name__)


@bp.get("/mes-informations")
@signed_in
def show() -> str:
    """Show what the account knows."""
    return render_template("profile/show.html")
