"""The portal as `make run` starts it, whose processes can be killed; and its database, read from outside."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from app import create_app
from app.config import from_env
from app.database import writes
from app.extensions import db
from tests.conftest import KEYS, ROOT, free_port

STARTS_WITHIN = 180.0


class Portal:
    """One portal: its processes, its address, and an application of ours on the same database to look into it."""

    def __init__(self, folder: Path, database_url: str = "", **settings: str) -> None:
        self.folder = folder
        self.log = Path(tempfile.mkdtemp(prefix="guichet-faults-log-")) / "portal.log"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {
            "GUICHET_ENV": "development",
            "SECRET_KEY": secrets.token_urlsafe(32),
            "ENCRYPTION_KEYS": KEYS,
            "INSTANCE_DIR": str(folder / "instance"),
            "BASE_URL": self.address,
            "PORT": str(self.port),
            **({"DATABASE_URL": database_url} if database_url else {}),
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.app: Flask

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "app.cli", "run"]
        with self.log.open("ab") as log:
            env = {**os.environ, **self.env}
            self.process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        if not self.answers(STARTS_WITHIN):
            raise RuntimeError(f"the portal did not start:\n{self.log.read_text('utf-8')[-2000:]}")

    def answers(self, within: float) -> bool:
        """Say whether it answers within so many seconds."""
        return until(lambda: self._health() == 200, within)

    def _health(self) -> int:
        try:
            return requests.get(self.address + "/sante", timeout=2).status_code
        except requests.RequestException:
            return 0

    def stop(self) -> None:
        """Stop it as Ctrl-C would; then nothing of it is left."""
        if self.process is None:
            return
        left = [pid for pid in map(self.pid, ("master", "worker")) if pid is not None]
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            for pid in left:
                os.killpg(pid, signal.SIGKILL)
            self.process.wait(10)

    def pid(self, part: str) -> int | None:
        """Give the process of `master` (gunicorn's), `web` (the one that answers) or `worker` (huey's)."""
        assert self.process
        own = {pid: command(pid) for pid in children(self.process.pid)}
        worker = next((pid for pid, words in own.items() if "huey" in words), None)
        master = next((pid for pid, words in own.items() if "gunicorn" in words), None)
        if part == "web":
            return next(iter(children(master)), None) if master else None
        return worker if part == "worker" else master

    def kill(self, part: str) -> bool:
        """Kill one of its processes with -9; say whether there was one."""
        pid = self.pid(part)
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def look(self) -> None:
        """Make the application of ours, which works on the database without the server."""
        self.app = create_app(from_env(self.env))

    def ask(self, act: Callable[[Any], Any], write: bool = False) -> Any:
        """Run something on a session of the database, committed at the end; what only reads keeps nobody waiting."""
        before = writes.set(write)
        try:
            with self.app.app_context():
                found = act(db.session)
                db.session.commit()
                return found
        finally:
            writes.reset(before)

    def traces(self) -> int:
        """Count the errors that nobody foresaw in what the processes wrote."""
        return self.log.read_text("utf-8", errors="replace").count("unforeseen error")


def children(pid: int) -> list[int]:
    """Give the processes that a process started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def command(pid: int) -> str:
    """Give the words a process was started with."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def until(right: Callable[[], bool], within: float, step: float = 0.1) -> bool:
    """Wait until something is so, at most so many seconds; say whether it became so."""
    end = time.monotonic() + within
    while not right():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


@contextmanager
def running(database_url: str = "", folder: Path | None = None, **settings: str) -> Iterator[Portal]:
    """Run a portal in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix=f"guichet-faults-{uuid.uuid4().hex[:6]}-") as own:
        made = Portal(folder or Path(own), database_url, **settings)
        try:
            made.start()
            made.look()
            yield made
        finally:
            made.stop()
            if hasattr(made, "app"):
                with made.app.app_context():
                    db.engine.dispose()
            if not made.traces():
                shutil.rmtree(made.log.parent, ignore_errors=True)
