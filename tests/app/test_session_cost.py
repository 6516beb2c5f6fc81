"""What knowing who is there costs: one query, by an index; hashing is bounded to the cores."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from app.accounts import passwords
from app.extensions import db
from tests.app.conftest import CheckingClient


def test_a_session_is_found_by_one_query_and_an_index(josette: CheckingClient, app: Flask) -> None:
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    assert josette.get("/aide").status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    found = [one for one in asked if not one.startswith(("BEGIN", "PRAGMA", "ROLLBACK"))]
    assert len(found) == 1, found
    assert "session.digest" in found[0]
    with app.app_context(), engine.connect() as connection:
        assert "uq_session_digest" in plan(connection, engine.dialect.name) or "autoindex_session" in plan(
            connection, engine.dialect.name
        )


def plan(connection: Any, dialect: str) -> str:
    """Give the plan of the lookup."""
    query = "SELECT id FROM session WHERE digest = 'x'"
    if dialect == "sqlite":
        return str(connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all())
    connection.execute(text("SET enable_seqscan = off"))
    return str(connection.execute(text(f"EXPLAIN {query}")).all())


@pytest.mark.check("LO-3")
def test_no_more_hashes_are_made_at_once_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    busy, most, guard = [0], [0], threading.Lock()
    real = passwords._hasher

    class Watched:
        """The real hasher, watched."""

        def verify(self, known: str, password: str) -> bool:
            with guard:
                busy[0] += 1
                most[0] = max(most[0], busy[0])
            try:
                return real.verify(known, password)
            finally:
                with guard:
                    busy[0] -= 1

        def hash(self, password: str) -> str:
            return real.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    threads = [threading.Thread(target=passwords.verify, args=(None, "x")) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= most[0] <= (os.cpu_count() or 2)
