"""Named lists: those of files, then those made in the portal; a version never changes, so each is read once."""

from __future__ import annotations

import json
import re
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

import forms
from app.catalogue.models import NamedList, ProcedureVersion

Stored = Callable[[str, int], forms.Options | None]
USES = re.compile(r'"x-list"\s*:\s*"([a-z0-9-]+)/([0-9]{1,6})"')


def nothing_stored(_name: str, _number: int) -> forms.Options | None:
    """Find no list: a portal that has only those of files."""
    return None


class Lists(Mapping[str, forms.Options]):
    """The named lists by « name/n ». One of the database is looked for when it is asked, and kept once it is found."""

    def __init__(self, folder: Path, stored: Stored = nothing_stored) -> None:
        self._stored = stored
        self._lock = Lock()
        self.files = {f"{path.parent.name}/{path.stem}": path for path in sorted(folder.glob("*/*.json"))}
        self._known: dict[str, forms.Options] = {}

    def __getitem__(self, key: str) -> forms.Options:
        """Give the options of a list. Raises KeyError where there is none."""
        known = self._known.get(key)
        if known is None:
            with self._lock:
                known = self._known.get(key) or self._find(key)
                if not known:
                    raise KeyError(key)
                self._known[key] = known
        return known

    def _find(self, key: str) -> forms.Options | None:
        if key in self.files:
            return forms.named_list(json.loads(self.files[key].read_text("utf-8")))
        name, _, number = key.partition("/")
        return self._stored(name, int(number)) if _is_number(number) else None

    def __iter__(self) -> Iterator[str]:
        """Give the names of the lists of files, and of those of the database that were asked."""
        return iter(self.files | self._known)

    def __len__(self) -> int:
        """Count them."""
        return len(self.files | self._known)


def uses(text: str) -> set[tuple[str, int]]:
    """Give the names and numbers of the lists that a definition takes answers from."""
    return {(name, int(number)) for name, number in USES.findall(text)}


class Open:
    """The lists that everybody may search: those of any published version, drafts and requests of old ones included.

    A version never changes, so each is read once.
    """

    def __init__(self) -> None:
        self._read: set[uuid.UUID] = set()
        self._found: set[tuple[str, int]] = set()

    def holds(self, database: Session, name: str, number: int, besides: Iterable[str] = ()) -> bool:
        """Say whether a list is one of them; `besides` are texts that everybody answers and that are no version."""
        if (name, number) in self._found:
            return True
        fresh = set(database.scalars(select(ProcedureVersion.id))) - self._read
        wanted = select(ProcedureVersion.document).where(ProcedureVersion.id.in_(fresh))
        for text in [*besides, *(database.scalars(wanted) if fresh else ())]:
            self._found |= uses(text)
        self._read |= fresh
        return (name, number) in self._found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7


def stored(database: Session, name: str, number: int) -> forms.Options | None:
    """Find a list of the database, as options."""
    found = find(database, name, number)
    return forms.named_list(rows_of(found)) if found is not None else None


def find(database: Session, name: str, number: int) -> NamedList | None:
    """Find a version of a list of the database, with its rows."""
    wanted = select(NamedList).where(NamedList.name == name, NamedList.number == number)
    return database.scalar(wanted.options(undefer(NamedList.packed)))


def versions(database: Session, name: str = "") -> list[NamedList]:
    """Give the versions of every list of the database, or of one, the latest of each first; without their rows."""
    found = select(NamedList).order_by(NamedList.name, NamedList.number.desc())
    return list(database.scalars(found.where(NamedList.name == name) if name else found))


def newest_number(database: Session, name: str) -> int:
    """Give the number of the newest version of a list of the database, 0 for none."""
    return database.scalar(select(func.max(NamedList.number)).where(NamedList.name == name)) or 0


def pack(rows: list[dict[str, Any]]) -> bytes:
    """Compress rows."""
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def rows_of(found: NamedList) -> list[dict[str, Any]]:
    """Give the rows of a list."""
    rows: list[dict[str, Any]] = json.loads(zlib.decompress(found.packed))
    return rows
