"""A publication confirmed: of what was shown, and of nothing else."""

from __future__ import annotations

from typing import Any

from flask import request

from app.editor import choosing, comparing, services
from app.editor.examining import Examination

OVERTAKEN = "La version {number} a été publiée entre-temps par {author}. Voici ce que votre texte change maintenant."
EDITED = "Le texte a changé depuis qu’il a été vérifié. Voici ce qu’il donne maintenant."
PAST = "Vérifiez d’abord le texte : vous verrez ce qu’il change avant de publier."
Wrong = list[tuple[str, str]]


def wrong_with(examined: Examination) -> Wrong:
    """Say what keeps a confirmation that was posted from being done: what changed since it was drawn, or is unfit."""
    shown, seen = request.form.get("base", ""), request.form.get("empreinte", "")
    if not shown or not seen:
        return [("texte", PAST)]
    if examined.base is not None and shown != str(examined.number):
        return [("changements", OVERTAKEN.format(number=examined.number, author=examined.base.author))]
    if seen != examined.digest:
        return [("changements", EDITED)]
    try:
        services.check(examined, request.form.get("note", ""), choosing.chosen(request.form))
    except services.UnfitError as unfit:
        return [(unfit.at, str(unfit))]
    return []


def drawn(examined: Examination | None, wrong: Wrong) -> dict[str, Any]:
    """Give what the template of a confirmation shows."""
    before = examined.base.document if examined and examined.base else ""
    return {
        "examined": examined,
        "wrong": dict(wrong),
        "links": [(f"#{at}", words) for at, words in wrong],
        "groups": comparing.grouped(examined.changes) if examined else [],
        "lines": comparing.difference(before, examined.document) if examined and examined.impact else [],
        "note": request.form.get("note", ""),
        "chosen": choosing.chosen(request.form),
        "longest": services.LONGEST_NOTE,
    }
