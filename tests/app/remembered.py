"""What takes a second to make and that many tests begin with: made by the first of them, put back for the others.

What is put back are the rows that were added, changed or removed, and the files that were added: of a test that begins
otherwise than the first did, everything is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table, and_

from app.config import Config
from app.database import Base
from app.extensions import db
from tests.app.conftest import CheckingClient

Row = dict[str, Any]
Rows = dict[Table, dict[tuple[Any, ...], Row]]
OF_THE_TEST = {"session", "account", "factor", "token"}
"""Tables of who is logged in: other people of a test are not what is remembered, and what changes them is not."""
APART = ("database_url", "instance")
"""What of the configuration is each test's own and changes nothing."""


@dataclass(frozen=True)
class Memory:
    """What making it changed, and what it gave."""

    before: Rows
    after: Rows
    files: dict[str, bytes]
    gave: str


MEMORIES: dict[str, Memory] = {}


def remembered(client: CheckingClient, name: str, make: Callable[[], str]) -> str:
    """Give what `make` gives, which changes the database and the instance: really, or as the first time."""
    app, folder = client.application, instance(client.application)
    with app.app_context():
        before, people = rows(), rows(OF_THE_TEST)
    key = f"{name} {beginning(app, before)}"
    known = MEMORIES.get(key)
    if known is None:
        had = set(files(folder))
        gave = make()
        with app.app_context():
            after = rows()
            assert unseen(people) == unseen(rows(OF_THE_TEST)), f"{name} changes who is logged in"
        new = {one: (folder / one).read_bytes() for one in files(folder) if one not in had}
        MEMORIES[key] = Memory(before, after, new, gave)
        return gave
    put_back(app, known)
    for path, content in known.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return known.gave


def rows(only: Collection[str] = ()) -> Rows:
    """Read every row by its key, but those of who is logged in; or of some tables only."""
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        if table.name in only if only else table.name not in OF_THE_TEST:
            read = [dict(one) for one in db.session.execute(table.select()).mappings()]
            found[table] = {tuple(one[column.name] for column in table.primary_key): one for one in read}
    return found


def unseen(held: Rows) -> list[str]:
    """Write rows without when sessions were last seen."""
    found = (row for table in held.values() for row in table.values())
    return sorted(str({name: value for name, value in row.items() if name != "seen_at"}) for row in found)


def beginning(app: Flask, before: Rows) -> str:
    """Give the digest of what a test begins with: the configuration, the time, the rows."""
    config: Config = app.extensions["config"]
    settings = {one.name: getattr(config, one.name) for one in fields(config) if one.name not in APART}
    shown = [(table.name, sorted(str(row) for row in held.values())) for table, held in before.items()]
    kind = str(config.database_url).partition(":")[0]
    told = repr((kind, sorted(settings.items(), key=str), app.extensions["clock"](), shown))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


def put_back(app: Flask, known: Memory) -> None:
    """Make the same changes to the rows."""
    with app.app_context():
        for table, held in reversed(known.before.items()):
            for key in held.keys() - known.after[table].keys():
                db.session.execute(table.delete().where(_at(table, key)))
        for table, held in known.after.items():
            had = known.before[table]
            added = [row for key, row in held.items() if key not in had]
            if added:
                db.session.execute(table.insert(), added)
            for key, row in held.items():
                if key in had and row != had[key]:
                    db.session.execute(table.update().where(_at(table, key)).values(row))
        db.session.commit()


def _at(table: Table, key: tuple[Any, ...]) -> Any:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))


def instance(app: Flask) -> Path:
    """Give the folder of the instance of a test."""
    config: Config = app.extensions["config"]
    return Path(config.instance)


def files(folder: Path) -> list[str]:
    """Give the files of an instance, but for the database and the queue."""
    found = (one for one in folder.rglob("*") if one.is_file() and ".sqlite3" not in one.name and ".db" not in one.name)
    return sorted(str(one.relative_to(folder)) for one in found)
