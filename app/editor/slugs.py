"""The name of a procedure in its address: made from its title, or chosen; never one that leads elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.library import PROFILE
from app.catalogue.models import Procedure
from app.editor.models import DefinitionDraft

LONGEST = 80
CUT = 60
"""Where a name made from a title ends at the latest: an address is read aloud on the phone."""
SHAPE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
APART = re.compile(r"[^a-z0-9]+")


def made_of(title: str) -> str:
    """Make a name from a title: small letters without accents, words apart by hyphens; `""` when none is left."""
    plain = title.lower().replace("œ", "oe").replace("æ", "ae").replace("’", " ")
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    name = APART.sub("-", letters).strip("-").lstrip("0123456789-")
    return name if len(name) <= CUT else name[: CUT + 1].rpartition("-")[0] or name[:CUT]


def free(database: Session, name: str, reserved: Collection[str]) -> str:
    """Give a name that nothing has, with a number after it where it is taken."""
    if not name or not wrong(database, name, reserved):
        return name
    numbered = (f"{name[: LONGEST - 4]}-{number}" for number in range(2, 100))
    return next((one for one in numbered if not wrong(database, one, reserved)), name)


def wrong(database: Session, name: str, reserved: Collection[str]) -> str:
    """Say in one sentence why a name cannot be that of a new procedure, `""` when it can."""
    if not name:
        return "Écrivez l’adresse de la démarche, par exemple « aide-au-transport »."
    if len(name) > LONGEST:
        return f"Écrivez {LONGEST} signes au plus dans l’adresse."
    if not SHAPE.match(name):
        return "Écrivez l’adresse en petites lettres sans accent, avec des tirets, par exemple « aide-au-transport »."
    if name in reserved or name == PROFILE:
        return f"L’adresse « {name} » sert déjà à une page du portail. Choisissez-en une autre."
    if database.scalar(select(Procedure.id).where(Procedure.slug == name)) is not None:
        return f"Une démarche a déjà l’adresse « {name} ». Choisissez-en une autre."
    if database.scalar(select(DefinitionDraft.id).where(DefinitionDraft.slug == name)) is not None:
        return f"Un brouillon de démarche a déjà l’adresse « {name} ». Choisissez-en une autre."
    return ""
