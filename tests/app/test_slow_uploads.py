"""Documents over slow lines, and many at once, against a real server: none is cut, none holds the others up."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.patience import SILENCE, Patience
from app.submissions.models import Draft
from app.uploads.models import Document
from tests.app.conftest import PASSWORD
from tests.app.walk import PDF
from tests.conftest import KEYS, ROOT, free_port

SLUG = "amethyste-renouvellement"
QUESTIONS = ("avisImposition", "domicile", "copieNavigo")
TIMEOUT, STEPS, STEP = 3, 40, 0.1
MANY = 12


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The portal under gunicorn as `make run` has it, but for a timeout that is soon over; gives its address."""
    port = free_port()
    env = {
        **os.environ,
        "GUICHET_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "DATABASE_URL": database_url,
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "16"]
    command += ["--timeout", str(TIMEOUT), "--log-level", "warning", "--preload", "app.wsgi:app"]
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            requests.get(address + "/sante", timeout=30)
            break
        except requests.RequestException:
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(10)


def token(browser: requests.Session, address: str) -> str:
    """Read the token of a page."""
    found = re.search(r'csrf_token" value="([^"]+)"', browser.get(address, timeout=30).text)
    assert found
    return found.group(1)


def begun(server: str) -> tuple[requests.Session, str, str]:
    """Log Josette in and begin a request; give her browser, its first page and the token."""
    browser = requests.Session()
    known = {"email": "josette.durond@example.org", "password": PASSWORD}
    mark = token(browser, server + "/connexion")
    browser.post(server + "/connexion", data={"csrf_token": mark, **known}, timeout=30)
    data = {"csrf_token": token(browser, f"{server}/demarches/{SLUG}"), "conditions": "oui"}
    page = browser.post(f"{server}/demarches/{SLUG}/commencer", data=data, timeout=30).url
    return browser, page, token(browser, page)


def trickled(page: str, cookies: str, mark: str, content: bytes, go_on: threading.Event) -> bytes:
    """Send a document a little at a time, for longer than the timeout of the server, its end when told; its answer."""
    parts = [("csrf_token", "", mark.encode()), ("file", '; filename="lent.pdf"', content)]
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + text + b"\r\n"
        for name, more, text in parts
    )
    body += b"--x--\r\n"
    place = urlsplit(page)
    head = f"POST {place.path}/pieces/identite HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {cookies}\r\n"
    head += f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    step = len(body) // (STEPS + 1)
    with socket.create_connection((str(place.hostname), int(place.port or 80))) as line:
        line.sendall(head.encode())
        for number in range(STEPS):
            line.sendall(body[number * step : (number + 1) * step])
            time.sleep(STEP)
        go_on.wait()
        line.sendall(body[STEPS * step :])
        answer = b""
        while got := line.recv(65536):
            answer += got
    return answer


@pytest.mark.check("DU-13")
def test_a_slow_line_is_never_cut_and_holds_nobody_up(server: str, app: Flask) -> None:
    browser, first, mark = begun(server)
    page, known = first.rpartition("/")[0] + "/pieces", browser.cookies.get_dict()
    cookies = "; ".join(f"{name}={value}" for name, value in known.items())
    slow, go_on, answers = PDF + b"%" + secrets.token_hex(200_000).encode(), threading.Event(), list[bytes]()
    line = threading.Thread(target=lambda: answers.append(trickled(page, cookies, mark, slow, go_on)))
    line.start()
    codes: list[int] = []

    def load(number: int) -> None:
        files = {"file": (f"{number}.pdf", PDF + b"%" + secrets.token_bytes(1_000_000), "application/pdf")}
        address = f"{page}/pieces/{QUESTIONS[number % len(QUESTIONS)]}"
        sent = requests.post(address, data={"csrf_token": mark}, files=files, cookies=known, timeout=60)
        codes.append(sent.status_code)

    others = [threading.Thread(target=load, args=(number,)) for number in range(MANY)]
    for one in others:
        one.start()
    told = browser.post(f"{first}/enregistrer", data={"csrf_token": mark, "navigo": "45878855"}, timeout=60)
    for one in others:
        one.join()
    go_on.set()
    line.join()
    assert told.status_code == 200
    assert codes == [200] * MANY, "all that went while the slow document was still on its way"
    assert b" 200 OK" in answers[0].splitlines()[0]
    with app.app_context():
        draft = db.session.scalar(select(Draft))
        assert draft
        values = draft.answers["values"]
        held = {one["id"] for name in ("identite", *QUESTIONS) for one in values[name]}
        kept = {str(one.id): one for one in db.session.scalars(select(Document))}
    assert values["navigo"] == "45878855"
    assert [one["name"] for one in values["identite"]] == ["lent.pdf"]
    assert len(kept) == MANY + 1
    assert set(kept) == held, "a row for each document, and each one in its question"
    root = page.rpartition("/pages")[0]
    for key, document in kept.items():
        got = browser.get(f"{root}/documents/{key}", timeout=60).content
        assert hashlib.sha256(got).hexdigest() == document.sha256


def test_a_telephone_that_vanished_gives_its_thread_back() -> None:
    here, there = socket.socketpair()
    with here, there:
        assert list(Patience(lambda _environ, _start: [b""])({"gunicorn.socket": here}, None)) == [b""]
        assert here.gettimeout() == SILENCE
    assert list(Patience(lambda _environ, _start: [b""])({}, None)) == [b""]
