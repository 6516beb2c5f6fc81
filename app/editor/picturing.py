"""« Images » of a definition being written: uploaded, chosen for a question with its words, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, pictures, sent
from app.editor.acting import Deed, Done
from app.editor.framing import Selected, frame
from app.editor.keeping import OLD, found, keep
from app.editor.panelling import tabs
from app.editor.pressing import follow
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
WORDS = "Image de « {} »"
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
    """Give a question an image, do what a button beside it says, or delete an image that nobody shows."""
    here = found(slug, lock=True)
    if g.stale:
        return _draw(here, [("alt", OLD)], 403)
    if request.form.get("action", "") == "supprimer":
        return _deleted(here)
    pointer = _pointer(here)
    if not pointer:
        return _draw(here, [("ou", "Choisissez d’abord une question.")])
    # nothing was chosen or written, and a button beside the form was pressed: there is nothing to keep
    passed = bool(sent.pressed()) and not _touched(here, pointer)
    file, alt, wrong = ("", "", []) if passed else _chosen(here)
    if wrong and not sent.deletes():
        return _draw(here, wrong)
    again = url_for(".images", slug=slug, ou=pointer)
    words = WORDS.format(_title(here, pointer))
    try:
        if not (passed or wrong):
            keep(here, _shown(here, pointer, file, alt), words)
        address = follow(here, again, Selected(here.page_of(pointer), pointer), _own(pointer))
    except drafting.StaleError:
        chosen = request.files.get("fichier")
        return stale(here, sent.of_fields(sent.PICTURE), lost=NOT_SENT if chosen and chosen.filename else "")
    db.session.commit()
    current_app.logger.info("figure: account %s, procedure %s, file %s", me().id, slug, file)
    if not sent.pressed():
        flash(f"{words}.")
    return redirect(address, 303)


def _shown(here: Work, pointer: str, file: str = "", alt: str = "") -> dict[str, Any]:
    """Write which image a question shows, none without a file."""
    return authoring.set_figure(here.document, here.blocks, pointer, file, alt)


def _title(here: Work, pointer: str) -> str:
    item = here.item(pointer)
    return item.title if item else pointer


def _touched(here: Work, pointer: str) -> bool:
    """Say whether something was chosen or written that the question does not have."""
    file, alt = _current(pictures.every(db.session, library(), here), pointer)
    uploaded = request.files.get("fichier")
    chosen, written = request.form.get("image", file), " ".join(request.form.get("alt", alt).split())
    return bool(uploaded and uploaded.filename) or (chosen, written) != (file, " ".join(alt.split()))


def _own(pointer: str) -> dict[str, Deed]:
    """Give what the buttons do that only the page of the image of a question has."""

    def away(work: Work, _fields: Mapping[str, str]) -> Done:
        words = f"{WORDS.format(_title(work, pointer))} retirée"
        flash(f"{words}.")
        return Done(_shown(work, pointer), words, pointer)

    def delete(work: Work, _fields: Mapping[str, str]) -> Done:
        flash(pictures.delete(db.session, work.draft.slug, rest) or DELETED)
        return Done(work.document, "", pointer)

    verb, _, rest = sent.pressed().partition(" ")
    return {"retirer": away, **({sent.pressed(): delete} if verb == "effacer" else {})}


def _chosen(here: Work) -> tuple[str, str, Wrong]:
    """Give the file, uploaded if need be, and its words; or what is wrong."""
    alt = " ".join(request.form.get("alt", "").split())
    wrong: Wrong = []
    if not alt or len(alt) > LONGEST_ALT:
        wrong.append(("alt", ALT_TOO_LONG if alt else NO_ALT))
    uploaded = request.files.get("fichier")
    if uploaded is not None and uploaded.filename:
        try:
            made = pictures.take_in(db.session, here.draft.slug, uploaded.filename, uploaded.stream, me(), now())
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


def _current(every: Sequence[pictures.Picture], pointer: str) -> tuple[str, str]:
    """Give the image that a question shows, and its words."""
    return next(((one.file, place.alt) for one in every for place in one.shown if place.pointer == pointer), ("", ""))


def _draw(here: Work, wrong: Wrong | None = None, status: int = 200) -> Response:
    pointer = _pointer(here)
    every = pictures.every(db.session, library(), here)
    current = _current(every, pointer)
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
