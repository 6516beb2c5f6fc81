"""A disk that is full, for documents and for the database (DU-10), and one that says so only at fsync (DU-9)."""

from __future__ import annotations

import io
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pikepdf
from sqlalchemy import func, select

from app.uploads.models import Document
from tests.faults import checks
from tests.faults.clients import Browser, Typist, send
from tests.faults.mails import PostOffice
from tests.faults.portal import Portal, until
from tests.faults.seeds import TYPED, Seed, seed
from tests.faults.tally import Tally
from tests.faults.web import typist
from tests.faults.worker import LEASES_END, all_leave

MEGABYTE = 1_000_000
SIZE = 48 * MEGABYTE
LEFT = 600_000
BACK_WITHIN = 10.0
FRENCH = ("est en pause", "pas pu être enregistré", "pas pu garder")
QUESTION = "domicile"


def full_disk(
    portal: Portal, office: PostOffice, times: int, typists: int, chance: random.Random, patient: bool
) -> Tally:
    """Fill the disk while people type, load documents and send; free it, and all goes on by itself."""
    tally = Tally("full disk: documents, then the database too")
    if not os.path.ismount(portal.folder):
        tally.notes.append("not tried: only root can mount a small disk")
        return tally
    people = [typist(portal, one) for one in seed(portal, typists, TYPED, filled=False)]
    for turn in range(1, times + 1):
        sender = seed(portal, 1)[0]
        _type(tally, people, turn * 10, 200)
        with ballast(portal.folder, LEFT):
            _no_document(portal, tally, people[0])
            _type(tally, people, turn * 10 + 1, 200)
        _no_room_in_the_log(portal)
        with ballast(portal.folder, 0):
            refused = _type(tally, people, turn * 10 + 2 + chance.randrange(3), 0)
            tally.expect(refused > 0, "nothing was refused on a full disk")
            _not_sent(portal, tally, sender)
        back = until(lambda: all(_saved(one) for one in people), BACK_WITHIN)
        tally.expect(back, f"not saved within {BACK_WITHIN:.0f} s of the return of space")
        checks.requests_are_whole(portal, tally, [sender], [send(portal, sender)])
        tally.add("sent")
        _one_document(portal, tally, people[0], turn)
        tally.add("trials")
    checks.values_are_kept(portal, tally, people)
    tally.add("saved", sum(one.saves for one in people))
    codes = [code for one in people for code in one.browser.statuses]
    tally.notes.append(f"{codes.count(503) + codes.count(507)} answers were 503 or 507")
    checks.statuses_are_right(portal, tally, [code for code in codes if code not in (422, 507)])
    all_leave(portal, tally, office, patient, LEASES_END)
    return tally


@contextmanager
def small_disk() -> Iterator[Path]:
    """Mount a small file system; who may not gets an ordinary folder."""
    with tempfile.TemporaryDirectory(prefix="guichet-faults-disk-") as name:
        mounted = not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "guichet", name], check=False, capture_output=True
        ).returncode
        try:
            yield Path(name)
        finally:
            if mounted:
                subprocess.run(["umount", "-l", name], check=True)


@contextmanager
def ballast(folder: Path, left: int) -> Iterator[None]:
    """Fill a disk but for so many bytes; free it at the end."""
    place = folder / "ballast"
    with place.open("wb") as file:
        while (free := shutil.disk_usage(folder).free) > left:
            with suppress(OSError):  # somebody else wrote meanwhile: measure again
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, free - left)
    try:
        yield
    finally:
        place.unlink()


