"""The application on SQLite and on PostgreSQL, and a client that looks at every page it is given."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import forms
from app import create_app
from app.accounts import passwords
from app.accounts.models import Account, HelperLink
from app.catalogue import services as catalogue
from app.config import from_env
from app.database import Base
from app.extensions import alembic, db
from app.outbox.services import deliver_due
from app.profile import services as profile
from tests.app.markup import faults_of
from tests.app.sharing import shared
from tests.conftest import KEYS, migrated
from tests.people import PROFILE

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "une phrase que je retiens"
DATABASES = ("sqlite", "postgresql")


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Give the time."""
        return self.time

    def pass_by(self, **span: float) -> None:
        """Let time pass."""
        self.time += timedelta(**span)


class CheckingClient(FlaskClient):
    """A client that posts the token it was last given, and fails on any page that is not well made."""

    token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request, then look at the page it gave."""
        data = kwargs.get("data")
        if kwargs.get("method") == "POST" and self.token and isinstance(data, dict) and not isinstance(data, MultiDict):
            kwargs["data"] = {"csrf_token": self.token, **data}
        kwargs.setdefault("buffered", True)
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            html = response.get_data(as_text=True)
            faults = faults_of(html)
            assert not faults, (response.request.path, faults)
            if 'name="csrf_token" value="' in html:
                self.token = html.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        return response

    def log_in(self, email: str = "josette.durond@example.org", password: str = PASSWORD) -> None:
        """Log a person in."""
        self.get("/connexion")
        response = self.post("/connexion", data={"email": email, "password": password})
        assert response.status_code == 303
        self.get("/")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each sort."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def clock() -> Clock:
    """The clock of the application."""
    return Clock()


@pytest.fixture
def settings() -> dict[str, str]:
    """What a test file sets of the configuration, beside what every application has."""
    return {}


def made_app(database_url: str, instance: Path, clock: Clock, settings: dict[str, str]) -> Flask:
    """Make the application of a test."""
    env = {
        "GUICHET_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "DATABASE_URL": database_url,
        "INSTANCE_DIR": str(instance),
        **settings,
    }
    made = create_app(from_env(env), clock=clock)
    made.config["TESTING"] = False
    made.extensions["wake"] = deliver_due
    made.extensions["look"] = lambda: None
    shared(made)
    made.test_client_class = CheckingClient
    return made


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with today's tables, the procedures and two people: each test has its copy."""
    folder = tmp_path_factory.mktemp("peopled")
    made = made_app(f"sqlite:///{folder / 'peopled.sqlite3'}", folder, Clock(), {})
    migrated(made)
    with made.app_context():
        populate(made)
        db.engine.dispose()
    with closing(sqlite3.connect(folder / "peopled.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "peopled.sqlite3"


Rows = dict[Table, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def first_rows() -> dict[str, Rows]:
    """What the first test found in each PostgreSQL that has today's tables: the others begin with the same."""
    return {}


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    database_url: str,
    tmp_path: Path,
    clock: Clock,
    settings: dict[str, str],
    first_rows: dict[str, Rows],
) -> Iterator[Flask]:
    """The application with its tables, the procedures and two people."""
    if database_url.startswith("sqlite"):
        shutil.copyfile(request.getfixturevalue("peopled"), database_url.removeprefix("sqlite:///"))
    made = made_app(database_url, tmp_path / "instance", clock, settings)
    if not database_url.startswith("sqlite"):
        with made.app_context():
            begin_again(made, first_rows, database_url)
    yield made
    with made.app_context():
        db.engine.dispose()


def populate(made: Flask) -> None:
    """Add the procedures and two people."""
    clock = made.extensions["clock"]
    for first, last, email in (("Josette", "DUROND", "josette.durond"), ("Marcel", "PETIT", "marcel.petit")):
        address = f"{email}@example.org"
        account = Account(
            email=address,
            email_key=address,
            first_name=first,
            last_name=last,
            password_hash=HASH,
            created_at=clock(),
        )
        db.session.add(account)
        db.session.flush()
        answers = forms.Answers(values={**PROFILE, "prenoms": first, "nomUsage": last})
        profile.keep(db.session, account, answers, clock())
    for path in sorted((ROOT / "schemas" / "procedures").glob("*.json")):
        catalogue.publish(db.session, made.extensions["library"], path.stem, path.read_text("utf-8"), "tests", clock())
    db.session.commit()


def begin_again(made: Flask, first_rows: dict[str, Rows], url: str) -> None:
    """Give the schema of PostgreSQL, which serves many tests, the rows that each begins with."""
    tables = Base.metadata.sorted_tables
    if url not in first_rows:
        alembic.upgrade()
        empty(made)
        populate(made)
        with db.engine.begin() as connection:
            found = {one: [dict(row) for row in connection.execute(one.select()).mappings()] for one in tables}
        first_rows[url] = {table: rows for table, rows in found.items() if rows}
        return
    empty(made)
    with db.engine.begin() as connection:
        for table, rows in first_rows[url].items():
            connection.execute(table.insert(), rows)


def empty(_app: Flask) -> None:
    """Empty every table: the schema of PostgreSQL serves many tests, and takes all of it in one sending."""
    words = [f"DELETE FROM {one.name}" for one in reversed(Base.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        for sent in [";".join(words)] if db.engine.dialect.name == "postgresql" else words:
            connection.exec_driver_sql(sent)


HASH = passwords.hashed(PASSWORD)


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A visitor."""
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    return made


@pytest.fixture
def josette(client: CheckingClient) -> CheckingClient:
    """Josette, logged in."""
    client.log_in()
    return client


@pytest.fixture
def marcel(app: Flask) -> CheckingClient:
    """Marcel, logged in, in another browser."""
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    made.log_in("marcel.petit@example.org")
    return made


def fills_in(app: Flask, clock: Clock) -> str:
    """Let Marcel fill in for Josette; give the id of the link."""
    email = "marcel.petit@example.org"
    with app.app_context():
        people = {one.first_name: one.id for one in db.session.scalars(select(Account))}
        link = HelperLink(
            person_id=people["Josette"],
            helper_id=people["Marcel"],
            email=email,
            email_key=email,
            rights="fill",
            consent="",
            invited_at=clock(),
            accepted_at=clock(),
        )
        db.session.add(link)
        db.session.commit()
        return str(link.id)


def clicks(client: CheckingClient, app: Flask, path: str) -> list[str]:
    """Press the same button five times at once, in five tabs of a browser; give where each click led."""
    cookie, seed, token = client.get_cookie("guichet"), client.get_cookie("form"), client.token
    assert cookie
    assert seed
    places: list[str] = []

    def click() -> None:
        tab = app.test_client()
        tab.set_cookie("guichet", cookie.value)
        tab.set_cookie("form", seed.value)
        answer = tab.post(path, data={"csrf_token": token, "conditions": "oui"})
        places.append(answer.headers.get("Location", str(answer.status_code)))

    threads = [threading.Thread(target=click) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return places


@pytest.fixture
def editor(app: Flask, clock: Clock) -> CheckingClient:
    """Somebody who may edit, with the definition of a procedure being written."""
    from tests.app.test_rehearsal import write
    from tests.app.test_rights import staff

    write(app, clock)
    return staff(app, "editor", clock)


@pytest.fixture
def colleague(app: Flask, clock: Clock, editor: CheckingClient) -> CheckingClient:
    """Somebody else who may edit the same."""
    from tests.app.editions import SLUG
    from tests.app.test_rights import staff

    made = staff(app, "admin", clock)
    made.get(f"/edition/{SLUG}/brouillon")
    return made
