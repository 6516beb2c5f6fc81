"""« Partager un aperçu »: making and ending the link for colleagues, and what it shows."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalogue.lists import uses
from app.catalogue.views import options_found
from app.editor import sharing, walking
from app.editor.models import DefinitionDraft
from app.editor.previewing import drafted
from app.editor.views import bp
from app.editor.walking import Stand
from app.extensions import config, db, limiter, now
from app.security import anyone, may, redraws_when_stale
from app.submissions.access import me

OFTEN = limiter.limit("120 per minute")
Answer = str | Response


@bp.get("/edition/<slug>/brouillon/partager")
@may("edit")
def share(slug: str) -> str:
    """Say whether a definition is shown to colleagues, and until when."""
    return _page(drafted(slug))


@bp.post("/edition/<slug>/brouillon/partager")
@may("edit")
def share_post(slug: str) -> Answer:
    """Make a link, shown this once, or end the one there is."""
    draft = drafted(slug)
    if request.form.get("action") == "arreter":
        sharing.stop(db.session, draft)
        db.session.commit()
        current_app.logger.info("preview ended: account %s, procedure %s", me().id, slug)
        flash("Le partage est arrêté. Le lien ne marche plus.")
        return redirect(url_for(".share", slug=slug), 303)
    secret = sharing.share(db.session, draft, now())
    db.session.commit()
    current_app.logger.info("preview shared: account %s, procedure %s", me().id, slug)
    return _page(draft, config().base_url + url_for(".shared", token=secret))


def _page(draft: DefinitionDraft, link: str = "") -> str:
    until = draft.preview_until if draft.preview_until is not None and draft.preview_until > now() else None
    return render_template("editor/share.html", slug=draft.slug, until=until, link=link)


def _stand(token: str) -> Stand:
    draft = sharing.shared(db.session, token, now())
    if draft is None:
        abort(unlisted(make_response(render_template("editor/share_dead.html"), 410)))
    path = url_for("editor.shared", token=token)
    return walking.stand(draft, path, "base.html", lists=f"{path}/listes")


def unlisted(response: Response) -> Response:
    """Ask search engines to leave a page out, and the browser to tell its address, a secret, to no other site."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("/apercu/<token>")
@OFTEN
@anyone
def shared(token: str) -> Response:
    """Begin the rehearsal of a definition that somebody shares."""
    return unlisted(make_response(walking.answer(_stand(token))))


@bp.post("/apercu/<token>")
@OFTEN
@redraws_when_stale
@anyone
def shared_post(token: str) -> Response:
    """Go on with the rehearsal of a definition that somebody shares."""
    return unlisted(make_response(walking.answer(_stand(token))))


@bp.post("/apercu/<token>/conditions")
@OFTEN
@anyone
def shared_conditions(token: str) -> dict[str, Any]:
    """Tell the script of a shared rehearsal which questions apply."""
    return walking.conditions(_stand(token))


@bp.get("/apercu/<token>/listes/<list_name>/<int:number>")
@OFTEN
@anyone
def shared_list(token: str, list_name: str, number: int) -> Response:
    """Search a list that a definition takes answers from, for the script of a shared rehearsal."""
    if (list_name, number) not in uses(_stand(token).draft.text):
        abort(404)
    return unlisted(options_found(list_name, number))
