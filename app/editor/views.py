"""« Édition »: the procedures, the versions of each, what changed between two, closing and opening again."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Redirect

import forms
from app.catalogue import queries as catalogue
from app.catalogue.models import Procedure, ProcedureVersion
from app.catalogue.services import standing
from app.editor import comparing, drafting, queries, services
from app.editor.models import DefinitionDraft
from app.editor.sources import title_of
from app.extensions import db, now, today
from app.security import may
from app.submissions import shutting
from app.submissions.access import library, me

bp = Blueprint("editor", __name__)
STATES = {
    "open": "Publiée",
    "later": "Publiée, pas encore ouverte",
    "over": "Publiée, dates passées",
    "closed": "Fermée",
}
SPOILED = "Version {number} abîmée : la dernière version saine sert à sa place"
DONE = {"published": "Version {number} publiée", "closed": "Démarche fermée", "reopened": "Démarche rouverte"}


def wanted(slug: str, lock: bool = False) -> Procedure:
    """Find a procedure; another one does not exist."""
    found = queries.procedure(db.session, slug, lock)
    if found is None:
        abort(404)
    return found


def numbered(procedure: Procedure, number: int) -> ProcedureVersion:
    """Find a version of a procedure; another one does not exist."""
    found = catalogue.version(db.session, procedure.id, number) if 0 < number < 1_000_000 else None
    if found is None:
        abort(404)
    return found


def writing(slug: str) -> str:
    """Give the address where the definition of a procedure is written."""
    return url_for("editor.draft", slug=slug)


@bp.get("/edition")
@may("edit")
def index() -> str:
    """Show every procedure with its state, its version, its drafts and its open requests, and those not published."""
    drafts, requests = queries.draft_counts(db.session), queries.open_counts(db.session, library())
    written = {one.slug: one for one in drafting.every(db.session)}
    rows = []
    for one in queries.procedures(db.session):
        loaded = library().of(catalogue.newest(db.session, one.id))
        changed = ", modifications en cours" if written.pop(one.slug, None) else ""
        state = STATES[standing(one, loaded.procedure.settings, today())] + changed
        state += f". {SPOILED.format(number=loaded.number)}" if loaded.fault else ""
        counts = str(loaded.number), drafts.get(one.id, 0), requests.get(one.id, 0)
        rows.append((one.slug, loaded.procedure.title, state, *counts))
    rows += [(slug, title_of(forms.read(one.text)), "Brouillon", "Aucune", 0, 0) for slug, one in written.items()]
    library().gallery, library().blocks  # read once, so that what cannot be read is told
    return render_template("editor/index.html", rows=sorted(rows), unreadable=sorted(library().unreadable))


@bp.get("/edition/<slug>")
@may("edit")
def show(slug: str) -> str:
    """Show a procedure: its draft, its versions, what was done to it, closing and opening again."""
    draft = drafting.find(db.session, slug)
    procedure = queries.procedure(db.session, slug)
    if procedure is None:
        return _unpublished(draft)
    versions = queries.versions(db.session, procedure.id)
    loaded = library().of(versions[0])
    return render_template(
        "editor/show.html",
        slug=slug,
        draft=draft,
        procedure=procedure,
        title=loaded.procedure.title,
        settings=loaded.procedure.settings,
        spoiled=[one for one in map(library().of, versions) if one.fault],
        state=STATES[standing(procedure, loaded.procedure.settings, today())],
        versions=versions,
        drafts=queries.draft_counts(db.session).get(procedure.id, 0),
        requests=queries.open_counts(db.session, library()).get(procedure.id, 0),
        events=[(one, DONE[one.kind].format(**one.details)) for one in queries.events(db.session, procedure.id)],
    )


def _unpublished(draft: DefinitionDraft | None) -> str:
    """Show a procedure of which only a draft is there."""
    if draft is None:
        abort(404)
    return render_template(
        "editor/unpublished.html", slug=draft.slug, draft=draft, title=title_of(forms.read(draft.text))
    )


@bp.get("/edition/<slug>/versions/<int:number>")
@may("edit")
def version(slug: str, number: int) -> str:
    """Show a version: who, when, why, and the difference with the one before in words and as JSON."""
    procedure = wanted(slug)
    shown = numbered(procedure, number)
    before = numbered(procedure, number - 1) if number > 1 else None
    changes = forms.changes(library().of(before).procedure, library().of(shown).procedure) if before else ()
    return render_template(
        "editor/version.html",
        procedure=procedure,
        title=library().of(shown).procedure.title,
        version=shown,
        before=before,
        newest=catalogue.newest_number(db.session, procedure.id),
        groups=comparing.grouped(changes),
        lines=comparing.difference(before.document, shown.document) if before else [],
    )


@bp.get("/edition/<slug>/versions/<int:number>/json")
@may("edit")
def version_json(slug: str, number: int) -> Response:
    """Give a version as it was published, as a file."""
    shown = numbered(wanted(slug), number)
    response = Response(comparing.layout(shown.document), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-version-{number}.json"'
    return response


@bp.post("/edition/<slug>/fermer")
@may("edit")
def close(slug: str) -> Redirect:
    """Close a procedure."""
    procedure = wanted(slug, lock=True)
    services.close(db.session, procedure, me(), now())
    shutting.announce(db.session, library(), now())
    db.session.commit()
    current_app.logger.info("closed: account %s, procedure %s", me().id, slug)
    flash("La démarche est fermée. Personne ne peut plus la commencer.")
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/edition/<slug>/rouvrir")
@may("edit")
def reopen(slug: str) -> Redirect:
    """Open a closed procedure again."""
    procedure = wanted(slug, lock=True)
    services.reopen(db.session, procedure, me(), now())
    db.session.commit()
    current_app.logger.info("reopened: account %s, procedure %s", me().id, slug)
    flash("La démarche est de nouveau publiée.")
    return redirect(url_for(".show", slug=slug), 303)
