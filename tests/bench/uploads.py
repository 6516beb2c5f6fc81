"""Documents sent at once, and telephones that are slow, against the portal as `make run` serves it (LO-4)."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import socket
import sqlite3
import statistics
import threading
import time
import uuid
from typing import NamedTuple
from urllib.parse import urlsplit

import pikepdf
import requests

from tests.bench.people import Served, memory, served

COUNT, DRAFTS, SIZE, SLOW, SECONDS = 20, 5, 9_990_000, 200, 10
QUESTIONS = ("identite", "avisImposition", "domicile", "copieNavigo")
SLUG = "amethyste-renouvellement"


class Found(NamedTuple):
    """What was measured: megabytes added, seconds taken, rows, hashes that are equal, the wait for another page."""

    added: float
    seconds: float
    rows: int
    equal: int
    wait: float


def megabytes() -> int:
    """Give the size of a document, in round megabytes."""
    return round(SIZE / 1e6)


def heavy(size: int = SIZE) -> bytes:
    """Make a PDF of this size that nothing compresses."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Filler = pikepdf.Stream(document, secrets.token_bytes(size))
        document.save(made, compress_streams=False)
    return made.getvalue()


def entered(portal: Served) -> tuple[requests.Session, list[str], str]:
    """Log the demo applicant in and begin requests; give the browser, their pages of documents and the token."""
    browser = requests.Session()
    password = (portal.folder / "demo-password.txt").read_text().strip()
    mark = token(browser, portal.address + "/connexion")
    data = {"csrf_token": mark, "email": "josette.durond@example.org", "password": password}
    browser.post(portal.address + "/connexion", data=data, timeout=60)
    mark = token(browser, portal.address + "/mes-informations/identite")
    data = {"csrf_token": mark, "conditions": "oui", "autre": "oui"}
    begun = [browser.post(f"{portal.address}/demarches/{SLUG}/commencer", data=data, timeout=60) for _ in range(DRAFTS)]
    roots = [one.url.partition("/vos-informations")[0].partition("/pages")[0] for one in begun]
    return browser, [f"{root}/pages/pieces" for root in roots], mark


def token(browser: requests.Session, address: str) -> str:
    """Read the token of a page."""
    found = re.search(r'csrf_token" value="([^"]+)"', browser.get(address, timeout=60).text)
    assert found, address
    return found.group(1)


def at_once() -> Found:
    """Send documents at once into a few requests; then ask for a page while slow connections hold the server."""
    with served() as portal:
        browser, pages, mark = entered(portal)
        contents = [heavy() for _ in range(COUNT)]
        before, most, sending = memory(portal.pid), [0.0], threading.Event()

        def watch() -> None:
            while not sending.wait(0.05):
                most[0] = max(most[0], memory(portal.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        start = time.monotonic()
        send(browser.cookies.get_dict(), pages, mark, contents)
        seconds = time.monotonic() - start
        sending.set()
        watcher.join()
        rows, equal = compared(portal, browser, contents)
        wait = while_slow(portal.address, pages[0])
        return Found(most[0] - before, seconds, rows, equal, wait)


def send(cookies: dict[str, str], pages: list[str], mark: str, contents: list[bytes]) -> None:
    """Send every document from a connection of its own, all beginning together."""
    ready = threading.Barrier(len(contents))
    codes: list[int] = []

    def one(number: int, content: bytes) -> None:
        ready.wait()
        page, question = pages[number % DRAFTS], QUESTIONS[number // DRAFTS]
        files = {"file": (f"{number}.pdf", content, "application/pdf")}
        sent = requests.post(
            f"{page}/pieces/{question}", data={"csrf_token": mark}, files=files, cookies=cookies, timeout=600
        )
        codes.append(sent.status_code)

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(contents)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * len(contents), codes


def compared(portal: Served, browser: requests.Session, contents: list[bytes]) -> tuple[int, int]:
    """Count the rows, and the documents whose bytes, as their owner gets them back, have the hash of their row."""
    with sqlite3.connect(portal.folder / "guichet.sqlite3") as database:
        rows = database.execute("SELECT id, draft_id, name, sha256 FROM document").fetchall()
    equal = 0
    for key, draft, name, digest in rows:
        address = f"{portal.address}/demandes/{uuid.UUID(draft)}/documents/{uuid.UUID(key)}"
        got = hashlib.sha256(browser.get(address, timeout=60).content).hexdigest()
        given = hashlib.sha256(contents[int(name.partition(".")[0])]).hexdigest()
        equal += got == digest == given
    return len(rows), equal


def while_slow(address: str, page: str) -> float:
    """Give the 95th centile in seconds of a page, while connections send one byte of a document a second."""
    place = urlsplit(page)
    head = f"POST {place.path}/pieces/identite HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: 9000000\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    host = (str(place.hostname), int(place.port or 80))
    slow = [socket.create_connection(host) for _ in range(SLOW)]
    for one in slow:
        one.sendall(head.encode())
    waits, until, due = [], time.monotonic() + SECONDS, time.monotonic()
    while time.monotonic() < until:
        if time.monotonic() >= due:
            due += 1
            for one in slow:
                one.sendall(b"x")
        start = time.monotonic()
        requests.get(address + "/demarches", timeout=60)
        waits.append(time.monotonic() - start)
        time.sleep(0.1)
    for one in slow:
        one.close()
    return statistics.quantiles(waits, n=20)[-1]


if __name__ == "__main__":
    print(at_once())
