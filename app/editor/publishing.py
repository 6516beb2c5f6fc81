"""A new version from a file or a pasted text: examined first, then published by a confirmation of what was shown."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalogue import queries as catalogue
from app.catalogue.models import Procedure
from app.editor import comparing, confirming, services
from app.editor.examining import Examination, examine, plain
from app.editor.views import bp, numbered, wanted
from app.extensions import db, now, today
from app.numbers import natural
from app.security import may, redraws_when_stale
from app.submissions.access import library, me

STALE = "La page était ouverte depuis longtemps. Votre texte est toujours là : vérifiez-le de nouveau."
NOTHING = "Choisissez un fichier ou collez le texte de la démarche."
UNREADABLE = "Ce fichier n’est pas un texte en UTF-8. Enregistrez-le en UTF-8, puis choisissez-le de nouveau."
Answer = Response | tuple[str, int]


@dataclass(frozen=True)
class Given:
    """A text as it came, and what is wrong with how it came."""

    text: str
    at: str = ""
    wrong: str = ""


@bp.get("/edition/<slug>/nouvelle-version")
@may("edit")
def new_version(slug: str) -> str:
    """Ask for the text of a new version; the published one stands there to be changed."""
    procedure = wanted(slug)
    newest = catalogue.newest(db.session, procedure.id)
    return _draw(procedure, comparing.layout(newest.document))


@bp.post("/edition/<slug>/nouvelle-version")
@redraws_when_stale
@may("edit")
def new_version_post(slug: str) -> Answer:
    """Examine a text, or publish one that was examined; nothing that was pasted is lost."""
    publishing = request.form.get("action", "") == "publier" and not g.stale
    procedure = wanted(slug, lock=publishing)
    given = _given(procedure)
    if g.stale:
        return _draw(procedure, given.text, [("texte", STALE)]), 403
    if given.wrong:
        return _draw(procedure, given.text, [(given.at, given.wrong)]), 422
    examined = examine(db.session, library(), slug, given.text, today())
    wrong = confirming.wrong_with(examined) if publishing else []
    if wrong or not publishing:
        return _draw(procedure, given.text, wrong, examined), 422 if wrong or examined.blocks else 200
    made = services.publish(db.session, library(), examined, me(), request.form.get("note", ""), now())
    db.session.commit()
    current_app.logger.info("published: account %s, version %s of procedure %s", me().id, made.number, slug)
    flash(f"La version {made.number} est publiée.")
    return redirect(url_for(".show", slug=slug), 303)


def _given(procedure: Procedure) -> Given:
    """Read the file that was chosen, else the text that was pasted, else the version to come back to."""
    pasted, file = plain(request.form.get("texte", "")), request.files.get("fichier")
    if file is not None and file.filename:
        try:
            return Given(plain(file.stream.read().decode("utf-8")))
        except UnicodeDecodeError:
            return Given(pasted, "fichier", UNREADABLE)
    if pasted.strip():
        return Given(pasted)
    number = natural(request.form.get("depuis", ""))
    if number is not None:
        return Given(comparing.layout(numbered(procedure, number).document))
    return Given(pasted, "texte", NOTHING)


def _draw(
    procedure: Procedure, text: str, wrong: confirming.Wrong | None = None, examined: Examination | None = None
) -> str:
    shown = confirming.drawn(examined, wrong or [])
    return render_template("editor/new_version.html", procedure=procedure, text=text, **shown)
