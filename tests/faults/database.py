"""The database stopped while people type, and killed with -9 after requests were confirmed (DU-11, DU-12)."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.conftest import POSTGRES
from tests.faults import checks
from tests.faults.browser import FIELD, Chromium, chromium
from tests.faults.clients import Browser, Typist
from tests.faults.cluster import Cluster
from tests.faults.mails import PostOffice
from tests.faults.portal import Portal, until
from tests.faults.proxy import Proxy, proxy
from tests.faults.seeds import TYPED, seed
from tests.faults.tally import Tally
from tests.faults.web import send_all, typist

SAVED_WITHIN = 10.0
EVERY = 0.7
PAUSED = "Le site est en pause"
ENGLISH = ("Traceback", "Internal Server Error", "psycopg", "sqlalchemy")


class Switch(NamedTuple):
    """How a database is taken away and given back."""

    how: str
    off: Callable[[], None]
    on: Callable[[], None]


class Outages(NamedTuple):
    """How often, for how long, how many people type meanwhile."""

    times: int
    seconds: float
    typists: int


def stopped(portal: Portal, switch: Switch, size: Outages) -> Tally:
    """Stop PostgreSQL while people type, and start it again."""
    tally = Tally(f"PostgreSQL {switch.how}, {size.seconds:.0f} s")
    people = [typist(portal, one) for one in seed(portal, size.typists, TYPED, filled=False)]
    before, waits = portal.pid("web"), [0.0]
    with sync_playwright() as playwright:
        for owner in seed(portal, size.times, TYPED, filled=False):
            with chromium(playwright, portal, owner) as window:
                waits += _outage(portal, tally, people, window, size.seconds, switch)
                if checks.kept_of(portal, owner.draft, FIELD) != window.typed[-1][1].strip():
                    tally.lose("what was typed in Chromium while the database was away is not kept")
            tally.add("trials")
    checks.values_are_kept(portal, tally, people)
    tally.add("saved", sum(one.saves for one in people))
    tally.expect(max(waits) <= SAVED_WITHIN, f"saved again only after {max(waits):.1f} s")
    tally.expect(portal.pid("web") == before, "the web process was started again")
    codes = [code for one in people for code in one.browser.statuses]
    checks.statuses_are_right(portal, tally, codes)
    tally.notes.append(f"{codes.count(503)} answers were 503; everybody saved again within {max(waits):.1f} s")
    return tally


def _outage(
    portal: Portal,
    tally: Tally,
    people: list[Typist],
    window: Chromium,
    seconds: float,
    switch: Switch,
) -> list[float]:
    """Stop the database and start it again; give after how long each was saved, the last the one in Chromium."""
    back, returns = threading.Event(), list[float]()
    threads = [threading.Thread(target=_type_on, args=(one, back, returns, tally)) for one in people]
    for thread in threads:
        thread.start()
    window.type_for(2)
    switch.off()
    away = time.monotonic()
    window.type_for(min(4.0, seconds / 2))
    tally.expect(not window.note(), "Chromium said that it was saved while the database was away")
    _look_at_the_page(portal, tally, people[0], seconds - (time.monotonic() - away))
    switch.on()
    returned = time.monotonic()
    back.set()
    until(window.note, 60)
    returns.append(time.monotonic())
    for thread in threads:
        thread.join(60)
    tally.expect(len(returns) == len(people) + 1, f"{len(people) + 1 - len(returns)} were not saved again")
    return [moment - returned for moment in returns]


def _type_on(person: Typist, back: threading.Event, returns: list[float], tally: Tally) -> None:
    """Type on and save, whatever the answers, until a save is acknowledged after the return."""
    turn = person.number
    end = time.monotonic() + 120
    while time.monotonic() < end:
        turn += 1
        person.values |= {"nom": f"nom {turn}", "adresse-voie": f"voie {turn}"}
        knew = back.is_set()
        answer = person.save()
        if knew and answer is not None and answer.status_code == 200:
            returns.append(time.monotonic())
            return
        time.sleep(EVERY)
    tally.broke("typing went on for two minutes without being saved")


def _look_at_the_page(portal: Portal, tally: Tally, person: Typist, seconds: float) -> None:
    """Read pages while the database is away: French, 503, when to come back, no trace."""
    end = time.monotonic() + seconds
    browser = Browser(portal, person.browser.seed)
    while time.monotonic() < end:
        for path in ("/", person.path, "/demarches", "/connexion", "/sante"):
            page = browser.get(path)
            if page is None:
                tally.broke(f"{path} got no answer while the database was away")
                continue
            if path == "/connexion" and page.status_code == 200:
                continue
            told = PAUSED in page.text or path == "/sante"
            right = page.status_code == 503 and told and "Retry-After" in page.headers
            tally.expect(right, f"{path} while the database was away: {page.status_code}")
            tally.expect(not any(word in page.text for word in ENGLISH), f"{path} tells a trace")
        time.sleep(1)


def killed(portal: Portal, office: PostOffice, server: Cluster, sendings: int) -> Tally:
    """Kill the whole of PostgreSQL with -9 right after the last of many sendings was confirmed."""
    tally = Tally("PostgreSQL, kill -9 of all its processes after the sendings")
    seeds = seed(portal, sendings)
    confirmed = send_all(portal, tally, seeds)
    server.kill()
    server.start()
    tally.add("trials")
    tally.expect(portal.answers(SAVED_WITHIN), "the portal does not answer")
    checks.requests_are_whole(portal, tally, seeds, confirmed)
    checks.statuses_are_right(portal, tally, [code for one in confirmed for code in one.statuses])
    checks.mails_arrived(portal, tally, office, 420)
    return tally


@contextmanager
def schema() -> Iterator[str]:
    """Make a schema of our own in the shared server, dropped at the end."""
    name = f"faults_{uuid.uuid4().hex[:12]}"
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    try:
        yield f"{POSTGRES}?options=-csearch_path%3D{name}"
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


@contextmanager
def proxied(url: str) -> Iterator[tuple[str, Proxy]]:
    """Put a proxy before a database; give the address through it."""
    known = make_url(url)
    with proxy(known.host or "127.0.0.1", known.port or 5432) as between:
        through = known.set(host="127.0.0.1", port=between.port)
        yield through.render_as_string(hide_password=False), between
