"""« Nouvelle démarche »: from nothing, a copy, a file or the gallery; and a published one taken up to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import current_app, flash, g, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

import forms
from app.catalogue import figures, serving
from app.catalogue import queries as catalogue
from app.editor import drafting, scenarios, slugs, sources
from app.editor.examining import plain
from app.editor.views import bp, numbered, wanted, writing
from app.extensions import db, now
from app.numbers import natural
from app.security import may, redraws_when_stale
from app.submissions.access import library, me
from forms import authoring

Answer = Response | tuple[str, int]
BLANK, COPY, FILE, GALLERY = "vide", "copie", "fichier", "galerie"
WAYS: Mapping[str, tuple[str, str]] = {
    BLANK: ("Partir de rien", "Une page et une question, que vous changez et complétez."),
    COPY: ("Copier une démarche", "Repartez d’une démarche du portail, publiée ou en cours d’écriture."),
    FILE: ("Ouvrir un fichier", "Reprenez une démarche enregistrée en JSON, même si elle a des défauts."),
    GALLERY: ("Choisir dans la galerie", "Repartez d’une démarche complète livrée avec le portail."),
}
"""The ways to begin, with what each says of itself."""
LONGEST_TITLE = 200
OLD = "La page était ouverte depuis longtemps. Rien n’est perdu : vérifiez, puis envoyez de nouveau."
UNREADABLE = "Ce fichier n’est pas un texte en UTF-8. Enregistrez-le en UTF-8, puis choisissez-le de nouveau."
SPOILED = "Aucune version n’est saine. Publiez une nouvelle version depuis un fichier."
NOTHING = "Choisissez un fichier, ou collez son texte."
HELD = "Cette démarche a déjà un brouillon. Publiez-le ou abandonnez-le avant d’en commencer un autre."


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: by which way, from which source, under which title and name; `text` is of a file."""

    way: str = ""
    of: str = ""
    sort: str = ""
    title: str = ""
    slug: str = ""
    text: str = ""

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Asked:
        """Read what a page or a form says."""
        found = {name: values.get(field, "").strip() for name, field in FIELDS.items()}
        return cls(**found, text=plain(values.get("texte", "")))


FIELDS = {"way": "depuis", "of": "de", "sort": "etat", "title": "titre", "slug": "adresse"}
Wrong = list[tuple[str, str]]


@bp.get("/edition/nouvelle")
@may("edit")
def new_procedure() -> str:
    """Ask how to begin a new procedure; once it is known from what, its title and address are proposed."""
    asked = Asked.read(request.args)
    source = _source(asked)
    if source is not None and not asked.title:
        title = source.title if source.sort == sources.GALLERY else f"Copie de « {source.title} »"
        base = source.slug if source.sort == sources.GALLERY else slugs.made_of(f"copie {source.title}")
        asked = replace(asked, title=title, slug=slugs.free(db.session, base, _reserved()))
    return _draw(asked)


@bp.post("/edition/nouvelle")
@redraws_when_stale
@may("edit")
def new_procedure_post() -> Answer:
    """Begin the definition of a new procedure; what is refused comes back as it was typed."""
    asked, wrong = _with_file(Asked.read(request.form))
    if g.stale:
        return _draw(asked, [("titre", OLD)]), 403
    text, more = ("", []) if wrong else _text(asked)
    asked = replace(
        asked, slug=asked.slug or slugs.made_of(asked.title or (_own_title(text) if asked.way == FILE else ""))
    )
    wrong = [*wrong, *more] or _unfit(asked)
    if wrong:
        return _draw(asked, wrong), 422
    try:
        drafting.begin(db.session, asked.slug, text, 0, me(), now())
        _bring_along(asked, text)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return _draw(asked, _unfit(asked)), 422
    current_app.logger.info("definition begun: account %s, procedure %s", me().id, asked.slug)
    return _led(asked, text)


def _bring_along(asked: Asked, text: str) -> None:
    """Give a copy the drawings and the tests of what it was copied from."""
    source = _source(asked)
    if source is None or source.slug == asked.slug:
        return
    files = set(authoring.figure_files(authoring.parse(text)))
    folder = library().schemas / "procedures" / source.slug
    figures.bring(db.session, folder, source.slug, asked.slug, files, me().display_name, now())
    scenarios.copy(db.session, source.slug, asked.slug, me(), now())


