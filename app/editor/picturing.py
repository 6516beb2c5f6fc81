"""« Images » of a definition being written: uploaded, chosen for a question with its words, deleted."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, pictures, sent
from app.editor.framing import Selected, frame
from app.editor.panelling import tabs
from app.editor.screen import OLD, found, keep
from app.editor.stale import missing, stale
from app.editor.views import bp
from app.editor.working import Work, walked
from app.extensions import db, now, today
from app.security import may, redraws_when_stale
from app.submissions.access import library, me
from forms import authoring

LONGEST_ALT = 500
NO_ALT = "Écrivez ce que l’image apprend à la personne : c’est lu à celles qui ne la voient pas."
ALT_TOO_LONG = f"Écrivez {LONGEST_ALT} signes au plus : le reste va dans l’aide de la question."
NO_PICTURE = "Choisissez une image de votre ordinateur, ou une de celles qui sont déjà là."
DELETED = "L’image est supprimée."
Wrong = list[tuple[str, str]]
NOT_SENT = (
    "L’image que vous aviez choisie n’a pas été gardée : choisissez-la de nouveau, et reprenez vos mots ci-dessus."
)


@bp.get("/edition/<slug>/brouillon/images")
@may("edit")
def images(slug: str) -> Response:
    """Show the images of a definition, and the one of a question."""
    return _draw(found(slug))


@bp.post("/edition/<slug>/brouillon/images")
@redraws_when_stale
@may("edit")
def images_post(slug: str) -> Response:
    """Give a question an image, take it away, or delete an image that nobody shows."""
    here = found(slug, lock=True)
    if g.stale:
        return _draw(here, [("alt", OLD)], 403)
    if request.form.get("action", "") == "supprimer":
        return _deleted(here)
    if not _pointer(here):
        return _draw(here, [("ou", "Choisissez d’abord une question.")])
    file, alt, wrong = ("", "", []) if request.form.get("action", "") == "retirer" else _chosen(here)
    if wrong:
        return _draw(here, wrong)
    title = here.item(_pointer(here)).title  # type: ignore[union-attr]  # it is there, see above
    words = f"Image de « {title} »" if file else f"Image de « {title} » retirée"
    try:
        keep(here, authoring.set_figure(here.document, here.blocks, _pointer(here), file, alt), words)
    except drafting.StaleError:
        chosen = request.files.get("fichier")
        return stale(here, sent.of_fields(sent.PICTURE), lost=NOT_SENT if chosen and chosen.filename else "")
    db.session.commit()
    current_app.logger.info("figure: account %s, procedure %s, file %s", me().id, slug, file)
    flash(f"{words}.")
    return redirect(url_for(".images", slug=slug, ou=_pointer(here)), 303)


def _chosen(here: Work) -> tuple[str, str, Wrong]:
    """Give the file, uploaded if need be, and its words; or what is wrong."""
    alt = " ".join(request.form.get("alt", "").split())
    wrong: Wrong = []
    if not alt or len(alt) > LONGEST_ALT:
        wrong.append(("alt", ALT_TOO_LONG if alt else NO_ALT))
    sent = request.files.get("fichier")
    if sent is not None and sent.filename:
        try:
            made = pictures.take_in(db.session, here.draft.slug, sent.filename, sent.stream, me(), now())
        except pictures.UnfitPictureError as unfit:
            return "", alt, [*wrong, ("fichier", str(unfit))]
        if made.told:
            flash(made.told)
        if wrong:
            # kept all the same, so that it need not be sent again with the words
            db.session.commit()
            g.uploaded = made.file
        return made.file, alt, wrong
    file = request.form.get("image", "")
    if file not in {one.file for one in pictures.every(db.session, library(), here)}:
        wrong.append(("fichier", NO_PICTURE))
    return file, alt, wrong


def _deleted(here: Work) -> Response:
    refused = pictures.delete(db.session, here.draft.slug, request.form.get("image", ""))
    db.session.commit()
    flash(refused or DELETED)
    return redirect(url_for(".images", slug=here.draft.slug, ou=_pointer(here) or None), 303)


def _pointer(here: Work) -> str:
    """Give the question that the page is about, `""` for none."""
    pointer = request.args.get("ou", "")
    if pointer and here.item(pointer) is None:
        missing(here)
    return pointer


def _draw(here: Work, wrong: Wrong | None = None, status: int = 200) -> Response:
    pointer = _pointer(here)
    every = pictures.every(db.session, library(), here)
    current = next(
        ((one.file, place.alt) for one in every for place in one.shown if place.pointer == pointer), ("", "")
    )
    values: dict[str, Any] = {
        "pictures": every,
        "item": here.item(pointer) if pointer else None,
        "tabs": tabs(here, pointer, today()) if pointer else [],
        "questions": [one for one, _ in walked(here.made) if not one.children and one.genre != "note"],
        "current": current,
        "chosen": g.get("uploaded") or request.form.get("image", current[0]),
        "alt": request.form.get("alt", current[1]),
        "mistakes": dict(wrong or []),
    }
    links = [(f"#{at}", words) for at, words in wrong or []]
    selected = Selected(here.page_of(pointer), pointer) if pointer else Selected()
    return frame(here, "editor/images.html", selected, links, status, **values)
