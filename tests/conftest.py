"""What every test shares: the four procedures, the date, a helper for servers that must be there in CI."""

from __future__ import annotations

import base64
import gc
import json
import os
import socket
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule

import forms
from app.extensions import alembic, db
from tests.clamd import Clamd

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "schemas"
POSTGRES = os.environ.get("TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
TODAY = date(2026, 11, 24)
SLUGS = ("amethyste-renouvellement", "cheque-reussite", "apa-domicile", "agrement-assistant-maternel")

# The suite makes a thousand applications: looking for garbage among them took a quarter of its time.
gc.set_threshold(100_000, 50, 100)


# Each application compiles its two hundred addresses anew, which is most of what making it takes: they are always the
# same, and what is compiled of one depends on nothing else.
_COMPILED: dict[tuple[Any, ...], Any] = {}
_compile = Rule._compile_builder


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
    key = (rule.rule, rule.subdomain, rule.host, append_unknown, *sorted((rule.defaults or {}).items()))
    if key not in _COMPILED:
        _COMPILED[key] = _compile(rule, append_unknown)
    return _COMPILED[key]


Rule._compile_builder = _compiled_once  # type: ignore[method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys: the longest tests must not come last, at one worker alone."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


def free_port() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


_empty: list[bytes] = []


def migrated(app: Flask) -> None:
    """Bring a database to today's tables; a new SQLite file is made once, then copied."""
    with app.app_context():
        where = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
        new = where is not None and not Path(where).exists()
        if where is not None and new and _empty:
            Path(where).write_bytes(_empty[0])
            return
        alembic.upgrade()
        if where is not None and new:
            with closing(sqlite3.connect(where)) as database:
                _empty.append(database.serialize())


@lru_cache(maxsize=1)
def blocks() -> dict[str, dict[str, Any]]:
    """Give the shared blocks by their `$id`."""
    found = [forms.read(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("blocks/*/*.json"))]
    return {str(block["$id"]): block for block in found}


@lru_cache(maxsize=1)
def lists() -> dict[str, Any]:
    """Give the named lists."""
    return {
        f"{path.parent.name}/{path.stem}": json.loads(path.read_text("utf-8"))
        for path in sorted(SCHEMAS.glob("lists/*/*.json"))
    }


@lru_cache(maxsize=8)
def load_file(slug: str) -> forms.Procedure:
    """Load one of our procedures."""
    text = (SCHEMAS / "procedures" / f"{slug}.json").read_text("utf-8")
    return forms.load(forms.read(text), blocks=blocks(), lists=lists())


@pytest.fixture
def today() -> date:
    """The day on which the tests are."""
    return TODAY


@pytest.fixture
def procedure() -> Callable[[str], forms.Procedure]:
    """Load one of our procedures by its name."""
    return load_file


@pytest.fixture(scope="session")
def address_service() -> Iterator[str]:
    """The base of a real service of addresses, with a few of our own."""
    from tests.addresses.service import addok

    with addok() as base:
        yield base


@pytest.fixture(scope="session")
def clamd_once() -> Iterator[Clamd]:
    """A real clamd for the whole session; its socket must have a short name."""
    with tempfile.TemporaryDirectory(prefix="clamd") as folder:
        made = Clamd(Path(folder))
        made.start()
        yield made
        made.stop()


@pytest.fixture
def clamd(clamd_once: Clamd) -> Clamd:
    """A real clamd that runs, whatever the test before did to it."""
    if not clamd_once.answers():
        clamd_once.start()
    return clamd_once


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A schema of this worker's own in PostgreSQL, dropped at the end."""
    schema = f"guichet_{uuid.uuid4().hex[:12]}"
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        pytest.fail(f"PostgreSQL does not answer at {POSTGRES}: {error}")
    # what survives the power is tried with a server of its own (tests/faults)
    yield f"{POSTGRES}?options=-csearch_path%3D{schema}%20-csynchronous_commit%3Doff"
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()
