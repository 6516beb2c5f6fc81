"""Runs every fault and prints the table; exit code 1 when a number that must be zero is not."""

from __future__ import annotations

import random
import sys
import time

from tests.faults import database
from tests.faults.tally import table
from tests.faults.web import Size, killed_web

start = time.time()
chance = random.Random(1)
which = sys.argv[1]
if which == "web":
    print(table([killed_web(Size(40, 4, 8, 20, 4), chance)]), time.time() - start)
if which == "pgweb":
    with database.schema() as url:
        print(table([killed_web(Size(40, 4, 8, 20, 4), chance, url, "PostgreSQL")]), time.time() - start)
if which == "cut":
    print(table([database.stopped(10, 1, 8, False)]), time.time() - start)
if which == "stop":
    print(table([database.stopped(10, 2, 8, True)]), time.time() - start)
if which == "killed":
    print(table([database.killed(60)]), time.time() - start)
