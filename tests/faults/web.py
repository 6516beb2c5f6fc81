"""The web process killed with -9 at random instants, while requests are sent and while people type (DU-8)."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.faults import checks
from tests.faults.clients import Browser, Confirmed, Typist, send
from tests.faults.mails import PostOffice
from tests.faults.portal import Portal
from tests.faults.seeds import TYPED, Seed, seed
from tests.faults.tally import Tally

AT_ONCE = 8
PAGE, QUESTIONS = "enfant", ("nom", "prenom", "adresse-voie", "adresse-complement1", "adresse-commune")
MASTER_EVERY = 10
BACK_WITHIN = 60.0
"""One kill in so many takes gunicorn's master instead of the process that answers."""


@dataclass(frozen=True)
class Size:
    """How much of it."""

    sendings: int
    sending_kills: int
    typists: int
    saves: int
    saving_kills: int


def killed_web(portal: Portal, office: PostOffice, size: Size, chance: random.Random, where: str = "SQLite") -> Tally:
    """Kill the web process while requests are sent, then while people type."""
    tally = Tally(f"web process, kill -9 at random, {where}")
    seeds = seed(portal, size.sendings)
    with Killer(portal, tally, size.sending_kills, chance) as killer:
        confirmed = send_all(portal, tally, seeds, killer.progress)
    checks.requests_are_whole(portal, tally, seeds, confirmed)
    typists = [typist(portal, one) for one in seed(portal, size.typists, TYPED, filled=False)]
    with Killer(portal, tally, size.saving_kills, chance) as killer:
        type_all(tally, typists, size.saves, chance, killer.progress)
    checks.values_are_kept(portal, tally, typists)
    codes = [code for one in confirmed for code in one.statuses]
    codes += [code for one in typists for code in one.browser.statuses]
    checks.statuses_are_right(portal, tally, codes)
    again = sum(one.posts > 1 for one in confirmed)
    tally.notes.append(f"{again} people pressed « Envoyer » again, {codes.count(503)} answers were 503")
    checks.mails_arrived(portal, tally, office, 60)
    return tally


def typist(portal: Portal, owner: Seed) -> Typist:
    """Give a person who has the page open."""
    made = Typist(Browser(portal, owner), PAGE)
    made.open()
    return made


def send_all(
    portal: Portal, tally: Tally, seeds: Sequence[Seed], progress: Callable[[float], None] = bool
) -> list[Confirmed]:
    """Send every draft, several people at once; give what each was told."""
    done: list[Confirmed] = []

    def act(one: Seed) -> None:
        try:
            done.append(send(portal, one))
        except Exception as error:
            tally.broke(f"sending: {type(error).__name__} {error}")
        progress(len(done) / len(seeds))

    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(act, seeds))
    tally.add("sent", len(done))
    return done


def type_all(
    tally: Tally,
    typists: Sequence[Typist],
    saves: int,
    chance: random.Random,
    progress: Callable[[float], None] = bool,
) -> None:
    """Have everybody type and be saved so often, several at once."""
    wanted = saves * len(typists)
    plans = [[chance.sample(QUESTIONS, chance.randint(1, 3)) for _ in range(saves)] for _ in typists]

    def act(one: Typist, plan: list[list[str]]) -> None:
        try:
            for turn, names in enumerate(plan, 1):
                one.values |= {name: f"{name} {turn}" for name in names}
                one.save_until()
                progress(sum(each.saves for each in typists) / wanted)
        except Exception as error:
            tally.broke(f"typing: {type(error).__name__} {error}")

    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(act, typists, plans))
    tally.add("saved", sum(one.saves for one in typists))


class Killer:
    """Kills a process of the portal so often while work goes on, spread over the work, each at a random instant."""

    def __init__(self, portal: Portal, tally: Tally, kills: int, chance: random.Random, part: str = "web") -> None:
        self.portal, self.tally, self.part = portal, tally, part
        self.due = sorted(chance.random() * 0.95 for _ in range(kills))
        self.pauses = [chance.random() * 0.05 for _ in range(kills)]
        self.done = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def __enter__(self) -> Killer:
        """Begin."""
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and wait until the portal answers again."""
        self.over.set()
        self.thread.join()
        if not self.portal.answers(BACK_WITHIN):
            self.tally.broke(f"the portal does not answer {BACK_WITHIN:.0f} s after the last kill")

    def progress(self, share: float) -> None:
        """Tell how much of the work is done."""
        self.done = share

    def _run(self) -> None:
        for number, (due, pause) in enumerate(zip(self.due, self.pauses, strict=True), 1):
            while self.done < due and not self.over.is_set():
                time.sleep(0.005)
            time.sleep(pause)
            part = "master" if self.part == "web" and number % MASTER_EVERY == 0 else self.part
            killed = self._kill(part)
            self.tally.expect(killed, f"no {part} process to kill")
            self.tally.add("trials", int(killed))

    def _kill(self, part: str) -> bool:
        end = time.monotonic() + BACK_WITHIN
        while time.monotonic() < end:
            if self.portal.kill(part):
                return True
            time.sleep(0.05)
        return False
