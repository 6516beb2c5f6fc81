"""Runs every fault and prints the table; exit code 1 when a number that must be zero is not."""

from __future__ import annotations

import random
import sys
import time

from tests.faults import browser, database, worker
from tests.faults.tally import table
from tests.faults.web import Size, killed_web

chance = random.Random(1)


def pgweb():
    with database.schema() as url:
        return killed_web(Size(40, 4, 8, 20, 4), chance, url, "PostgreSQL")


rows = {
    "web": lambda: killed_web(Size(16, 2, 8, 20, 2), chance),
    "pgweb": pgweb,
    "cut": lambda: database.stopped(10, 1, 8, False),
    "stop": lambda: database.stopped(10, 2, 8, True),
    "killed": lambda: database.killed(60),
    "worker": lambda: worker.killed_worker(30, 6, chance, False),
    "browser": lambda: browser.killed_browser(3, chance),
    "session": lambda: browser.ended_session(2, chance),
    "smtp": lambda: worker.dead_post_office(4, False),
}
for which in sys.argv[1:]:
    start = time.time()
    print(table([rows[which]()]), time.time() - start)
