"""The database stops: a page in French that says so, nothing lost, and all goes on by itself when it is back."""

from __future__ import annotations

import select as sockets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url

from app import create_app
from app.accounts.models import Account
from app.catalogue import services as catalogue
from app.config import from_env
from app.extensions import db
from tests.app.conftest import HASH, CheckingClient, Clock, empty
from tests.app.test_autosave import carried
from tests.app.walk import begin
from tests.conftest import KEYS, ROOT, migrated

CHILD = "cheque-reussite"


class Line:
    """A line to the database that can be cut: new connections are refused, those that are open end."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: list[socket.socket] = []
        self.port = 0
        self.mend()

    def mend(self) -> None:
        """Listen again, at the same place."""
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Stop the database, for who comes by this line."""
        for one in (self._listener, *self._open):
            with_end(one)
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        try:
            while True:
                for ready in sockets.select([near, far], [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    other[ready].sendall(data)
        except (OSError, ValueError):
            return


def with_end(one: socket.socket) -> None:
    """End a connection or a listener at once."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


class Lock:
    """A database of SQLite that somebody else holds."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        self._held = self._engine.raw_connection()

    def cut(self) -> None:
        """Hold it."""
        self._held.cursor().execute("BEGIN IMMEDIATE")

    def mend(self) -> None:
        """Let it go."""
        self._held.cursor().execute("ROLLBACK")


@pytest.fixture
def breakable(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[tuple[Flask, Line | Lock]]:
    """The portal on a database that can be stopped."""
    url = make_url(database_url)
    line = Line(url.host or "127.0.0.1", url.port or 5432) if url.host else None
    if line is not None:
        url = url.set(host="127.0.0.1", port=line.port)
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS}
    env |= {"DATABASE_URL": url.render_as_string(hide_password=False), "INSTANCE_DIR": str(tmp_path / "instance")}
    made = create_app(from_env(env), clock=clock)
    made.extensions["wake"] = lambda: None
    made.test_client_class = CheckingClient
    migrated(made)
    with made.app_context():
        empty(made)
        names = {"first_name": "Josette", "last_name": "DUROND", "password_hash": HASH, "created_at": clock()}
        address = "josette.durond@example.org"
        db.session.add(Account(email=address, email_key=address, **names))
        text = (ROOT / "schemas" / "procedures" / f"{CHILD}.json").read_text("utf-8")
        catalogue.publish(db.session, made.extensions["library"], CHILD, text, "tests", clock())
        db.session.commit()
        if line is None:
            db.engine.dispose()
            event.listen(db.engine, "connect", impatient)
    yield made, line or Lock(database_url)
    with made.app_context():
        db.engine.dispose()


def impatient(connection: object, _record: object) -> None:
    """Wait a moment for the lock of SQLite, not seconds: what comes after is the same."""
    connection.execute("PRAGMA busy_timeout=100")  # type: ignore[attr-defined]  # a connection of sqlite3


@contextmanager
def stopped(line: Line | Lock) -> Iterator[None]:
    """Stop the database for a while."""
    line.cut()
    yield
    line.mend()


@pytest.mark.check("DU-11")
@pytest.mark.check("OP-1")
def test_a_stopped_database_is_said_in_french_and_all_goes_on_when_it_is_back(
    breakable: tuple[Flask, Line | Lock], caplog: pytest.LogCaptureFixture
) -> None:
    app, line = breakable
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.log_in()
    path = begin(client, CHILD)
    drawn = carried(client, path)
    for _ in range(3):
        with stopped(line):
            page = client.post(path, data={"nom": "PERDU", "action": "save"})
            html = page.get_data(as_text=True)
            assert page.status_code == 503
            assert page.headers["Retry-After"] == "5"
            assert "Le site est en pause" in html
            assert "Traceback" not in html
            assert "sqlalchemy" not in html.lower()
            if isinstance(line, Line):
                assert client.get(path).status_code == 503
                assert client.get("/demarches").status_code == 503
            data = {"nom": "GARDÉ", "drawn": drawn, "tab": "one", "save": "1"}
            answer = client.post(f"{path}/enregistrer", data=data, headers={"Accept": "application/json"})
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "5"
            assert set(answer.get_json()) == {"error", "reference"}
        assert client.get(path).status_code == 200, "the pool has survived"
    answer = client.post(f"{path}/enregistrer", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert 'value="GARDÉ"' in client.get(path).get_data(as_text=True)
    assert "PERDU" not in client.get(path).get_data(as_text=True)
    assert "the database does not answer" in caplog.text
    assert urlsplit(path).path == path
