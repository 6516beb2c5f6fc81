"""The files that definitions share (blocks, named lists), and the compiled procedures, kept by digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Any

from flask import current_app
from jinja2 import Environment

import forms
from app.catalogue.lists import Lists, Open, Stored, nothing_stored
from app.catalogue.models import ProcedureVersion
from app.rendering import Renderer
from forms import authoring

UNREADABLE = "Un fichier dont il a besoin ne peut pas être lu."
ALTERED = "Le texte gardé n’est plus celui qui a été publié."
FROM_ELSEWHERE = " (donné par FranceConnect)"
PROFILE = "profil"
"""The name under which versions of the profile's definition are kept; no address leads to it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A version ready to serve: the procedure and what draws it.

    `fault` says what is wrong with its stored text, `""` when it is as it was published: one that has a fault is only
    named in lists, and never filled, shown or sent.
    """

    slug: str
    number: int
    procedure: forms.Procedure
    renderer: Renderer
    fault: str = ""


class Library:
    """Reads shared files once and compiles each version once."""

    def __init__(
        self,
        schemas: Path,
        environment: Environment,
        search_url: str = "",
        stored: Stored = nothing_stored,
        kept_profile: Callable[[], str] = str,
    ) -> None:
        self.schemas = schemas
        self.unreadable: set[str] = set()
        self.lists = Lists(schemas / "lists", stored)
        self.open_lists = Open()
        self._kept_profile = kept_profile
        self._search_url = search_url
        self._environment = environment
        self._loaded: dict[tuple[str, str], Loaded] = {}
        self._translated: dict[tuple[str, str, str], Loaded] = {}
        self._spoiled: dict[tuple[str, str], Loaded] = {}
        self._profiles: dict[tuple[tuple[str, ...], tuple[str, ...]], Loaded] = {}
        self._lock = Lock()

    @cached_property
    def blocks(self) -> dict[str, dict[str, Any]]:
        """The shared blocks, by their `$id`."""
        found = self._sound("blocks/*/*.json")
        return {str(block["$id"]): block for block in found.values() if "$id" in block}

    @cached_property
    def gallery(self) -> Mapping[str, str]:
        """The texts of the definitions that come with the portal, by their names."""
        return {path.stem: path.read_text("utf-8") for path in self._sound("procedures/*.json")}

    def _sound(self, pattern: str) -> dict[Path, dict[str, Any]]:
        """Read files of definitions; one that cannot be read is left out, told and logged."""
        found = {}
        for path in sorted(self.schemas.glob(pattern)):
            try:
                found[path] = forms.read(path.read_text("utf-8"))
            except (ValueError, OSError) as error:
                self.unreadable.add(str(path.relative_to(self.schemas)))
                current_app.logger.error("file %s cannot be read: %s", path, error)
        return found

    @cached_property
    def panels(self) -> dict[str, dict[str, Any]]:
        """The panels of the editor, by their names."""
        found = sorted(self.schemas.glob("editor/*.json"))
        return {path.stem: forms.read(path.read_text("utf-8")) for path in found}

    def load(self, text: str) -> forms.Procedure:
        """Read and compile a definition. Raises forms.DefinitionError."""
        return forms.load(forms.read(text), blocks=self.blocks, lists=self.lists)

    def try_out(self, text: str) -> forms.Procedure:
        """Compile what can be of a definition, with its problems. Raises forms.DefinitionError when nothing can."""
        return forms.load(forms.read(text), blocks=self.blocks, lists=self.lists, draft=True)

    def of(self, version: ProcedureVersion) -> Loaded:
        """Give a version ready to serve; one whose stored text was spoiled bears its fault, which is logged."""
        key = (version.procedure.slug, version.digest)
        known = self._loaded.get(key)
        if known is None:
            with self._lock:
                try:
                    known = self._loaded[key] = self.drawn(key[0], self._as_published(version))
                except (ValueError, OSError) as error:  # what compiles it reads files of lists too
                    known = self._stand_in(version, error)
        return known if known.number == version.number else replace(known, number=version.number)

    def in_language(self, loaded: Loaded, code: str) -> Loaded:
        """Give a version with its texts in a language that it has; in any other, itself."""
        procedure = loaded.procedure
        if code == procedure.language or code not in procedure.languages or loaded.fault:
            return loaded
        key = (loaded.slug, procedure.digest, code)
        known = self._translated.get(key)
        if known is None:
            with self._lock:
                known = self._translated[key] = self.drawn(loaded.slug, procedure.in_language(code))
        return replace(known, number=loaded.number)

    def _as_published(self, version: ProcedureVersion) -> forms.Procedure:
        """Compile a version. Raises forms.DefinitionError when its text is not sound, or not that of its digest."""
        procedure = self.load(version.document)
        if procedure.digest != version.digest:
            raise forms.DefinitionError([forms.DefinitionProblem("", ALTERED)])
        return procedure

    def _stand_in(self, version: ProcedureVersion, error: Exception) -> Loaded:
        """Give what names a spoiled version in lists: what compiles of it, else a blank of its name."""
        slug = version.procedure.slug
        key = (slug, hashlib.sha256(version.document.encode("utf-8", "surrogatepass")).hexdigest())
        if key not in self._spoiled:
            fault = error.problems[0].sentence if isinstance(error, forms.DefinitionError) else UNREADABLE
            current_app.logger.error("version %s of procedure %s is spoiled: %s", version.number, slug, error)
            try:
                procedure = self.try_out(version.document)
            except (ValueError, OSError):
                procedure = forms.load(authoring.blank(slug, slug.replace("-", " ").capitalize()))
            self._spoiled[key] = replace(self.drawn(slug, procedure), fault=fault)
        return self._spoiled[key]

    def drawn(self, slug: str, procedure: forms.Procedure) -> Loaded:
        """Give a procedure that is no version ready to be drawn; it is not kept here."""
        figures = partial(figure_url, slug)
        return Loaded(slug, 0, procedure, Renderer(self._environment, figures, procedure.language, self._search_url))

    def profile(self, keys: Iterable[str] = (), fixed: Iterable[str] = ()) -> Loaded:
        """Give the definition of the profile ready to serve, or the part of it that asks these keys, on one page.

        The answers to `fixed` keys are known from elsewhere: they are shown, and not asked.
        """
        wanted = (tuple(sorted(keys)), tuple(sorted(fixed)))
        known = self._profiles.get(wanted)
        if known is None:
            with self._lock:
                whole = self._profile(wanted[1])
                procedure = whole.only(wanted[0]) if wanted[0] else whole
                figures = partial(figure_url, PROFILE)
                renderer = Renderer(self._environment, figures, procedure.language, self._search_url)
                known = self._profiles[wanted] = Loaded(PROFILE, 0, procedure, renderer)
        return known

    def _profile(self, fixed: tuple[str, ...]) -> forms.Procedure:
        document = forms.read(self.profile_text)
        for key in fixed:
            question = document["properties"][key]
            question["readOnly"] = True
            question["title"] += FROM_ELSEWHERE
        return forms.load(document, blocks=self.blocks, lists=self.lists)

    @cached_property
    def profile_text(self) -> str:
        """The text of the definition of the profile: of its file, else as it was kept with the last requests."""
        try:
            text = (self.schemas / "profile.json").read_text("utf-8")
            self.load(text)
        except (ValueError, OSError) as error:
            self.unreadable.add("profile.json")
            current_app.logger.error("file profile.json cannot be read: %s", error)
            text = self._kept_profile()
        return text

    def figure(self, slug: str, file: str) -> Path | None:
        """Find a drawing beside a definition, else beside a shared block; nothing outside their folders is given."""
        blocks = (path for path in (self.schemas / "blocks").iterdir() if path.is_dir())
        for folder in (self.schemas / "procedures" / slug, *sorted(blocks)):
            path = (folder / file).resolve()
            if path.parent == folder.resolve() and path.suffix == ".svg" and path.is_file():
                return path
        return None


def figure_url(slug: str, file: str) -> str:
    """Give the address of a drawing."""
    return f"/demarches/{slug}/figures/{file}"
