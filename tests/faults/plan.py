"""Which faults are tried how often: the whole run, and the short one that the tests make."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.faults import antivirus, browser, database, disk, tabs, worker
from tests.faults.cluster import cluster, programs
from tests.faults.mails import PostOffice, post_office
from tests.faults.portal import Portal, running
from tests.faults.tally import Tally
from tests.faults.web import Size, killed_web

Row = Callable[[random.Random], Sequence[Tally]]
With = Callable[[Portal, PostOffice, random.Random], Tally]


class Fault(NamedTuple):
    """One entry of the plan: its name on the command line, and what tries it."""

    name: str
    run: Row


def on_a_portal(*tries: With) -> Row:
    """Try one after the other on one portal on SQLite, with a mail server."""

    def run(chance: random.Random) -> list[Tally]:
        with post_office() as office, running(**office.settings()) as portal:
            return [act(portal, office, chance) for act in tries]

    return run


def on_a_small_disk(*tries: With) -> Row:
    """Try on such a portal, whose folder is a small file system."""

    def run(chance: random.Random) -> list[Tally]:
        with (
            disk.small_disk() as folder,
            post_office() as office,
            running(folder=folder, **office.settings()) as portal,
        ):
            return [act(portal, office, chance) for act in tries]

    return run


def on_postgresql(*tries: With) -> Row:
    """Try on a portal on PostgreSQL."""

    def run(chance: random.Random) -> list[Tally]:
        with database.schema() as url, post_office() as office, running(url, **office.settings()) as portal:
            return [act(portal, office, chance) for act in tries]

    return run


def behind_a_proxy(outages: database.Outages, *tries: With) -> Row:
    """Cut a portal off from PostgreSQL, then try on it."""

    def run(chance: random.Random) -> list[Tally]:
        with database.schema() as url, database.proxied(url) as (through, between), post_office() as office:
            switch = database.Switch("cut off by a proxy", between.cut, between.mend)
            with running(through, **office.settings()) as portal:
                return [database.stopped(portal, switch, outages), *(act(portal, office, chance) for act in tries)]

    return run


def on_own_server(outages: database.Outages, sendings: int) -> Row:
    """Stop a PostgreSQL of our own, then kill it."""

    def run(_: random.Random) -> list[Tally]:
        found = programs()
        if found is None:
            raise RuntimeError("PostgreSQL's programs (initdb, pg_ctl) are not installed")
        with cluster(found) as server, post_office() as office, running(server.url, **office.settings()) as portal:
            switch = database.Switch("stopped at once and started again", server.stop, server.start)
            stopped = database.stopped(portal, switch, outages)
            return [stopped, database.killed(portal, office, server, sendings)]

    return run


def with_clamd(people: int, patient: bool) -> Row:
    """Stop the antivirus of a portal."""

    def run(_: random.Random) -> list[Tally]:
        with (
            antivirus.clamd() as (daemon, signed),
            post_office() as office,
            running(CLAMAV=daemon.socket, **office.settings()) as portal,
        ):
            return [antivirus.clamd_down(portal, office, daemon, signed, people, patient)]

    return run


def web(size: Size, where: str = "SQLite") -> With:
    """Kill the web process."""
    return lambda portal, office, chance: killed_web(portal, office, size, chance, where)


def of_worker(sendings: int, kills: int, patient: bool) -> With:
    """Kill the worker."""
    return lambda portal, office, chance: worker.killed_worker(portal, office, sendings, kills, chance, patient)


def of_mail(sendings: int, patient: bool) -> With:
    """Take the mail server away."""
    return lambda portal, office, _: worker.dead_post_office(portal, office, sendings, patient)


def of_browser(trials: int) -> With:
    """Kill the browser."""
    return lambda portal, _, chance: browser.killed_browser(portal, trials, chance)


def of_session(trials: int) -> With:
    """End the session."""
    return lambda portal, _, chance: browser.ended_session(portal, trials, chance)


def of_tabs(drafts: int, steps: int) -> With:
    """Open two tabs and two devices."""
    return lambda portal, _, chance: tabs.interleaved(portal, drafts, steps, chance)


def of_fsync(times: int, typists: int) -> With:
    """Have fsync fail."""
    return lambda portal, _office, _chance: disk.failing_fsync(portal, times, typists)


def of_disk(times: int, typists: int, patient: bool) -> With:
    """Fill the disk."""
    return lambda portal, office, chance: disk.full_disk(portal, office, times, typists, chance, patient)


FULL: tuple[tuple[Fault, ...], ...] = (
    (
        Fault("web", on_a_portal(web(Size(1000, 50, 100, 65, 25)))),
        Fault("web-postgresql", on_postgresql(web(Size(200, 10, 40, 40, 8), "PostgreSQL"))),
    ),
    (
        Fault("smtp", on_a_portal(of_mail(10, patient=True))),
        Fault("disk", on_a_small_disk(of_disk(3, 8, patient=True))),
    ),
    (
        Fault("clamd", with_clamd(8, patient=True)),
        Fault("worker", on_a_portal(of_worker(60, 20, patient=True))),
    ),
    (
        Fault("browser", on_a_portal(of_browser(12), of_session(4), of_tabs(300, 25), of_fsync(4, 6))),
        Fault("database", on_own_server(database.Outages(2, 30, 8), 1000)),
    ),
)
"""Four lanes, for two do little but wait: for leases of mails to end, for tries to be due."""
ON_SQLITE = on_a_small_disk(
    web(Size(12, 1, 6, 8, 1)),
    of_worker(8, 2, patient=False),
    of_tabs(10, 20),
    of_mail(2, patient=False),
    of_disk(1, 3, patient=False),
)
SHORT: tuple[tuple[Fault, ...], ...] = (
    (Fault("sqlite", ON_SQLITE),),
    (Fault("postgresql", behind_a_proxy(database.Outages(1, 30, 4), of_browser(2), of_session(1))),),
)
