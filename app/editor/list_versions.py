"""Named lists as the editor sees them: their versions, who uses which, tables that wait to become a version."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.catalogue import lists
from app.catalogue import queries as catalogue
from app.catalogue.library import Library
from app.catalogue.models import NamedList, SheetUpload
from app.editor import drafting, queries
from forms import plain_text

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST_TITLE, LONGEST_NAME, LONGEST_NOTE = 120, 60, 500
RESERVED = frozenset({"nouvelle", "depots"})
KEPT = timedelta(days=1)
"""How long a table waits for its confirmation."""


class OvertakenError(Exception):
    """Another version was made meanwhile."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a list: where it comes from, how many rows; a file has no author and no date."""

    number: int
    count: int
    actor: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass
class Known:
    """A list with all its versions, the latest first."""

    name: str
    title: str
    versions: list[Version] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    @property
    def newest(self) -> int:
        """The number of the newest version."""
        return self.versions[0].number

    @property
    def behind(self) -> list[Use]:
        """The uses of an older version."""
        return [one for one in self.uses if one.number != self.newest]


@dataclass(frozen=True, slots=True)
class Use:
    """A procedure that takes its answers from a version of a list, as it is published or as it is being written."""

    slug: str
    title: str
    number: int
    draft: bool


def every(database: Session, library: Library) -> list[Known]:
    """Give every list, of files and of the database, by its title, with who uses it."""
    found: dict[str, Known] = {}
    for row in lists.versions(database):
        known = found.setdefault(row.name, Known(row.name, row.title))
        known.versions.append(Version(row.number, row.count, row.actor, row.at, row.note))
    for key in library.lists.files:
        name, _, number = key.partition("/")
        known = found.setdefault(name, Known(name, name))
        known.versions.append(Version(int(number), len(library.lists[key])))
    used = _uses(database, library)
    for known in found.values():
        known.versions.sort(key=lambda one: -one.number)
        known.uses = used.get(known.name, [])
    return sorted(found.values(), key=lambda one: one.title.casefold())


def titles(database: Session, library: Library) -> dict[str, str]:
    """Give the title of every version of every list, by « name/n », the latest of each first; no row is read."""
    rows = lists.versions(database)
    found = {f"{row.name}/{row.number}": f"{row.title}, version {row.number}" for row in rows}
    return {**found, **{key: key.replace("/", ", version ") for key in library.lists.files}}


def one(database: Session, library: Library, name: str) -> Known | None:
    """Find a list by its name."""
    return next((known for known in every(database, library) if known.name == name), None)


def _uses(database: Session, library: Library) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {}
    for procedure in queries.procedures(database):
        version = catalogue.newest(database, procedure.id)
        _note(found, procedure.slug, library.of(version).procedure.title, version.document, False)
    for draft in drafting.every(database):
        _note(found, draft.slug, _title(draft.text) or draft.slug, draft.text, True)
    return found


def _note(found: dict[str, list[Use]], slug: str, title: str, text: str, draft: bool) -> None:
    for name, number in sorted(lists.uses(text)):
        found.setdefault(name, []).append(Use(slug, title, number, draft))


def _title(text: str) -> str:
    try:
        return str(json.loads(text).get("title", ""))
    except (ValueError, AttributeError):
        return ""


def name_of(title: str) -> str:
    """Give the name of a list, as definitions write it, from its title."""
    return re.sub(r"[^a-z0-9]+", "-", plain_text(title)).strip("-")[:LONGEST_NAME].strip("-")


def rows_of(library: Library, name: str, number: int) -> list[Mapping[str, Any]]:
    """Give the rows of a version; none for number 0."""
    options = library.lists.get(f"{name}/{number}") or ()
    return [
        {"const": option.value, "title": option.label, **({"description": option.hint} if option.hint else {})}
        for option in options
    ]


def keep(
    database: Session, actor: Account, known: tuple[str, str], text: str, encoding: str, now: datetime
) -> SheetUpload:
    """Keep a table until it is confirmed; those that were left are forgotten. `known` is a name and a title."""
    database.execute(delete(SheetUpload).where(SheetUpload.at < now - KEPT))
    packed = zlib.compress(text.encode("utf-8", "surrogatepass"))
    made = SheetUpload(account_id=actor.id, name=known[0], title=known[1], packed=packed, encoding=encoding, at=now)
    database.add(made)
    database.flush()
    return made


def waiting(database: Session, upload_id: UUID, actor: Account) -> SheetUpload | None:
    """Find a table that waits; that of another person does not exist."""
    mine = SheetUpload.account_id == actor.id
    return database.scalar(select(SheetUpload).where(SheetUpload.id == upload_id, mine))


def text_of(upload: SheetUpload) -> str:
    """Give the text of a table that waits."""
    return zlib.decompress(upload.packed).decode("utf-8", "surrogatepass")


def newest_number(database: Session, library: Library, name: str) -> int:
    """Give the number of the newest version of a list, 0 for none."""
    files = (key.partition("/") for key in library.lists.files)
    return max([int(number) for known, _, number in files if known == name] + [lists.newest_number(database, name)])


def confirm(
    database: Session,
    upload: SheetUpload,
    rows: Sequence[Mapping[str, Any]],
    base: int,
    note: str,
    actor: Account,
    now: datetime,
) -> NamedList:
    """Make the next version of a list of a table that waited. Raises OvertakenError when somebody was quicker."""
    made = NamedList(
        name=upload.name,
        number=base + 1,
        title=upload.title,
        packed=lists.pack([dict(row) for row in rows]),
        count=len(rows),
        actor=actor.display_name,
        note=note,
        at=now,
    )
    try:
        with database.begin_nested():
            database.add(made)
            database.flush()
    except IntegrityError:
        raise OvertakenError from None
    database.delete(upload)
    database.flush()
    return made


def taken(database: Session, library: Library) -> Iterator[str]:
    """Give the names that a new list cannot have."""
    yield from RESERVED
    yield from (known.name for known in every(database, library))
