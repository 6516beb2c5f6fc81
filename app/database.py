"""The base of every model: names of constraints, aware times in UTC, exact numbers in JSON, SQLite made strict."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

import simplejson
from sqlalchemy import JSON, DateTime, Engine, MetaData, TypeDecorator, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MILLISECONDS = 15_000
"""How long a writer waits for its turn on SQLite: twenty who send at once on a slow machine all get theirs."""
CONNECT_SECONDS = 5

writes: ContextVar[bool] = ContextVar("writes", default=True)
"""Whether what runs now may write: SQLite then takes its lock at the beginning, where waiting is still possible."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC whatever the database keeps of zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back where the database dropped it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ExactJson = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: ExactJson,
        list[Any]: ExactJson,
    }


class Identified:
    """A random primary key, which tells nothing and is guessed by nobody."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


def dump(value: Any) -> str:
    """Write JSON for the database; decimals exactly as they are."""
    text: str = simplejson.dumps(value, use_decimal=True, ensure_ascii=False, separators=(",", ":"))
    return text


def parse(text: str) -> Any:
    """Read JSON from the database; decimals exactly as they were."""
    return json.loads(text, parse_float=Decimal)


def engine_options(url: str) -> Mapping[str, Any]:
    """Give the options of the engine for a database address."""
    options: dict[str, Any] = {"url": url, "json_serializer": dump, "json_deserializer": parse}
    options["hide_parameters"] = True  # errors go to the logs, what was typed does not
    if not url.startswith("sqlite"):
        options["pool_pre_ping"] = True
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS}
    return options


@event.listens_for(Engine, "connect")
def _strict_sqlite(connection: Any, _record: Any) -> None:
    """Make SQLite keep its word: foreign keys, a log that survives power loss, patience instead of an error."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MILLISECONDS}"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """Begin for real: Python's own handling would let two writers read, then both write."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes.get() else "BEGIN")
