"""Commands: run the portal with demo data, migrate, publish."""

from __future__ import annotations

import base64
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyotp
from flask import Flask

import forms
from app import create_app, staffing
from app.accounts import factors, passwords
from app.accounts.models import Account
from app.accounts.queries import account_by_email, email_key
from app.catalogue import services as catalogue
from app.catalogue.library import Library
from app.catalogue.models import ProcedureVersion
from app.catalogue.queries import latest
from app.config import ROOT, ConfigurationError
from app.editor.examining import examine
from app.extensions import alembic, db, now, today
from app.submissions import resealing

PEOPLE = (
    ("person", "Josette", "DUROND", "josette.durond@example.org"),
    ("agent", "Amina", "BENALI", "agent@example.org"),
    ("admin", "Paul", "MARTIN", "admin@example.org"),
)
COMMAND, BEFORE = "la ligne de commande", "command line"
"""Who published what came from a file, today and in older instances."""
SHORT_LIFE, MOST_FAILURES, LOOK_EVERY = 20.0, 3, 0.3
"""A process that ends by itself so soon, so often in a row, will not run; in seconds, times, seconds."""
THREADS = "256"
"""A document on its way over a slow line holds one of them, and nothing else, for minutes."""
USAGE = """usage: python -m app.cli run
       python -m app.cli migrate
       python -m app.cli publish FILE...
       python -m app.cli admin EMAIL FIRST_NAME LAST_NAME    the first admin: prints a link, good once, for 72 hours
       python -m app.cli forget-factor EMAIL                 for an admin who lost the second factor
       python -m app.cli end-sessions EMAIL | --all
       python -m app.cli reseal                              seals again with the first of ENCRYPTION_KEYS"""


def main(arguments: Sequence[str]) -> int:
    """Run one command; give what the shell should see."""
    command, *rest = arguments or [""]
    try:
        if command == "run":
            return run(os.environ)
        if command == "migrate":
            return migrate(create_app())
        if command == "publish" and rest:
            return publish(create_app(), [Path(name) for name in rest])
        if command == "reseal" and not rest:
            return resealing.run(create_app())
        if command in staffing.COMMANDS and len(rest) == staffing.COMMANDS[command]:
            return staffing.run(create_app(), command, rest)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(USAGE, file=sys.stderr)
    return 2


def run(env: MutableMapping[str, str]) -> int:
    """Serve the portal in development: a folder of its own, a SQLite file, the procedures, three demo accounts.

    What is wrong with a file is printed; the version published before goes on.
    """
    instance = Path(env.get("INSTANCE_DIR", ROOT / "instance"))
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    env.setdefault("GUICHET_ENV", "development")
    env.setdefault("PORT", "5000")
    env.setdefault("SECRET_KEY", kept_secret(instance / "secret.key"))
    env.setdefault("ENCRYPTION_KEYS", "k1:" + kept_key(instance / "encryption.key"))
    app = create_app()
    migrate(app)
    publish(
        app, [file for file in sorted((ROOT / "schemas" / "procedures").glob("*.json")) if ours(app, file)], warn=False
    )
    password = kept_secret(instance / "demo-password.txt", 9)
    demo(app, password, kept_seed(instance / "demo-totp.txt"))
    print(welcome(env["PORT"], password), flush=True)
    return serve(env["PORT"])


def kept_secret(path: Path, size: int = 32) -> str:
    """Give the secret of a file, made at random the first time and readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(size))
    return path.read_text().strip()


def kept_seed(path: Path) -> str:
    """Give the seed of the demo accounts' second factor, made the first time."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(pyotp.random_base32())
    return path.read_text().strip()


