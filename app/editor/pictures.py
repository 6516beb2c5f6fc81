"""The images of a definition being written: taken in, listed with where they are shown, deleted when nobody does."""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.catalogue import figures
from app.catalogue.library import Library
from app.catalogue.models import Procedure, ProcedureVersion
from app.editor import drafting
from app.editor.working import Work
from app.uploads import drawings, inspection, workshop
from forms import authoring

MOST, MOST_PHOTO = 500_000, 10_000_000
TYPES = ("image/png", "image/jpeg")
PHOTOS = (*TYPES, "image/heic")
SVG = "image/svg+xml"
HEAVY = "Le dessin « {name} » est trop lourd : 500 Ko au plus. Simplifiez-le, ou enregistrez-le en PNG."
HEAVY_PHOTO = "L’image « {name} » est trop lourde : 10 Mo au plus. Réduisez-la."
UNFIT = "Le fichier « {name} » n’est pas pris : {why}."
LEFT_OUT = (
    "Le dessin « {name} » est pris sans {what} : d’un dessin, le portail ne garde que les formes, les textes et les "
    "couleurs, pour que rien n’y agisse. Regardez s’il se lit encore ; sinon, enregistrez-le en PNG et chargez ce PNG."
)
STILL_HEAVY = "L’image « {name} » reste trop lourde une fois réduite. Prenez-en une plus simple, ou recadrez-la."


GONE = "Cette image n’est plus là."
NEEDED = "Cette image est montrée par une question ou par une version publiée : elle reste."
NEEDED_BEFORE = "Un état précédent de ce brouillon montre cette image : elle reste, pour que « Annuler » la retrouve."
FILE = re.compile(r'"file"\s*:\s*"([a-z0-9-]+\.(?:svg|png|jpg))"')


class UnfitPictureError(Exception):
    """The file is not taken; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of a definition: a file beside it or one that was uploaded, and the questions that show it."""

    file: str
    shown: Sequence[authoring.Shown]
    size: int = 0
    actor: str = ""
    at: datetime | None = None
    kept: bool = False
    """Whether a published version or another state of the definition needs it."""


def every(database: Session, library: Library, work: Work) -> list[Picture]:
    """Give the images of a definition, those that it shows and that are nowhere included (`size` 0)."""
    slug = work.draft.slug
    shown: dict[str, list[authoring.Shown]] = {}
    for one in authoring.figures(work.document, work.blocks):
        shown.setdefault(one.file, []).append(one)
    needed = _needed(database, slug)
    found = [
        Picture(row.file, shown.pop(row.file, ()), row.size, row.actor, row.at, row.file in needed)
        for row in figures.of(database, slug)
    ]
    for path in sorted((library.schemas / "procedures" / slug).glob("*.svg")):
        if path.name not in {one.file for one in found}:
            found.append(Picture(path.name, shown.pop(path.name, ()), path.stat().st_size, kept=True))
    return [*found, *(_elsewhere(library, slug, file, questions) for file, questions in shown.items())]


def _elsewhere(library: Library, slug: str, file: str, questions: Sequence[authoring.Shown]) -> Picture:
    """Give the drawing of a shared block, or what is included nowhere."""
    path = library.figure(slug, file)
    return Picture(file, questions, path.stat().st_size if path else 0, kept=path is not None)


def _needed(database: Session, slug: str) -> set[str]:
    """Give the files that published versions, or the present text, speak of."""
    texts = select(ProcedureVersion.document).join(Procedure).where(Procedure.slug == slug)
    draft = drafting.find(database, slug)
    return _named([*database.scalars(texts), *([draft.text] if draft is not None else [])])


def _needed_before(database: Session, slug: str) -> set[str]:
    """Give the files that the states one can go back to speak of."""
    draft = drafting.find(database, slug)
    states = drafting.states(database, draft) if draft is not None else ()
    return _named([zlib.decompress(one.packed).decode("utf-8", "surrogatepass") for one in states])


def _named(texts: Sequence[str]) -> set[str]:
    return {file for text in texts for file in FILE.findall(text)}


class Taken(NamedTuple):
    """An image that is kept, and what of it could not be, in a sentence."""

    file: str
    told: str = ""


def take_in(database: Session, slug: str, name: str, stream: IO[bytes], actor: Account, now: datetime) -> Taken:
    """Keep a drawing or a photo, written anew. Raises UnfitPictureError."""
    told = ""
    shown = inspection.shown_name(name)
    head = stream.read(1024)
    stream.seek(0)
    if inspection.ending_of(shown) == "svg" or b"<svg" in head:
        made = _drawing(shown, stream.read(MOST + 1))
        media_type, content = SVG, made.text.encode()
        what = drawings.listed(made.left_out)
        told = LEFT_OUT.format(name=shown, what=what) if what else ""
    elif workshop.kind_of(head) in PHOTOS:
        media_type, content = _photo(shown, stream)
    else:
        raise UnfitPictureError(UNFIT.format(name=shown, why="il n’est ni un dessin SVG, ni une image PNG ou JPEG"))
    return Taken(figures.keep(database, slug, shown, media_type, content, actor.display_name, now).file, told)


def _drawing(name: str, data: bytes) -> drawings.Drawing:
    if len(data) > MOST:
        raise UnfitPictureError(HEAVY.format(name=name))
    try:
        return drawings.redrawn(data)
    except drawings.NotADrawingError as unfit:
        raise UnfitPictureError(UNFIT.format(name=name, why=unfit)) from None


def _photo(name: str, stream: IO[bytes]) -> tuple[str, bytes]:
    """Redraw a photo; one that stays heavy is made smaller."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as made:
        data = stream.read(MOST_PHOTO + 1)
        if len(data) > MOST_PHOTO:
            raise UnfitPictureError(HEAVY_PHOTO.format(name=name))
        source.write(data)
        source.flush()
        source.seek(0)
        try:
            inspection.check_size(len(data), name, MOST_PHOTO)
            media_type, _ = inspection.clean(source, made, name, TYPES, MOST_PHOTO)
        except inspection.RefusedError as refused:
            raise UnfitPictureError(str(refused)) from None
        made.seek(0)
        content = made.read()
        return (media_type, content) if len(content) <= MOST else ("image/jpeg", _smaller(name, made, media_type))


def _smaller(name: str, source: IO[bytes], media_type: str) -> bytes:
    source.seek(0)
    with tempfile.TemporaryFile() as made, tempfile.TemporaryFile() as unused:
        found = inspection.run("picture", source.fileno(), media_type, made.fileno(), unused.fileno())
        made.seek(0)
        content = made.read()
    if "refused" in found or not 0 < len(content) <= MOST:
        raise UnfitPictureError(STILL_HEAVY.format(name=name))
    return content


def delete(database: Session, slug: str, file: str) -> str:
    """Delete an image that nobody shows; give why it was not, `""` when it was."""
    row = figures.find(database, slug, file)
    if row is None:
        return GONE
    if file in _needed(database, slug):
        return NEEDED
    if file in _needed_before(database, slug):
        return NEEDED_BEFORE
    database.delete(row)
    database.flush()
    return ""
