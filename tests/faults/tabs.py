"""Two tabs and two devices on one draft: generated interleavings, late, repeated and out of order, against a model.

The model is the guarantee in a few lines: a question that a page did not change never overwrites; one that it changed
wins if it comes last; what a page sent before something that has arrived from it is old, and changes nothing.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field

import requests

from tests.faults import checks
from tests.faults.clients import Typist
from tests.faults.portal import Portal
from tests.faults.seeds import TYPED, Seed, seed
from tests.faults.tally import Tally
from tests.faults.web import typist

QUESTIONS = ("nom", "prenom", "adresse-complement1")
MOST_PAGES = 4


@dataclass
class Sent:
    """One save on its way: what the page held, and what it had been drawn with."""

    page: OpenPage
    number: int
    body: dict[str, str]
    values: dict[str, str]
    known: dict[str, tuple[str, int]]


@dataclass
class OpenPage:
    """A page that is open somewhere; `known` is, per question, the value it shows as saved and its revision."""

    typist: Typist
    known: dict[str, tuple[str, int]]
    arrived: int = 0


@dataclass
class Truth:
    """What must be kept: per question its value and how often it was changed."""

    values: dict[str, tuple[str, int]] = field(default_factory=lambda: dict.fromkeys(QUESTIONS, ("", 0)))

    def take(self, sent: Sent) -> set[str]:
        """Take a save in; give the questions of which its page must be told that a newer value stands."""
        late = sent.number <= sent.page.arrived
        told = set()
        for name in QUESTIONS:
            value, known = sent.values.get(name, ""), sent.known[name]
            now, changes = self.values[name]
            if value == known[0]:
                told |= {name} if changes > known[1] else set()
            elif not late and value != now:
                self.values[name] = (value, changes + 1)
        sent.page.arrived = max(sent.page.arrived, sent.number)
        return told


def interleaved(portal: Portal, drafts: int, steps: int, chance: random.Random) -> Tally:
    """Try generated interleavings, one draft each, then savers that are really at once."""
    tally = Tally("two tabs, two devices: saves late, repeated, out of order, at once")
    owners = seed(portal, drafts, TYPED, filled=False)
    for owner in owners:
        _one(portal, tally, owner, steps, chance)
        tally.add("trials")
    for owner in seed(portal, max(2, drafts // 10), TYPED, filled=False):
        _at_once(portal, tally, owner)
        tally.add("trials")
    return tally


def _one(portal: Portal, tally: Tally, owner: Seed, steps: int, chance: random.Random) -> None:
    truth, pages, flying, done = Truth(), [], [], []
    for step in range(1, steps + 1):
        what = chance.choice(("type", "type", "type", "deliver", "deliver", "late", "again", "open"))
        if len(pages) < 2 or (what == "open" and len(pages) < MOST_PAGES):
            pages.append(_open(portal, owner, truth))
        elif what == "type":
            flying.append(_type(chance.choice(pages), step, chance))
        elif what == "again" and done:
            _deliver(tally, truth, chance.choice(done), answered=False)
        elif flying:
            sent = flying.pop(chance.randrange(len(flying)) if what == "late" else 0)
            _deliver(tally, truth, sent, answered=what == "deliver")
            done.append(sent)
    for sent in flying:
        _deliver(tally, truth, sent, answered=False)
    kept = checks.kept_values(portal)[str(owner.draft)]
    for name, (value, _) in truth.values.items():
        if checks.kept_text(kept, name) != value:
            tally.lose(f"{name}: « {value} » must stand, « {checks.kept_text(kept, name)} » is kept")


def _open(portal: Portal, owner: Seed, truth: Truth) -> OpenPage:
    made = typist(portal, owner)
    made.values = {name: value for name, (value, _) in truth.values.items()}
    return OpenPage(made, dict(truth.values))


def _type(page: OpenPage, step: int, chance: random.Random) -> Sent:
    """Type in a question or two, each text unlike all others, and let the save leave."""
    for name in chance.sample(QUESTIONS, chance.randint(1, 2)):
        page.typist.values[name] = f"{name} {step}"
    body = page.typist.body()
    return Sent(page, page.typist.number, body, dict(page.typist.values), dict(page.known))


def _deliver(tally: Tally, truth: Truth, sent: Sent, answered: bool) -> None:
    """Let a save arrive; its page goes on from the answer only if that reaches it before another save arrived."""
    current = sent.number > sent.page.arrived
    told = truth.take(sent)
    answer = sent.page.typist.browser.post(sent.page.typist.path + "/enregistrer", sent.body)
    if answer is None or answer.status_code != 200:
        tally.broke(f"a save was answered {answer.status_code if answer is not None else 'not at all'}")
        return
    tally.add("saved")
    found = answer.json()
    said = {one["name"] for one in found["elsewhere"]}
    tally.expect(said == told, f"told of {sorted(said)}, not of {sorted(told)}")
    for one in found["elsewhere"]:
        tally.expect(one["value"] == truth.values[one["name"]][0], f"told that « {one['value']} » stands")
    if answered and current:
        _go_on(sent, truth, found, told)


def _go_on(sent: Sent, truth: Truth, found: dict[str, str], told: set[str]) -> None:
    """Do what the script does with an answer: carry on from it, show the values that stand elsewhere."""
    page = sent.page
    page.typist.drawn = found["drawn"]
    page.known = dict(truth.values)
    for name in told:
        page.typist.values[name] = truth.values[name][0]


def _at_once(portal: Portal, tally: Tally, owner: Seed) -> None:
    """Save different questions from different devices at the same instant: all are kept, none is refused."""
    pages = [typist(portal, owner) for _ in QUESTIONS]
    start = threading.Barrier(len(pages))
    answers: list[requests.Response | None] = []

    def act(one: Typist, name: str) -> None:
        one.values = {name: f"{name} 1"}
        start.wait()
        answers.append(one.save())

    threads = [threading.Thread(target=act, args=pair) for pair in zip(pages, QUESTIONS, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = [answer.status_code for answer in answers if answer is not None]
    tally.expect(codes == [200] * len(pages), f"at once: {codes}")
    tally.add("saved", codes.count(200))
    kept = checks.kept_values(portal)[str(owner.draft)]
    for name in QUESTIONS:
        if checks.kept_text(kept, name) != f"{name} 1":
            tally.lose(f"{name}, saved at once with others, is not kept")