def kept_key(path: Path) -> str:
    """Give the encryption key of a file, 32 random bytes in base64, made the first time."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


def migrate(app: Flask) -> int:
    """Bring the database to the tables of today."""
    with app.app_context():
        alembic.upgrade()
    return 0


def publish(app: Flask, files: Sequence[Path], warn: bool = True) -> int:
    """Publish definitions, each examined as the editor examines it; print what is found, and give 1 when some blocks.

    Drafts that no longer fit are asked again: who wants to choose publishes in the editor.
    """
    with app.test_request_context(base_url=app.extensions["config"].base_url):
        return max([_published(app.extensions["library"], file, warn) for file in files], default=0)


def _published(library: Library, file: Path, warn: bool) -> int:
    text = file.read_text("utf-8")
    known = latest(db.session, file.stem)
    if known is None or not _same(library, known, text):
        examined = examine(db.session, library, file.stem, text, today())
        told = [one for one in examined.report.findings if warn or one.blocks]
        told_changes = [one for one in examined.changes if one.blocks]
        for line in (*told, *(f"#{one.pointer}: bloque ({one.type}) {one.sentence}" for one in told_changes)):
            print(f"{file}{line}", file=sys.stderr)
        if examined.blocks:
            return 1
    version = catalogue.publish(db.session, library, file.stem, text, COMMAND, now())
    db.session.commit()
    print(f"{file.stem}: version {version.number}")
    return 0


def _same(library: Library, known: ProcedureVersion, text: str) -> bool:
    """Say whether a text is what is published already: nobody waits for it to be examined again."""
    try:
        return library.load(text).digest == known.digest and not library.of(known).fault
    except forms.DefinitionError:
        return False


def ours(app: Flask, file: Path) -> bool:
    """Say whether the newest version of a procedure came from its file: what was published on the portal stands."""
    with app.app_context():
        version = latest(db.session, file.stem)
        return version is None or version.author in (COMMAND, BEFORE)


def demo(app: Flask, password: str, seed: str) -> None:
    """Make the demo accounts that are not there yet."""
    with app.app_context():
        for role, first_name, last_name, email in PEOPLE:
            if account_by_email(db.session, email) is None:
                account = Account(
                    email=email,
                    email_key=email_key(email),
                    first_name=first_name,
                    last_name=last_name,
                    role=role,
                    password_hash=passwords.hashed(password),
                    created_at=now(),
                )
                db.session.add(account)
                db.session.flush()
                if account.staff:
                    factors.enrol(db.session, account, seed, now())
        db.session.commit()


def welcome(port: str, password: str) -> str:
    """Say how to enter."""
    address = f"http://127.0.0.1:{port}"
    return "\n".join(
        [
            "",
            f"  Guichet: {address}",
            f"  Applicant: {PEOPLE[0][3]}   agent: {PEOPLE[1][3]}   admin: {PEOPLE[2][3]}",
            f"  Password of all three: {password}",
            f"  Agent and admin also give a code: {address}/dev/codes",
            f"  Mails are not sent but shown: {address}/dev/courriels",
            "  Ctrl-C stops.",
            "",
        ]
    )


class Part:
    """One process of the group, and those that it starts: they die together, so that none of them keeps the port."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        self.name, self.words = name, words
        self.failures = 0
        self.start()

    def start(self) -> None:
        """Start it."""
        self.since = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  # our own commands
            [sys.executable, "-m", *self.words], cwd=ROOT, process_group=0
        )

    def kept_alive(self) -> bool:
        """Start it again if it died; False when it ends by itself again and again, for then it cannot run here."""
        code = self.process.poll()
        if code is None:
            return True
        by_itself = code >= 0 and time.monotonic() - self.since < SHORT_LIFE
        self.failures = self.failures + 1 if by_itself else 0
        print(f"the {self.name} ended with {code}; it is started again", file=sys.stderr, flush=True)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        if self.failures >= MOST_FAILURES:
            return False
        self.start()
        return True


def serve(port: str) -> int:
    """Run the web server and the worker as a process group that Ctrl-C ends; one that dies is started again."""
    serving = ["--threads", THREADS, "--timeout", "300", "--log-level", "warning"]
    web = ["gunicorn", "--bind", f"127.0.0.1:{port}", *serving]
    work = ["huey.bin.huey_consumer", "app.wsgi.huey", "-w", "2", "-d", "0.2", "-m", "1", "-q"]
    ending = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ending.set())
    parts = [Part("web server", [*web, "app.wsgi:app"]), Part("worker", work)]
    alive = True
    while alive and not ending.wait(LOOK_EVERY):
        alive = all(part.kept_alive() for part in parts)
    for part in parts:
        part.process.terminate()
    for part in parts:
        part.process.wait()
    return 0 if alive else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
