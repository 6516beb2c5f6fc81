"""What a definition may be begun from: a published version, a definition being written, one of the gallery, a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

import forms
from app.catalogue import serving
from app.catalogue.library import Library
from app.catalogue.models import ProcedureVersion
from app.editor import drafting, queries
from forms import authoring

ADDRESS = "https://demarches.example/procedures/"
"""What the `$id` of a procedure begins with; its name follows."""
PUBLISHED, WRITTEN, GALLERY = "publiee", "brouillon", "galerie"
NUMBER = re.compile(r"/[0-9]+\Z")
UNTITLED = "Démarche sans titre"


class Source(NamedTuple):
    """Something to copy: its name, of which sort it is, its title, its document."""

    slug: str
    sort: str
    title: str
    document: dict[str, Any]


def title_of(document: dict[str, Any]) -> str:
    """Give the title of a definition, or a stand-in."""
    title = document.get("title")
    return title if isinstance(title, str) and title.strip() else UNTITLED


def of_version(library: Library, version: ProcedureVersion) -> dict[str, Any]:
    """Give a published version as its author writes it: its blocks by `$ref`, its `$id` without a number."""
    document = authoring.unbundled(authoring.parse(version.document), library.blocks)
    address = document.get("$id")
    return {**document, "$id": NUMBER.sub("", address)} if isinstance(address, str) else document


def copies(database: Session, library: Library) -> Iterator[Source]:
    """Give every definition that can be copied: the newest versions, then those being written."""
    for one in queries.procedures(database):
        version = serving.latest(database, library, one.slug)
        if version is not None:
            document = of_version(library, version)
            yield Source(one.slug, PUBLISHED, title_of(document), document)
    for draft in drafting.every(database):
        document = authoring.parse(draft.text)
        yield Source(draft.slug, WRITTEN, title_of(document), document)


def gallery(library: Library) -> Iterator[Source]:
    """Give the definitions of the gallery."""
    for slug, text in library.gallery.items():
        document = authoring.parse(text)
        yield Source(slug, GALLERY, title_of(document), document)


def copied(source: Source, title: str, slug: str) -> str:
    """Give the text of a copy."""
    return authoring.write_text(authoring.copy_of(source.document, title, ADDRESS + slug))


def opened(library: Library, text: str, title: str) -> str:
    """Give the text of a file in our layout, its problems included; a title replaces its own.

    Raises forms.DefinitionError when it is no JSON object.
    """
    document = authoring.unbundled(authoring.parse(text), library.blocks)
    return authoring.write_text({**document, "title": title} if title else document)


def problems(library: Library, text: str) -> list[forms.DefinitionProblem]:
    """Give what is wrong with a text that is JSON."""
    try:
        return list(library.try_out(text).problems)
    except forms.DefinitionError as error:
        return list(error.problems)
