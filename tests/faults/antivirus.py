"""clamd down while people load documents and send: all are taken, none passes unseen, all are seen when it is back."""

from __future__ import annotations

import io
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
from sqlalchemy import select, update

from app.uploads.models import Document
from tests.faults import checks
from tests.faults.clients import Typist
from tests.faults.mails import PostOffice
from tests.faults.portal import Portal, until
from tests.faults.seeds import TYPED, seed
from tests.faults.tally import Tally
from tests.faults.web import send_all, typist

QUESTION = "domicile"
SEEN_WITHIN, SEEN_AFTER_RETRY = 120.0, 480.0
CHECKING, SAFE = "checking", "safe"


def clamd_down(portal: Portal, office: PostOffice, daemon: Any, signed: bytes, people: int, patient: bool) -> Tally:
    """Stop clamd, load documents and send, start it again; `patient` waits for its next try, else moves it back."""
    tally = Tally("clamd down while documents come in")
    typists = [typist(portal, one) for one in seed(portal, people, TYPED, filled=False)]
    _load_all(tally, typists, b"")
    tally.expect(until(lambda: set(_states(portal)) == {SAFE}, SEEN_WITHIN), "documents were not seen by clamd")
    daemon.stop()
    _load_all(tally, typists, b"")
    _load_all(tally, typists[:1], signed)
    seeds = seed(portal, people)
    checks.requests_are_whole(portal, tally, seeds, send_all(portal, tally, seeds))
    time.sleep(3)
    tally.expect(_states(portal)[SAFE] == people, "a document was passed without being seen")
    tally.expect(_states(portal)[CHECKING] == people + 1, f"documents: {dict(_states(portal))}")
    tally.add("trials")
    daemon.start()
    if not patient:
        portal.ask(lambda database: database.execute(update(Document).values(due_at=None)), write=True)
        with portal.app.app_context():
            portal.app.extensions["look"]()
    seen = until(lambda: not _states(portal)[CHECKING], SEEN_AFTER_RETRY if patient else SEEN_WITHIN, 0.5)
    tally.expect(seen, "documents still wait although clamd is back")
    if _states(portal)[SAFE] != 2 * people:
        tally.lose(f"{2 * people} sound documents were taken, {dict(_states(portal))} are there")
    tally.notes.append(f"{2 * people} sound documents all there, the one with a signature refused")
    checks.statuses_are_right(portal, tally, [code for one in typists for code in one.browser.statuses])
    checks.mails_arrived(portal, tally, office, SEEN_WITHIN)
    return tally


def _states(portal: Portal) -> Counter[str]:
    """Count the documents by their state."""

    def read(database: Any) -> Counter[str]:
        return Counter(database.scalars(select(Document.state)))  # type: ignore[attr-defined]

    found: Counter[str] = portal.ask(read)
    return found


def _load_all(tally: Tally, typists: Sequence[Typist], within: bytes) -> None:
    """Have everybody load a document, which holds these bytes."""
    for one in typists:
        one.open()
        data = {"drawn": one.drawn, "action": f"upload {QUESTION}"}
        answer = one.browser.post(one.path, data, {QUESTION: ("domicile.pdf", _pdf(within), "application/pdf")})
        code = answer.status_code if answer is not None else 0
        tally.expect(code == 303, f"a document was answered {code}")
        tally.add("saved", int(code == 303))


def _pdf(within: bytes) -> bytes:
    """Make a PDF whose page is drawn by a comment of these bytes, in the clear."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.pages[0].Contents = document.make_stream(b"% " + within)
        document.save(made, compress_streams=False)
    return made.getvalue()


@contextmanager
def clamd() -> Iterator[tuple[Any, bytes]]:
    """Run a real clamd; give it, and the bytes that its signature finds."""
    from tests.clamd import SIGNED, Clamd

    with tempfile.TemporaryDirectory(prefix="guichet-faults-clamd-") as folder:
        Path(folder).chmod(0o755)
        made = Clamd(Path(folder))
        made.start()
        try:
            yield made, SIGNED
        finally:
            made.stop()
