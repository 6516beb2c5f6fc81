"""The states a definition being written went through, going back to one, and giving it up."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting
from app.editor.models import DefinitionDraft
from app.editor.overtaken_draft import revision, stale_page
from app.editor.releasing import written
from app.editor.sources import title_of
from app.editor.views import bp
from app.extensions import db, now
from app.numbers import natural
from app.security import may
from app.submissions.access import me
from forms import authoring

Answer = Response | tuple[str, int]


@bp.get("/edition/<slug>/brouillon/historique")
@may("edit")
def history(slug: str) -> str:
    """Show the states of a definition being written: what was done, by whom, when."""
    draft = written(slug)
    states = drafting.ends(drafting.states(db.session, draft), draft.position)
    return render_template("editor/history.html", slug=slug, draft=draft, title=_title(draft), states=states)


@bp.post("/edition/<slug>/brouillon/historique")
@may("edit")
def history_post(slug: str) -> Answer:
    """Go back to a state, or forth to one that was undone."""
    draft = written(slug, lock=True)
    found = natural(request.form.get("position", ""), digits=9)
    position = -1 if found is None else found
    try:
        went = drafting.go_to(db.session, draft, revision(), position, me(), now())
    except drafting.StaleError:
        state = drafting.state(db.session, draft, position)
        return stale_page(draft, url_for(".history", slug=slug), [("Revenir à cet état", state.words)] if state else [])
    db.session.commit()
    flash("Le brouillon est revenu à cet état." if went else "Cet état n’est plus gardé.")
    return redirect(url_for(".history", slug=slug), 303)


@bp.get("/edition/<slug>/brouillon/abandonner")
@may("edit")
def abandon(slug: str) -> str:
    """Ask whether a definition being written is really given up."""
    draft = written(slug)
    return render_template("editor/abandon.html", slug=slug, draft=draft, title=_title(draft))


@bp.post("/edition/<slug>/brouillon/abandonner")
@may("edit")
def abandon_post(slug: str) -> Answer:
    """Give a definition being written up, with its states; what is published stays."""
    draft = written(slug, lock=True)
    if draft.revision != revision():
        return stale_page(draft, url_for(".show", slug=slug), [("Abandonner le brouillon", _title(draft))])
    published = draft.base > 0
    drafting.drop(db.session, draft)
    db.session.commit()
    current_app.logger.info("definition given up: account %s, procedure %s", me().id, slug)
    flash("Le brouillon est abandonné.")
    return redirect(url_for(".show", slug=slug) if published else url_for(".index"), 303)


def _title(draft: DefinitionDraft) -> str:
    return title_of(authoring.parse(draft.text))
