"""Documents when the machine fails: killed in the middle, a disk that lies, a disk that is full, many at once."""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import random
import re
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.submissions.models import Draft
from app.uploads.reading import opened
from app.uploads.services import NotKeptError, Slot, take_in
from tests import files
from tests.app.conftest import CheckingClient
from tests.app.test_documents import documents, emptied, kept, place, portal, send, uploads
from tests.app.test_scanning import health

MEGABYTE = 1_000_000
LET_TRACE = 0x59616D61
"""What a process asks of the kernel, so that a tracer that is not its parent may look at it."""
LATER = "Nous n’avons pas pu garder le fichier «\u00a0avis.pdf\u00a0»"
__all__ = ["emptied", "place", "portal"]


def whole(app: Flask) -> int:
    """Count the rows, each of which has its file, and every byte of it."""
    for document in documents():
        with opened(app.extensions["documents"], document) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == document.sha256
    return len(documents())


@contextmanager
def elsewhere(work: Callable[[], None]) -> Iterator[tuple[int, Callable[[], int]]]:
    """Do something in a process of its own: give its id, and what lets it begin."""
    waits, begin = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            ctypes.CDLL(None).prctl(LET_TRACE, ctypes.c_ulong(-1))
            os.read(waits, 1)
            db.engine.dispose(close=False)
            work()
        finally:
            os._exit(0)
    try:
        yield process, lambda: os.write(begin, b"x")
    finally:
        os.waitpid(process, 0)
        os.close(waits)
        os.close(begin)


@pytest.mark.check("DU-9")
def test_a_process_killed_while_it_takes_documents_in_leaves_no_row_without_its_file(portal: Flask) -> None:
    content, chance = files.heavy(300_000), random.Random(9)
    heard, say = os.pipe()

    def work() -> None:
        while True:
            kept(portal, content)
            os.write(say, b"x")

    seen = []
    for _ in range(6):
        db.session.rollback()
        with elsewhere(work) as (process, begin):
            begin()
            os.read(heard, 1)
            time.sleep(chance.uniform(0, 0.4))
            os.kill(process, signal.SIGKILL)
        seen.append(whole(portal))
    assert seen == sorted(seen)
    assert seen[-1] > 0


@pytest.mark.check("DU-9")
def test_a_disk_that_fails_when_it_must_keep_leaves_neither_row_nor_file(portal: Flask, tmp_path: Path) -> None:
    told, store = tmp_path / "told", portal.extensions["documents"]
    before = len(list(store.names()))

    def work() -> None:
        for _ in range(2):
            try:
                kept(portal, files.pdf(), "avis.pdf")
            except NotKeptError as refused:
                told.write_text(f"{refused} {len(documents())} {len(list(store.names())) - before}")

    db.session.rollback()
    with elsewhere(work) as (process, begin):
        fault = ["-e", "trace=fsync", "-e", "inject=fsync:error=ENOSPC:when=1"]
        with subprocess.Popen(["strace", "-f", "-qq", "-o", "/dev/null", *fault, "-p", str(process)]) as tracer:
            until = time.monotonic() + 20
            while "TracerPid:\t0" in Path(f"/proc/{process}/status").read_text() and time.monotonic() < until:
                time.sleep(0.02)
            begin()
            tracer.wait()
    assert "Nous n’avons pas pu garder le fichier « avis.pdf »" in told.read_text()
    assert told.read_text().endswith(" 0 0")
    assert whole(portal) == 1


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Leave a folder one megabyte of room: a disk of its own for root, a limit on files for others."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", str(folder)], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    else:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.check("DU-10")
@pytest.mark.parametrize("place_of_fault", ["uploads", "spool"])
def test_a_full_disk_keeps_what_was_typed_says_so_and_recovers_by_itself(
    josette: CheckingClient, place: str, app: Flask, place_of_fault: str
) -> None:
    folder = Path(app.extensions["config"].instance) / place_of_fault
    content = files.heavy(2 * MEGABYTE)
    with full_disk(folder):
        answer = send(josette, place, content, "avis.pdf", nom="DUROND")
        html = answer.get_data(as_text=True)
        assert answer.status_code == 507
        assert LATER in html
        assert "recommencez dans quelques instants" in html
        assert 'value="DUROND"' in html
        assert 'value="DUROND"' in josette.get(place).get_data(as_text=True)
        with app.app_context():
            assert documents() == []
            assert [path for path in uploads(app).rglob("*") if path.is_file()] == []
            if os.geteuid() == 0:
                (folder / "rest").write_bytes(bytes(950_000))
                assert "disque presque plein" in str(health(josette)["etat"])
    assert send(josette, place, content, "avis.pdf").status_code == 303
    with app.app_context():
        assert whole(app) == 1


def family() -> int:
    """Give how much memory this process and its workshops hold now, in bytes.

    A child that has not yet become a workshop shows the pages of its parent as its own; it has none.
    """
    children = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children")).split()
    return resident() + sum(resident(one) for one in children)


def resident(process: str = "self") -> int:
    """Give how much memory a process holds, 0 for one that is gone or is not yet itself."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes()
        known = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    except OSError:
        return 0
    itself = process == "self" or b"workshop.py" in words
    return int(known.group(1)) * 1024 if known and itself else 0


def more_drafts(number: int) -> list[Draft]:
    """Give so many drafts of the only person: one request holds no twenty documents of this size."""
    first = db.session.scalars(select(Draft)).one()
    same = ("account_id", "procedure_id", "version_id", "answers", "terms", "created_at", "updated_at", "expires_at")
    values = {name: getattr(first, name) for name in same}
    made = [Draft(slot=slot, **values) for slot in range(2, 2 + number)]
    db.session.add_all(made)
    db.session.commit()
    return made


def test_twenty_documents_of_ten_megabytes_at_once_take_little_memory_and_all_arrive(portal: Flask) -> None:
    sent, store, moment = [files.heavy(), files.heavy()], portal.extensions["documents"], portal.extensions["clock"]()
    digests = sorted(hashlib.sha256(one).hexdigest() for one in sent * 10)
    drafts = [one.id for one in more_drafts(4)]
    db.session.rollback()
    before, most, done = family(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            most[0] = max(most[0], family() - before)

    def upload(number: int) -> str:
        with portal.app_context():
            slot, stream = Slot((), None, drafts[number % 4], "/avis"), io.BytesIO(sent[number % 2])
            document = take_in(db.session, store, slot, f"{number}.pdf", stream, moment)
            db.session.commit()
            return document.sha256

    threading.Thread(target=watch, daemon=True).start()
    with ThreadPoolExecutor(20) as together:
        got = sorted(together.map(upload, range(20)))
    done.set()
    assert got == digests
    assert whole(portal) == 20
    assert most[0] < 200 * MEGABYTE
