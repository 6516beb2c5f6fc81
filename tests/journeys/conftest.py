"""A real browser, a real server, and two judges of every page: axe-core, and the Nu HTML checker at the end."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

import forms
from app import create_app, worker
from app.accounts.models import Account
from app.catalogue import services as catalogue
from app.config import from_env
from app.extensions import db, utc_now
from app.outbox.services import deliver_due
from app.profile.models import Profile
from tests.app.conftest import HASH
from tests.app.walk import PDF
from tests.conftest import KEYS, migrated
from tests.people import PROFILE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
AXE_PATH = "/.axe"
"""Where a browser finds axe, kept compiled like any script: sending it to each page takes longer than what it does."""
AXE_LOAD = """(path) => 'axe' in window || new Promise((done, failed) => {
  const script = document.createElement('script');
  Object.assign(script, {src: path, onload: () => (script.remove(), done()), onerror: () => failed(new Error(path))});
  document.head.append(script);
})"""
AXE_RUN = """async ([tags, part]) => {
  const options = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], iframes: false};
  const {violations} = await axe.run(part || document, options);
  return violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
}"""
"""Pages in a frame are judged alone: asking those without axe would only wait."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Other tests have the machine at the same time: what comes is waited for as long as by a click.
expect.set_options(timeout=30_000)
PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}


class Site:
    """The portal at an address, with the folder where documents to send lie."""

    def __init__(self, address: str, files: Path) -> None:
        self.address = address
        self.files = files


@contextmanager
def served(
    folder: Path, database_url: str, port: int = 0, also: Mapping[str, str] | None = None, **settings: str
) -> Iterator[Site]:
    """Serve the portal with the four procedures on a database; `settings` are added to its configuration.

    `also` are further definitions, by their slugs.
    """
    server = make_server("127.0.0.1", port, lambda *_: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    env = {
        "GUICHET_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "INSTANCE_DIR": str(folder),
        "BASE_URL": address,
    }
    app = create_app(from_env({**env, "DATABASE_URL": database_url, **settings}))
    app.extensions.update(wake=deliver_due, look=lambda: worker.look(app))
    migrated(app)
    with app.app_context():
        own = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "schemas" / "procedures").glob("*.json"))}
        for slug, text in {**own, **(also or {})}.items():
            catalogue.publish(db.session, app.extensions["library"], slug, text, "tests", utc_now())
        db.session.commit()
    server.app = eager(app)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    (folder / "ID.pdf").write_bytes(PDF)
    yield Site(address, folder)
    server.shutdown()
    with app.app_context():
        db.engine.dispose()


WITHOUT_SCRIPTS, WITHOUT_LIVE_PAGE = {"X-Without": "scripts"}, {"X-Without": "live-page"}
"""Headers of a browser that is not given something. Refusing it in the browser would switch its cache off."""


def eager(app: Flask) -> WSGIApplication:
    """Close an answer as soon as it is made: this server may close it much later, and mails leave at the close."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        refused = refusal(environ.get("HTTP_X_WITHOUT", ""), environ["PATH_INFO"], environ["QUERY_STRING"])
        if refused:
            start_response(refused, [])
            return []
        if environ["PATH_INFO"] == AXE_PATH:
            start_response("200 OK", [("Content-Type", "text/javascript"), ("Cache-Control", "max-age=3600")])
            return [AXE.read_bytes()]
        made = app(environ, start_response)
        body = list(made)
        close = getattr(made, "close", None)
        if close is not None:
            close()
        return body

    return answer


def refusal(without: str, path: str, query: str) -> str:
    """Give the status with which a browser is not given what it asks for, `""` when it is.

    204 leaves the frame of the live page as it is. The live page with its errors is looked at by everybody.
    """
    if without == "scripts" and path.endswith(".js"):
        return "404 Not Found"
    live = path.endswith("/brouillon/apercu") and query and "erreurs=" not in query
    return "204 No Content" if without == "live-page" and live else ""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The portal, served on SQLite."""
    folder = tmp_path_factory.mktemp("site")
    with served(folder, f"sqlite:///{folder / 'guichet.sqlite3'}") as made:
        yield made


@pytest.fixture(scope="session")
def postgres_site(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Site]:
    """The portal, served on PostgreSQL."""
    with served(tmp_path_factory.mktemp("postgres-site"), postgres_url) as made:
        yield made


@pytest.fixture
def person(site: Site) -> str:
    """A new account for each journey; gives its address."""
    return joined(site)


def joined(site: Site, known: Mapping[str, Any] = PROFILE, address: str = "", role: str = "person") -> str:
    """Make an account in a portal served on SQLite, with what its profile knows; gives its address."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    address = address or f"{uuid.uuid4().hex}@example.org"
    engine = create_engine(f"sqlite:///{site.files / 'guichet.sqlite3'}")
    with Session(engine) as session:
        account = Account(
            email=address,
            email_key=address,
            first_name="Josette",
            last_name="DUROND",
            role=role,
            password_hash=HASH,
            created_at=utc_now(),
        )
        session.add(account)
        session.flush()
        answers = forms.Answers(values=dict(known)).to_json()
        session.add(Profile(account_id=account.id, answers=answers, updated_at=utc_now()))
        session.commit()
    engine.dispose()
    return address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian’s Chromium."""
    found = shutil.which("chromium")
    assert found, "chromium is not installed"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield made
        made.close()


class Judge:
    """Looks at pages with axe, and keeps what the server sent for the Nu checker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def keep(self, name: str, html: str) -> None:
        """Keep a page for the Nu checker."""
        self._count += 1
        (self.folder / f"{self._count:03}-{re.sub('[^a-z0-9]+', '-', name.lower())[:60]}.html").write_text(
            html, "utf-8"
        )

    def look(self, page: Page, name: str, part: str = "") -> None:
        """Fail when axe finds anything, on the page or in a part of it, or when the page is wider than the screen."""
        page.wait_for_load_state("load")
        page.evaluate(AXE_LOAD, AXE_PATH)
        faults = page.evaluate(AXE_RUN, [TAGS, part])
        assert faults == [], (name, faults)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{name}: the page scrolls sideways"

    def check_html(self) -> None:
        """Run the Nu checker over every page kept."""
        if not self._count:
            return
        command = ["java", "-jar", str(VNU), "--errors-only", "--stdout", "--format", "gnu", str(self.folder)]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        assert found == "", found[:3000]


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """The judges; the Nu checker speaks when every journey is over."""
    made = Judge(tmp_path_factory.mktemp("pages"))
    yield made
    made.check_html()


def context(browser: Browser, js: bool, size: Any = None) -> BrowserContext:
    """Open a browser window, with or without JavaScript (its files are then not given, so that axe still runs)."""
    headers = {} if js else WITHOUT_SCRIPTS
    return browser.new_context(viewport=size or PHONE, locale="fr-FR", extra_http_headers=headers)