def _led(asked: Asked, text: str) -> Response:
    """Lead to where one writes; what is wrong with a file is listed first."""
    faults = sources.problems(library(), text) if asked.way == FILE else []
    if not faults:
        flash("La démarche est commencée. Personne d’autre que vos collègues ne la voit.")
        return redirect(writing(asked.slug), 303)
    flash("Le fichier est ouvert avec ses défauts. Les voici.")
    return redirect(url_for(".release", slug=asked.slug), 303)


def _source(asked: Asked) -> sources.Source | None:
    """Find what is to be copied."""
    found = _known(asked.way)
    return next((one for one in found if (one.slug, one.sort) == (asked.of, asked.sort)), None)


def _known(way: str) -> list[sources.Source]:
    if way == COPY:
        return list(sources.copies(db.session, library()))
    return list(sources.gallery(library())) if way == GALLERY else []


def _with_file(asked: Asked) -> tuple[Asked, Wrong]:
    """Take the text of a file that was chosen, instead of what was pasted."""
    file = request.files.get("fichier")
    if file is None or not file.filename:
        return asked, []
    try:
        return replace(asked, text=plain(file.stream.read().decode("utf-8"))), []
    except UnicodeDecodeError:
        return asked, [("fichier", UNREADABLE)]


def _text(asked: Asked) -> tuple[str, Wrong]:
    """Give the text to begin with, or what keeps it from being had."""
    if asked.way == FILE:
        if not asked.text.strip():
            return "", [("fichier", NOTHING)]
        try:
            return sources.opened(library(), asked.text, asked.title), []
        except forms.DefinitionError as error:
            return "", [("texte", f"{one.sentence} {one.right}") for one in error.problems[:1]]
    source, slug = _source(asked), asked.slug or slugs.made_of(asked.title)
    if asked.way == BLANK:
        return authoring.write_text(authoring.blank(slug, asked.title)), []
    if source is None:
        return "", [("source", "Choisissez ce dont vous partez.")]
    return sources.copied(source, asked.title, slug), []


def _own_title(text: str) -> str:
    return sources.title_of(forms.read(text)) if text else ""


def _unfit(asked: Asked) -> Wrong:
    """Say what is wrong with the title and the address; a file may bring its own title."""
    found = []
    if not asked.title and asked.way != FILE:
        found.append(("titre", "Écrivez le titre de la démarche."))
    if len(asked.title) > LONGEST_TITLE:
        found.append(("titre", f"Écrivez {LONGEST_TITLE} signes au plus dans le titre."))
    name = slugs.wrong(db.session, asked.slug, _reserved())
    return [*found, ("adresse", name)] if name and (asked.slug or not found) else found


def _reserved() -> set[str]:
    """Give the names that lead to other pages of the portal, or begin their addresses."""
    names = set()
    for rule in current_app.url_map.iter_rules():
        first, _, rest = rule.rule.strip("/").partition("/")
        names |= {first, rest.partition("/")[0]} if first in ("edition", "demarches") else {first}
    return {name for name in names if name and not name.startswith("<")}


def _draw(asked: Asked, wrong: Wrong | None = None) -> str:
    known = wrong or []
    return render_template(
        "editor/new_procedure.html",
        asked=asked,
        ways=WAYS,
        source=_source(asked),
        known=_known(asked.way),
        wrong=dict(known),
        links=[(f"#{at}", words) for at, words in known],
        prefix=url_for("catalogue.entry", slug="x", _external=True).removesuffix("x"),
    )


@bp.post("/edition/<slug>/brouillon/commencer")
@may("edit")
def begin(slug: str) -> Response:
    """Take a published procedure up to change it, as it is now or as an older version was."""
    procedure = wanted(slug, lock=True)
    if drafting.find(db.session, slug) is not None:
        flash(HELD)
        return redirect(url_for(".show", slug=slug), 303)
    number, newest = natural(request.form.get("depuis", "")), catalogue.newest(db.session, procedure.id)
    asked = newest if number is None else numbered(procedure, number)
    version = serving.sound(db.session, library(), asked)
    if version is None:
        flash(SPOILED)
        return redirect(url_for(".show", slug=slug), 303)
    text = authoring.write_text(sources.of_version(library(), version))
    words = f"Brouillon commencé avec la version {version.number}"
    drafting.begin(db.session, slug, text, newest.number, me(), now(), words)
    db.session.commit()
    current_app.logger.info("definition begun: account %s, procedure %s, version %s", me().id, slug, version.number)
    if version.number == newest.number:
        return redirect(writing(slug), 303)
    flash(f"Le texte de la version {version.number} est repris. Voici ce qu’il changerait.")
    return redirect(url_for(".release", slug=slug), 303)
