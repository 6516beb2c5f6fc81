"""Tries every fault and prints the table; the exit code is 1 when a number that must be zero is not.

`--short` tries each a little, `--seed N` repeats a run, names try only these (`--list` gives them).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.faults.plan import FULL, SHORT, Fault
from tests.faults.tally import Tally, table, total

SEED = 20261125
LEAST_SENT, LEAST_SAVED = 1_000, 10_000


def main(words: Sequence[str]) -> int:
    """Run what the command line asks for."""
    reader = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    reader.add_argument("--short", action="store_true")
    reader.add_argument("--list", action="store_true")
    reader.add_argument("--seed", type=int, default=SEED)
    reader.add_argument("only", nargs="*")
    asked = reader.parse_args(words)
    lanes = SHORT if asked.short else FULL
    if asked.list:
        print(*(fault.name for lane in lanes for fault in lane))
        return 0
    print(f"seed {asked.seed}", flush=True)
    begun = time.monotonic()
    tallies = run([[one for one in lane if not asked.only or one.name in asked.only] for lane in lanes], asked.seed)
    print(table(tallies))
    print(f"\n{time.monotonic() - begun:.0f} s")
    return verdict(tallies, whole=not asked.short and not asked.only)


def run(lanes: Sequence[Sequence[Fault]], seed: int) -> list[Tally]:
    """Run the lanes side by side, the faults of each one after the other."""

    def along(lane: Sequence[Fault]) -> list[Tally]:
        return [tally for fault in lane for tally in tried(fault, seed)]

    with ThreadPoolExecutor(len(lanes)) as side_by_side:
        return [tally for found in side_by_side.map(along, lanes) for tally in found]


def tried(fault: Fault, seed: int) -> Sequence[Tally]:
    """Try one fault; what makes the trial itself fail is a failure of the run."""
    begun = time.monotonic()
    try:
        found = fault.run(random.Random(f"{seed} {fault.name}"))
    except Exception as error:
        traceback.print_exc()
        broken = Tally(fault.name)
        broken.broke(f"{type(error).__name__}: {error}")
        found = [broken]
    print(f"{fault.name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return found


def verdict(tallies: Sequence[Tally], whole: bool) -> int:
    """Say in an exit code whether every zero is zero, and whether a whole run tried enough."""
    everything = total(tallies)
    if whole and (everything.sent < LEAST_SENT or everything.saved < LEAST_SAVED):
        print(f"too little was tried: {LEAST_SENT} sendings and {LEAST_SAVED} saves are the least")
        return 1
    return 0 if all(one.clean for one in tallies) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
