"""« Essais »: example answers kept from a rehearsal, run on the definition as it is, renamed, taken as new, deleted."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import forms
from app.catalogue.example_models import ProcedureTest
from app.editor import scenarios, walking
from app.editor.previewing import drafted, whole
from app.editor.views import bp
from app.extensions import db, now, today
from app.security import may
from app.submissions.access import library, me

NAME = "repetition.essai"
Answer = str | Response | tuple[str, int]
UNREADABLE = "La démarche ne peut pas être lue pour l’instant : corrigez d’abord ce que dit « Vérifier »."


def _wanted(slug: str, test_id: uuid.UUID) -> ProcedureTest:
    """Find a test of a procedure that is being written: a page left open since changes nothing."""
    drafted(slug)
    found = scenarios.find(db.session, slug, test_id)
    if found is None:
        abort(404)
    return found


@bp.get("/edition/<slug>/brouillon/essais")
@may("edit")
def tests(slug: str) -> str:
    """Show every test of a procedure with what became of it."""
    return _page(slug)


def _page(slug: str, wrong: str = "", at: str = "", typed: str = "") -> str:
    draft = drafted(slug)
    kept = {one.id: one for one in scenarios.scenarios_of(db.session, slug)}
    runs = scenarios.run_all(library(), list(kept.values()), draft.text)
    rows = [(kept[one.test_id], one) for one in runs.results]
    return render_template("editor/tests.html", slug=slug, runs=runs, rows=rows, wrong=wrong, at=at, typed=typed)


@bp.post("/edition/<slug>/brouillon/essais")
@may("edit")
def keep_test(slug: str) -> Answer:
    """Keep the answers of a rehearsal as a test, with what they show now."""
    stand, name = whole(slug), request.form.get(NAME, "")
    try:
        walk, step = walking.reached(stand)
        draft = (slug, stand.draft.text)
        scenarios.keep(db.session, library(), draft, name, walk.state.answers, me(), now(), today())
    except forms.DefinitionError as error:
        return walking.nothing(stand, error.problems)
    except scenarios.NameTakenError as taken:
        body, _ = walking.draw(stand, walk, step, str(taken), named=name)
        return body, 422
    db.session.commit()
    flash(f"L’essai « {' '.join(name.split())} » est gardé, avec ce qu’il montre aujourd’hui.")
    return redirect(url_for(".tests", slug=slug), 303)


@bp.post("/edition/<slug>/brouillon/essais/<uuid:test_id>/accepter")
@may("edit")
def take_test(slug: str, test_id: uuid.UUID) -> Answer:
    """Take what a test shows now as what it must show."""
    draft, test = drafted(slug), _wanted(slug, test_id)
    try:
        scenarios.take(db.session, library(), test, draft.text, me(), now())
    except forms.DefinitionError:
        return _page(slug, UNREADABLE, str(test_id)), 422
    name = test.name
    db.session.commit()
    flash(f"L’essai « {name} » attend maintenant ce résultat.")
    return redirect(url_for(".tests", slug=slug), 303)


@bp.post("/edition/<slug>/brouillon/essais/<uuid:test_id>/renommer")
@may("edit")
def rename_test(slug: str, test_id: uuid.UUID) -> Answer:
    """Give a test another name."""
    test, name = _wanted(slug, test_id), request.form.get("nom", "")
    try:
        scenarios.rename(db.session, test, name, now())
    except scenarios.NameTakenError as taken:
        return _page(slug, str(taken), str(test_id), name), 422
    db.session.commit()
    return redirect(url_for(".tests", slug=slug), 303)


@bp.post("/edition/<slug>/brouillon/essais/<uuid:test_id>/supprimer")
@may("edit")
def drop_test(slug: str, test_id: uuid.UUID) -> Answer:
    """Forget a test."""
    test = _wanted(slug, test_id)
    name = test.name
    scenarios.drop(db.session, test)
    db.session.commit()
    flash(f"L’essai « {name} » est supprimé.")
    return redirect(url_for(".tests", slug=slug), 303)


@bp.get("/edition/<slug>/brouillon/essais/<uuid:test_id>/rejouer")
@may("edit")
def replay_test(slug: str, test_id: uuid.UUID) -> Answer:
    """Open a rehearsal that has the answers of a test."""
    stand, test = whole(slug), _wanted(slug, test_id)
    result = scenarios.run(library(), test, stand.draft.text)
    return walking.replayed(stand, result.answers)