def _no_room_in_the_log(portal: Portal) -> None:
    """Empty SQLite's log, whose place on the disk would serve a few more writes."""
    with closing(sqlite3.connect(portal.folder / "instance" / "guichet.sqlite3", timeout=10)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _type(tally: Tally, people: list[Typist], turn: int, wanted: int) -> int:
    """Type one more text everywhere; count the saves that were not acknowledged, and look at how they were refused."""
    refused = 0
    for one in people:
        one.values |= {"nom": f"nom {turn}", "adresse-complement1": f"{'étage ' * 12}{turn}"}
        answer = one.save()
        if answer is not None and answer.status_code != 200:
            refused += 1
            _in_french(tally, "a save", answer.status_code, answer.text)
    tally.expect(not (wanted and refused), f"{refused} saves were refused although there was room for them")
    return refused


def _in_french(tally: Tally, what: str, code: int, text: str) -> None:
    right = code in (422, 503, 507) and any(words in text for words in FRENCH) and "Traceback" not in text
    tally.expect(right, f"{what} on a full disk: {code}")


def _saved(one: Typist) -> bool:
    answer = one.save()
    return answer is not None and answer.status_code == 200


def _load(one: Typist) -> tuple[int, str]:
    """Load a document of a megabyte."""
    one.open()
    data = {**one.values, "drawn": one.drawn, "action": f"upload {QUESTION}"}
    answer = one.browser.post(one.path, data, {QUESTION: ("domicile.pdf", heavy(), "application/pdf")})
    return (answer.status_code, answer.text) if answer is not None else (0, "")


def heavy() -> bytes:
    """Make a real PDF of a megabyte that does not shrink."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.pages[0].Contents = document.make_stream(b"% " + os.urandom(MEGABYTE // 2).hex().encode())
        document.save(made, compress_streams=False)
    return made.getvalue()


def _documents(portal: Portal, owner: Seed) -> int:
    found = select(func.count()).select_from(Document).where(Document.draft_id == owner.draft)
    return int(portal.ask(lambda database: database.scalar(found)) or 0)


def _no_document(portal: Portal, tally: Tally, one: Typist) -> None:
    before = _documents(portal, one.browser.seed)
    code, text = _load(one)
    _in_french(tally, "a document", code, text)
    tally.expect(_documents(portal, one.browser.seed) == before, "a document without room is counted")


def _one_document(portal: Portal, tally: Tally, one: Typist, turn: int) -> None:
    code, _ = _load(one)
    right = code == 303 and _documents(portal, one.browser.seed) == turn
    tally.expect(right, f"after the return of space a document was answered {code}")


def _not_sent(portal: Portal, tally: Tally, owner: Seed) -> None:
    """Press « Envoyer » on a full disk: refused in French, or sent and kept; never confirmed and absent."""
    browser = Browser(portal, owner)
    path = f"/demandes/{owner.draft}/recapitulatif"
    page = browser.get(path)
    answer = browser.post(path, {"action": "send", "navigo": "45878855"}) if page is not None else None
    if answer is not None and answer.status_code != 303:
        _in_french(tally, "sending", answer.status_code, answer.text)


def failing_fsync(portal: Portal, times: int, typists: int) -> Tally:
    """Have every fsync of the web process fail for a while: nothing is acknowledged that is not kept."""
    tally = Tally("fsync fails (ENOSPC, EIO)")
    program = shutil.which("strace")
    if program is None:
        tally.notes.append("not tried: strace is not installed")
        return tally
    people = [typist(portal, one) for one in seed(portal, typists, TYPED, filled=False)]
    refused = 0
    for turn in range(1, times + 1):
        _type(tally, people, turn * 10, 200)
        error = ("ENOSPC", "EIO")[turn % 2]
        with injected(program, portal, error) as attached:
            if not attached:
                tally.notes.append("not tried: this machine lets nobody trace a process")
                return tally
            refused += _type(tally, people, turn * 10 + 1, 0)
            before = _documents(portal, people[0].browser.seed)
            code, text = _load(people[0])
            _in_french(tally, "a document", code, text)
            tally.expect(_documents(portal, people[0].browser.seed) == before, "a document that was not synced is kept")
        back = until(lambda: all(_saved(one) for one in people), BACK_WITHIN)
        tally.expect(back, "not saved after fsync worked again")
        tally.add("trials")
    tally.expect(refused > 0, "no save was refused")
    tally.notes.append(f"{refused} saves were refused")
    checks.values_are_kept(portal, tally, people)
    tally.add("saved", sum(one.saves for one in people))
    return tally


@contextmanager
def injected(program: str, portal: Portal, error: str) -> Iterator[bool]:
    """Make fsync and fdatasync of the web process fail; say whether that could be done."""
    command = [program, "-f", "-qq", "-p", str(portal.pid("web")), "-e", f"inject=fsync,fdatasync:error={error}"]
    tracer = subprocess.Popen([*command, "-e", "trace=fsync,fdatasync"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    try:
        yield tracer.poll() is None
    finally:
        tracer.terminate()
        tracer.wait(10)
