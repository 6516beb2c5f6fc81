"""The live page of a definition being written, and its rehearsal from the entry to the sending. Nothing is stored."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for

from app.editor import drafting, walking
from app.editor.models import DefinitionDraft
from app.editor.views import bp
from app.editor.walking import Answer, Stand
from app.extensions import db
from app.security import framed, may, redraws_when_stale


def drafted(slug: str) -> DefinitionDraft:
    """Find the definition being written of a procedure; another one does not exist."""
    found = drafting.find(db.session, slug)
    if found is None:
        abort(404)
    return found


def _live(slug: str) -> Stand:
    return walking.stand(drafted(slug), url_for("editor.preview", slug=slug), "editor/preview.html", live=True)


def whole(slug: str) -> Stand:
    """Give where the rehearsal of a definition stands, full width."""
    return walking.stand(drafted(slug), url_for("editor.rehearse", slug=slug), "base.html", keeps=True)


@bp.get("/edition/<slug>/brouillon/apercu")
@framed
@may("edit")
def preview(slug: str) -> Answer:
    """Show one page as the applicant would see it, for the frame of the editor."""
    return walking.answer(_live(slug))


@bp.post("/edition/<slug>/brouillon/apercu")
@framed
@redraws_when_stale
@may("edit")
def preview_post(slug: str) -> Answer:
    """Go on in the frame of the editor with what was typed there."""
    return walking.answer(_live(slug))


@bp.post("/edition/<slug>/brouillon/apercu/conditions")
@may("edit")
def preview_conditions(slug: str) -> dict[str, Any]:
    """Tell the script of the live page which questions apply."""
    return walking.conditions(_live(slug))


@bp.get("/edition/<slug>/brouillon/repetition")
@may("edit")
def rehearse(slug: str) -> Answer:
    """Begin the rehearsal of a definition."""
    return walking.answer(whole(slug))


@bp.post("/edition/<slug>/brouillon/repetition")
@redraws_when_stale
@may("edit")
def rehearse_post(slug: str) -> Answer:
    """Go on with a rehearsal."""
    return walking.answer(whole(slug))


@bp.post("/edition/<slug>/brouillon/repetition/conditions")
@may("edit")
def rehearse_conditions(slug: str) -> dict[str, Any]:
    """Tell the script of a rehearsal which questions apply."""
    return walking.conditions(whole(slug))
