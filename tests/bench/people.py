"""What people cost: finding a session against a whole page; other pages while passwords are guessed (LO-3)."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import requests
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import sessions
from app.extensions import db
from tests.bench.engine import milliseconds
from tests.conftest import KEYS, ROOT

TRIES = 50
NAMES = {"first_name": "A", "last_name": "B"}
SECONDS, PER_SECOND, PEOPLE = 20, 50, 25


def session_share(app: Flask, client: FlaskClient, page: str) -> float:
    """Give which part of a page request finding its session is."""
    cookie = client.get_cookie("guichet")
    assert cookie
    with app.test_request_context("/"):

        def look() -> None:
            sessions.known(cookie.value)
            db.session.rollback()

        lookup = milliseconds(look, 400)
    return lookup / milliseconds(lambda: client.get(page), 400)


def told_apart(app: Flask, known: str) -> float:
    """Give the largest difference, in ms, between the medians of answers to a known and an unknown address (AU-4)."""
    found = []
    pages = {"/connexion": {"password": "wrong password"}, "/inscription": NAMES, "/mot-de-passe/oublie": {}}
    for path, more in pages.items():
        medians = []
        unknown = "nobody@example.org" if path == "/connexion" else "nobody-{}@example.org"
        for name in (known, unknown):
            times = []
            for number in range(TRIES):
                client = app.test_client()
                client.environ_base = {**client.environ_base, "REMOTE_ADDR": f"10.1.{number}.{len(found)}"}
                token = re.search(r'csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
                assert token
                data = {"csrf_token": token.group(1), "email": name.format(number), **more}
                start = time.perf_counter()
                answer = client.post(path, data=data, buffered=False)
                times.append((time.perf_counter() - start) * 1e3)
                answer.close()
            medians.append(statistics.median(times))
        found.append(abs(medians[0] - medians[1]))
    return max(found)


class Served(NamedTuple):
    """The portal in a process of its own: its address, its process, its folder."""

    address: str
    pid: int
    folder: Path


@contextmanager
def served() -> Iterator[Served]:
    """Run the portal as `make run` does, behind one proxy."""
    with tempfile.TemporaryDirectory() as folder:
        port = "5987"
        env = {
            **os.environ,
            "GUICHET_ENV": "development",
            "SECRET_KEY": "k" * 40,
            "ENCRYPTION_KEYS": KEYS,
            "INSTANCE_DIR": folder,
            "PORT": port,
            "PROXIES": "1",
        }
        command = [sys.executable, "-m", "app.cli", "run"]
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(100):
                try:
                    requests.get(address + "/sante", timeout=1)
                    break
                except requests.RequestException:
                    time.sleep(0.2)
            yield Served(address, process.pid, Path(folder))
        finally:
            process.terminate()
            process.wait(10)


def memory(pid: int) -> float:
    """Give the resident megabytes of a process and all below it, what they share counted once (Linux, `Pss`).

    A process just being started still shares its parent's memory: summing resident sizes would count that twice.
    """
    found = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in found.splitlines()[1:]]
    wanted = {pid}
    for _ in range(4):
        wanted |= {one for one, parent in rows if parent in wanted}
    return sum(_own(one) for one in wanted) / 1024


def _own(pid: int) -> int:
    """Give the kilobytes of one process, its share of what it shares; 0 once it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(text.partition("\nPss:")[2].split()[0]) if "\nPss:" in text else 0


def guess(address: str, number: int, until: float) -> None:
    """Guess passwords from an address of one's own, at a steady pace."""
    session, step = requests.Session(), PEOPLE / PER_SECOND
    due = time.monotonic()
    while time.monotonic() < until:
        here = {"X-Forwarded-For": f"10.{number}.{int(due * 1000) % 250}.{int(due * 10) % 250}"}
        token = re.search(r'csrf_token" value="([^"]+)"', session.get(address + "/connexion", timeout=60).text)
        assert token
        data = {"csrf_token": token.group(1), "email": f"{number}.{due}@example.org", "password": "wrong password"}
        session.post(address + "/connexion", data=data, headers=here, timeout=60)
        due += step
        time.sleep(max(0.0, due - time.monotonic()))


def under_guessing() -> tuple[float, float]:
    """Give the 95th centile in seconds of another page, and the megabytes that were added, during an attack."""
    with served() as (address, pid, _):
        before = memory(pid)
        until = time.monotonic() + SECONDS
        thieves = [threading.Thread(target=guess, args=(address, number, until)) for number in range(PEOPLE)]
        for thief in thieves:
            thief.start()
        waits, most = [], before
        while time.monotonic() < until:
            start = time.monotonic()
            requests.get(address + "/demarches", timeout=60)
            waits.append(time.monotonic() - start)
            most = max(most, memory(pid))
            time.sleep(0.1)
        for thief in thieves:
            thief.join()
    return statistics.quantiles(waits, n=20)[-1], most - before
