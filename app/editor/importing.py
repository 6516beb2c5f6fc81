"""A new version of a named list from a table: what was understood is shown first, then confirmed."""

from __future__ import annotations

import uuid

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalogue.models import SheetUpload
from app.editor import list_versions
from app.editor.keeping import OLD
from app.editor.listing import wanted_list
from app.editor.views import bp
from app.extensions import db, now
from app.security import may, redraws_when_stale
from app.submissions.access import library, me
from forms import authoring

MOST = 20_000_000
SAMPLE = 10
NOTHING = "Choisissez un fichier CSV ou collez les lignes de votre tableur."
TOO_LARGE = "Ce fichier est trop lourd : 20 Mo au plus. Gardez les colonnes valeur, libellé et aide."
UNREADABLE = "Ce fichier n’est pas un tableau CSV. Enregistrez-le au format CSV dans votre tableur."
NO_TITLE = "Donnez un nom à la liste, par exemple « Collèges publics »."
TITLE_TOO_LONG = f"Donnez un nom plus court : {list_versions.LONGEST_TITLE} signes au plus."
TAKEN = "Une liste porte déjà ce nom. Choisissez un autre nom, ou faites une nouvelle version de cette liste."
NOTE_TOO_LONG = f"Écrivez {list_versions.LONGEST_NOTE} signes au plus."
SAME = "Cette liste est la même que la version {number} : il n’y a rien à enregistrer."
OVERTAKEN = "Une autre version a été enregistrée entre-temps. Voici ce que votre tableau change maintenant."
REREAD = "Le tableau est relu comme vous l’avez choisi. Rien n’est encore enregistré : vérifiez, puis enregistrez."
READING = ("separateur", "entete")
"""How the table that was shown is read; what is chosen on the page has « lire- » before."""
Answer = Response | str | tuple[str, int]


@bp.get("/edition/listes/nouvelle")
@may("edit")
def new_list() -> str:
    """Ask for the name and the table of a new list."""
    return _ask(None)


@bp.post("/edition/listes/nouvelle")
@redraws_when_stale
@may("edit")
def new_list_post() -> Answer:
    """Keep the table of a new list until it is confirmed."""
    title = " ".join(request.form.get("nom", "").split())
    name = list_versions.name_of(title)
    wrong = []
    if not name:
        wrong.append(("nom", NO_TITLE))
    elif len(title) > list_versions.LONGEST_TITLE:
        wrong.append(("nom", TITLE_TOO_LONG))
    elif name in set(list_versions.taken(db.session, library())):
        wrong.append(("nom", TAKEN))
    return _receive(None, (name, title), wrong)


@bp.get("/edition/listes/<list_name>/nouvelle-version")
@may("edit")
def list_version(list_name: str) -> str:
    """Ask for the table of a new version of a list."""
    return _ask(wanted_list(list_name))


@bp.post("/edition/listes/<list_name>/nouvelle-version")
@redraws_when_stale
@may("edit")
def list_version_post(list_name: str) -> Answer:
    """Keep the table of a new version until it is confirmed."""
    known = wanted_list(list_name)
    return _receive(known, (known.name, known.title), [])


def _ask(known: list_versions.Known | None, wrong: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "editor/list_new.html",
        known=known,
        wrong=dict(wrong or []),
        links=[(f"#{at}", words) for at, words in wrong or []],
        title=request.form.get("nom", ""),
        text=request.form.get("texte", ""),
    )


def _receive(known: list_versions.Known | None, named: tuple[str, str], wrong: list[tuple[str, str]]) -> Answer:
    """Read the file that was chosen, else the text that was pasted."""
    if g.stale:
        return _ask(known, [("texte", OLD)]), 403
    file, text, encoding = request.files.get("fichier"), request.form.get("texte", ""), ""
    if file is not None and file.filename:
        data = file.stream.read(MOST + 1)
        try:
            text, encoding = authoring.decoded(data)
        except ValueError:
            wrong.append(("fichier", UNREADABLE))
        if len(data) > MOST:
            wrong.append(("fichier", TOO_LARGE))
    elif not text.strip():
        wrong.append(("texte", NOTHING))
    if wrong:
        return _ask(known, wrong), 422
    upload = list_versions.keep(db.session, me(), named, text, encoding, now())
    db.session.commit()
    return redirect(url_for(".sheet", upload_id=upload.id), 303)


@bp.get("/edition/listes/depots/<uuid:upload_id>")
@may("edit")
def sheet(upload_id: uuid.UUID) -> str:
    """Show what was understood of a table, and what it changes."""
    return _show(_waiting(upload_id))


@bp.post("/edition/listes/depots/<uuid:upload_id>")
@may("edit")
def sheet_post(upload_id: uuid.UUID) -> Answer:
    """Make a version of a table, as it was shown."""
    upload = _waiting(upload_id)
    if request.form.get("action") == "relire":
        return _show(upload)
    if any(_asked(name) != request.form.get(name, _asked(name)) for name in READING):
        return _show(upload, [("lecture", REREAD)]), 422
    note = request.form.get("note", "").strip()
    base = list_versions.newest_number(db.session, library(), upload.name)
    read = _read(upload)
    before = list_versions.rows_of(library(), upload.name, base)
    if read.wrong:
        return _show(upload), 422
    if request.form.get("base", "") != str(base):
        return _show(upload, [("changements", OVERTAKEN)]), 422
    if base and authoring.compare_lists(before, read.rows).nothing:
        return _show(upload, [("changements", SAME.format(number=base))]), 422
    if len(note) > list_versions.LONGEST_NOTE:
        return _show(upload, [("note", NOTE_TOO_LONG)]), 422
    try:
        made = list_versions.confirm(db.session, upload, read.rows, base, note, me(), now())
    except list_versions.OvertakenError:
        return _show(upload, [("changements", OVERTAKEN)]), 422
    db.session.commit()
    current_app.logger.info("list: account %s, version %s of list %s", me().id, made.number, made.name)
    flash(f"La version {made.number} de la liste « {made.title} » est enregistrée.")
    return redirect(url_for(".named_list", list_name=made.name), 303)


def _waiting(upload_id: uuid.UUID) -> SheetUpload:
    found = list_versions.waiting(db.session, upload_id, me())
    if found is None:
        abort(404)
    return found


def _read(upload: SheetUpload) -> authoring.Sheet:
    """Read a table as the page says, else as it looks."""
    header = {"oui": True, "non": False}.get(_asked("entete"))
    return authoring.read_sheet(list_versions.text_of(upload), SIGNS.get(_asked("separateur")), header)


def _asked(name: str) -> str:
    """Give what is chosen on the page of how to read, else what was shown there, else what the address says."""
    return request.form.get(f"lire-{name}", request.form.get(name, request.args.get(name, "")))


SIGNS = {"tabulation": "\t", "point-virgule": ";", "virgule": ",", "aucun": ""}


def _show(upload: SheetUpload, wrong: list[tuple[str, str]] | None = None) -> str:
    read = _read(upload)
    base = list_versions.newest_number(db.session, library(), upload.name)
    before = list_versions.rows_of(library(), upload.name, base)
    difference = authoring.compare_lists(before, read.rows) if base and not read.wrong else None
    return render_template(
        "editor/list_sheet.html",
        upload=upload,
        read=read,
        base=base,
        difference=difference,
        sample=SAMPLE,
        separator=next(name for name, sign in SIGNS.items() if sign == read.separator),
        signs=tuple(SIGNS),
        note=request.form.get("note", ""),
        wrong=dict(wrong or []),
        links=[(f"#{at}", words) for at, words in wrong or []],
    )
