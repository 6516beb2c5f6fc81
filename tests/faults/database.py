"""The database stopped while people type, and killed with -9 after requests were confirmed (DU-11, DU-12)."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.conftest import POSTGRES
from tests.faults import checks
from tests.faults.clients import Browser, Typist
from tests.faults.cluster import cluster, programs
from tests.faults.mails import post_office
from tests.faults.portal import Portal, running
from tests.faults.proxy import Proxy, proxy
from tests.faults.seeds import TYPED, seed
from tests.faults.tally import Tally
from tests.faults.web import send_all, typist

SAVED_WITHIN = 10.0
EVERY = 0.7
PAUSED = "Le site est en pause"
ENGLISH = ("Traceback", "Internal Server Error", "psycopg", "sqlalchemy")


def stopped(seconds: float, times: int, typists: int, own_server: bool) -> Tally:
    """Stop PostgreSQL while people type; with `own_server` for real (`-m immediate`), else behind a cut proxy."""
    how = "stopped at once and started again" if own_server else "cut off by a proxy"
    tally = Tally(f"PostgreSQL, {how}, {times} × {seconds:.0f} s")
    if own_server:
        found = programs()
        if found is None:
            tally.broke("PostgreSQL's programs (initdb, pg_ctl) are not installed")
            return tally
        with cluster(found) as server, running(server.url) as portal:
            _outages(portal, tally, typists, times, seconds, server.stop, server.start)
    else:
        with schema() as url, proxied(url) as (through, between), running(through) as portal:
            _outages(portal, tally, typists, times, seconds, between.cut, between.mend)
    return tally


def _outages(
    portal: Portal,
    tally: Tally,
    typists: int,
    times: int,
    seconds: float,
    stop: Callable[[], None],
    start: Callable[[], None],
) -> None:
    people = [typist(portal, one) for one in seed(portal, typists, TYPED, filled=False)]
    before = portal.pid("web")
    slowest = 0.0
    for _ in range(times):
        going, back = threading.Event(), threading.Event()
        times_of_return: list[float] = []
        threads = [threading.Thread(target=_type_on, args=(one, going, back, times_of_return, tally)) for one in people]
        for thread in threads:
            thread.start()
        time.sleep(2)
        stop()
        _look_at_the_page(portal, tally, people[0], seconds)
        start()
        returned = time.monotonic()
        back.set()
        for thread in threads:
            thread.join(60)
        waits = [moment - returned for moment in times_of_return]
        slowest = max([slowest, *waits])
        tally.expect(len(waits) == len(people), f"{len(people) - len(waits)} of {len(people)} were not saved again")
        tally.add("trials")
    portal.app.extensions["documents"]  # the same application looks, on a pool that lived through it too
    checks.values_are_kept(portal, tally, people)
    tally.add("saved", sum(one.saves for one in people))
    tally.expect(slowest <= SAVED_WITHIN, f"saved again only after {slowest:.1f} s")
    tally.expect(portal.pid("web") == before, "the web process was started again")
    codes = [code for one in people for code in one.browser.statuses]
    checks.statuses_are_right(portal, tally, codes)
    tally.notes.append(f"{codes.count(503)} answers were 503; everybody saved again within {slowest:.1f} s")


def _type_on(person: Typist, going: threading.Event, back: threading.Event, returns: list[float], tally: Tally) -> None:
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
            right = page.status_code == 503 and PAUSED in page.text and "Retry-After" in page.headers
            tally.expect(right, f"{path} while the database was away: {page.status_code}")
            tally.expect(not any(word in page.text for word in ENGLISH), f"{path} tells a trace")
        time.sleep(1)


def killed(sendings: int) -> Tally:
    """Kill the whole of PostgreSQL with -9 right after the last of many sendings was confirmed."""
    tally = Tally("PostgreSQL, kill -9 of all its processes after the sendings")
    found = programs()
    if found is None:
        tally.broke("PostgreSQL's programs (initdb, pg_ctl) are not installed")
        return tally
    with cluster(found) as server, post_office() as office, running(server.url, **office.settings()) as portal:
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
