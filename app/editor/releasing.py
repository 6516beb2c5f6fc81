"""« Vérifier et publier »: the definition being written is examined, confirmed, and is then the published version."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalogue import queries as catalogue
from app.editor import confirming, drafting, overtaken_draft, queries, scenarios, services
from app.editor.examining import Examination, examine
from app.editor.models import DefinitionDraft
from app.editor.pointing import to_questions, ways
from app.editor.sources import title_of
from app.editor.views import bp
from app.extensions import db, now, today
from app.security import may, redraws_when_stale
from app.submissions.access import library, me
from forms import authoring

Answer = Response | tuple[str, int]
OLD = "La page était ouverte depuis longtemps. Rien n’est publié : vérifiez, puis publiez de nouveau."
BEHIND = "Une autre version a été publiée depuis. Voyez d’abord ce qu’elle change."


def written(slug: str, lock: bool = False) -> DefinitionDraft:
    """Find the definition being written of a procedure; another one does not exist."""
    found = drafting.find(db.session, slug, lock)
    if found is None:
        abort(404)
    return found


@bp.get("/edition/<slug>/brouillon/publier")
@may("edit")
def release(slug: str) -> str:
    """Show what is wrong with a definition being written, what it changes, whom it concerns, and ask to confirm."""
    draft = written(slug)
    return _draw(draft, examine(db.session, library(), slug, draft.text, today()))


@bp.post("/edition/<slug>/brouillon/publier")
@redraws_when_stale
@may("edit")
def release_post(slug: str) -> Answer:
    """Publish a definition that was examined; it is being written no more."""
    queries.procedure(db.session, slug, lock=True)
    draft = written(slug, lock=True)
    examined = examine(db.session, library(), slug, draft.text, today())
    if g.stale:
        return _draw(draft, examined, [("note", OLD)]), 403
    wrong = confirming.wrong_with(examined) or _behind(draft, examined)
    if wrong:
        return _draw(draft, examined, wrong), 409 if wrong[0][0] == "changements" else 422
    made = services.publish(db.session, library(), examined, me(), request.form.get("note", ""), now())
    drafting.drop(db.session, draft)
    db.session.commit()
    current_app.logger.info("published: account %s, version %s of procedure %s", me().id, made.number, slug)
    flash(f"La version {made.number} est publiée.")
    return redirect(url_for(".show", slug=slug), 303)


def _behind(draft: DefinitionDraft, examined: Examination) -> confirming.Wrong:
    return [("changements", BEHIND)] if draft.base != examined.number else []


@bp.post("/edition/<slug>/brouillon/reprendre")
@may("edit")
def rebase(slug: str) -> Answer:
    """Go on with a definition although another version was published meanwhile, once its difference was shown."""
    procedure = queries.procedure(db.session, slug, lock=True)
    draft = written(slug, lock=True)
    newest = catalogue.newest_number(db.session, procedure.id) if procedure else 0
    if request.form.get("base", "") != str(newest):
        return _draw(draft, examine(db.session, library(), slug, draft.text, today())), 409
    draft.base = newest
    db.session.commit()
    return redirect(url_for(".release", slug=slug), 303)


def _draw(draft: DefinitionDraft, examined: Examination, wrong: confirming.Wrong | None = None) -> str:
    known = wrong or []
    document = authoring.parse(draft.text)
    report = to_questions(examined.report, document, library().blocks)
    edited = any(words == confirming.EDITED for _, words in known)
    return render_template(
        "editor/release.html",
        slug=draft.slug,
        title=title_of(document),
        draft=draft,
        way=ways(library()),
        since=overtaken_draft.since(db.session, library(), draft, overtaken_draft.revision()) if edited else None,
        meanwhile=_meanwhile(draft, examined),
        runs=scenarios.runs_of(db.session, library(), draft.slug, draft.text),
        **confirming.drawn(replace(examined, report=report), known),
    )


def _meanwhile(draft: DefinitionDraft, examined: Examination) -> overtaken_draft.Difference | None:
    """Give what was published since a definition was begun to be written, None when nothing was."""
    if examined.base is None or examined.number == draft.base:
        return None
    begun = catalogue.version(db.session, examined.base.procedure_id, draft.base)
    return overtaken_draft.between(library(), begun.document if begun else None, examined.base.document)
