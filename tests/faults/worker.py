"""The worker killed with -9 between the server's 250 and the database, and at random; a mail server that fails."""

from __future__ import annotations

import random
import time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.extensions import utc_now
from app.outbox.models import OutboxMail
from tests.faults import checks
from tests.faults.clients import send
from tests.faults.mails import PostOffice
from tests.faults.portal import Portal, until
from tests.faults.seeds import seed
from tests.faults.tally import Tally
from tests.faults.web import Killer, send_all

LEASES_END = 300.0
RETRIES_END = 480.0
AT_ONCE, NOT_AFTER_THE_SERVER = 1.0, 5.0
"""How long a confirmation may take, in seconds: when it is measured, and on a machine that does much else meanwhile."""
MODES = ("refused", "451", "hangs")


def killed_worker(
    portal: Portal, office: PostOffice, sendings: int, kills: int, chance: random.Random, patient: bool
) -> Tally:
    """Kill the worker while it sends; `patient` waits for leases to end, else their time is moved back."""
    tally = Tally("worker, kill -9 around the server's 250 and at random")
    seeds = seed(portal, sendings)
    aim = Aim(portal, tally, office, max(1, sendings // max(1, kills // 2)))
    with Killer(portal, tally, kills - kills // 2, chance, "worker") as killer:
        confirmed = send_all(portal, tally, seeds, killer.progress)
        until(lambda: aim.fired >= kills // 2 or not waiting(portal), 60)
    aim.stop()
    checks.requests_are_whole(portal, tally, seeds, confirmed)
    tally.notes.append(f"{aim.fired} kills within a millisecond of the 250")
    all_leave(portal, tally, office, patient, LEASES_END)
    checks.statuses_are_right(portal, tally, [code for one in confirmed for code in one.statuses])
    return tally


class Aim:
    """Kills the worker at every so-manieth mail, in turn just before the server's 250 leaves and just after."""

    def __init__(self, portal: Portal, tally: Tally, office: PostOffice, every: int) -> None:
        self.portal, self.tally, self.office, self.every = portal, tally, office, every
        self.seen = self.fired = 0
        office.before_reply, office.after_reply = self.before, self.after

    def before(self) -> None:
        """Kill before the reply, every second time."""
        self.seen += 1
        self._kill(0)

    def after(self) -> None:
        """Kill after the reply, every other time."""
        self._kill(1)

    def _kill(self, turn: int) -> None:
        if self.seen % self.every == 0 and (self.seen // self.every) % 2 == turn and self.portal.kill("worker"):
            self.fired += 1
            self.tally.add("trials")

    def stop(self) -> None:
        """Aim no more."""
        self.office.before_reply = self.office.after_reply = bool


def waiting(portal: Portal) -> int:
    """Count the mails that have not left."""
    found = portal.ask(lambda database: database.scalars(select(OutboxMail.id).where(OutboxMail.state != "sent")).all())
    return len(found)


def all_leave(portal: Portal, tally: Tally, office: PostOffice, patient: bool, within: float) -> None:
    """Wait until every mail has left: for as long as it takes, or with what keeps them waiting moved back."""
    if not patient:
        portal.ask(_move_back, write=True)
        with portal.app.app_context():
            portal.app.extensions["wake"]()
    checks.mails_arrived(portal, tally, office, within if patient else 30.0)


def _move_back(database: Session) -> None:
    """Let leases end and tries be due, as if their time had passed."""
    held = update(OutboxMail).where(OutboxMail.state == "waiting")
    database.execute(held.values(claimed_until=None, due_at=utc_now()))


def dead_post_office(portal: Portal, office: PostOffice, sendings: int, patient: bool) -> Tally:
    """Send requests while the mail server is away, says « later » or hangs; then it is back, and all mails leave."""
    tally = Tally("SMTP server refuses, says 451, hangs")
    people = seed(portal, sendings * len(MODES))
    slowest = 0.0
    confirmed = []
    for number, mode in enumerate(MODES):
        office.set(mode)
        tally.add("trials")
        for one in people[number * sendings : (number + 1) * sendings]:
            confirmed.append(send(portal, one))
            slowest = max(slowest, confirmed[-1].seconds)
        time.sleep(2)
    tally.add("sent", len(confirmed))
    tally.expect(slowest <= (AT_ONCE if patient else NOT_AFTER_THE_SERVER), f"a confirmation took {slowest:.1f} s")
    tally.notes.append(f"confirmed within {slowest:.2f} s")
    checks.requests_are_whole(portal, tally, people, confirmed)
    tally.expect(waiting(portal) > 0, "mails left without a server")
    office.set("up")
    until(lambda: not held(portal), 30)
    all_leave(portal, tally, office, patient, RETRIES_END)
    checks.statuses_are_right(portal, tally, [code for one in confirmed for code in one.statuses])
    return tally


def held(portal: Portal) -> int:
    """Count the mails that a sender has in hand."""
    found = portal.ask(
        lambda database: database.scalars(
            select(OutboxMail.id).where(OutboxMail.state == "waiting", OutboxMail.claimed_until.is_not(None))
        ).all()
    )
    return len(found)
