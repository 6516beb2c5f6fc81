"""Real Chromium: killed with -9 while somebody types, left without its session."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright
from sqlalchemy import delete

from app.accounts import passwords
from app.accounts.models import Account, Session
from tests.app.conftest import PASSWORD
from tests.faults import checks
from tests.faults.portal import Portal, until
from tests.faults.seeds import TYPED, Seed, seed
from tests.faults.tally import Tally
from tests.faults.web import PAGE
from tests.journeys.conftest import FLAGS, PHONE

KEY = 0.2
"""Five keys a second."""
LATEST = 1.0
FIELD = "nom"
SEEN = f"() => [document.querySelector('[data-saved]').textContent, document.getElementById('{FIELD}').value]"
SAVED = re.compile(r"Enregistré à \d\d:\d\d")
WORDS = "rue du Faubourg de la Republique et des Lilas "


@dataclass
class Chromium:
    """A browser of its own processes, with a person at the page of a draft."""

    process: subprocess.Popen[bytes]
    page: Page
    typed: list[tuple[float, str]] = field(default_factory=list)
    acknowledged: str = ""

    def type_for(self, seconds: float) -> None:
        """Type at five keys a second, noting when each key went down and what was said to be saved."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            text = (self.typed[-1][1] if self.typed else "") + WORDS[len(self.typed) % len(WORDS)]
            begun = time.monotonic()
            self.page.keyboard.insert_text(text[-1])
            self.typed.append((begun, text))
            self.note()
            time.sleep(max(0.0, KEY - (time.monotonic() - begun)))

    def note(self) -> bool:
        """Note what the page says is saved now; say whether it says so."""
        said, value = self.page.evaluate(SEEN)
        if SAVED.match(said):
            self.acknowledged = value
        return bool(SAVED.match(said))

    def missing(self, kept: str, died: float) -> float:
        """Give how long before the end the oldest key went down that is not kept; 0 when none is missing."""
        gone = [moment for moment, text in self.typed if len(text.rstrip()) > len(kept)]
        return died - gone[0] if gone else 0.0

    def kill(self) -> float:
        """Kill all its processes with -9; give when."""
        os.killpg(self.process.pid, signal.SIGKILL)
        moment = time.monotonic()
        self.process.wait(10)
        return moment


@contextmanager
def chromium(playwright: Playwright, portal: Portal, owner: Seed) -> Iterator[Chromium]:
    """Open Debian's Chromium at a draft, logged in, ready to type."""
    program = shutil.which("chromium")
    assert program, "chromium is not installed"
    with tempfile.TemporaryDirectory(prefix="guichet-faults-chromium-", ignore_cleanup_errors=True) as folder:
        words = [program, "--headless", "--remote-debugging-port=0", f"--user-data-dir={folder}", *FLAGS]
        process = subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            told = Path(folder, "DevToolsActivePort")
            assert until(lambda: told.exists() and bool(told.read_text().strip()), 30), "chromium did not start"
            browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{told.read_text().split()[0]}")
            window = browser.new_context(viewport=PHONE, locale="fr-FR")
            window.add_cookies([{"name": "guichet", "value": owner.cookie, "url": portal.address}])
            page = window.new_page()
            page.goto(f"{portal.address}/demandes/{owner.draft}/pages/{PAGE}")
            page.focus(f"#{FIELD}")
            yield Chromium(process, page)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def killed_browser(portal: Portal, trials: int, chance: random.Random) -> Tally:
    """Kill the browser while somebody types; whoever opens the draft elsewhere misses a second of it at most."""
    tally = Tally("browser, kill -9 while typing at 5 keys/s")
    worst = 0.0
    with sync_playwright() as playwright:
        for owner in seed(portal, trials, TYPED, filled=False):
            with chromium(playwright, portal, owner) as one:
                one.type_for(0.5 + chance.random())
                tally.expect(until(one.note, 5), "not said to be saved when the hands rested")
                one.type_for(1.2 + 2 * chance.random())
                died = one.kill()
            time.sleep(0.5)
            kept = checks.kept_of(portal, owner.draft, FIELD)
            span = one.missing(kept, died)
            worst = max(worst, span)
            tally.expect(span <= LATEST, f"typed {span:.2f} s before the kill and not kept")
            tally.expect(one.typed[-1][1].startswith(kept), f"kept « {kept} »")
            if not kept.startswith(one.acknowledged.strip()):
                tally.lose(f"« {one.acknowledged} » was said to be saved, « {kept} » is kept")
            tally.add("trials")
            tally.add("saved", int(bool(one.acknowledged)))
    tally.notes.append(f"the oldest key that was missing had been typed {worst:.2f} s before")
    return tally


def ended_session(portal: Portal, trials: int, chance: random.Random) -> Tally:
    """End the session on the server while somebody types: said at once, and all is there after the login."""
    tally = Tally("session ended on the server while typing")
    with sync_playwright() as playwright:
        for owner in seed(portal, trials, TYPED, filled=False):
            portal.ask(_password(owner), write=True)
            with chromium(playwright, portal, owner) as one:
                one.type_for(1 + chance.random())
                portal.ask(_ended(owner), write=True)
                one.type_for(1)
                said = until(lambda page=one.page: "déconnecté" in page.evaluate(SEEN)[0], LATEST)
                tally.expect(said, "the end of the session was not said within a second")
                one.type_for(1)
                _log_in_again(one.page, owner.email)
            kept, typed = checks.kept_of(portal, owner.draft, FIELD), one.typed[-1][1].strip()
            if kept != typed:
                tally.lose(f"« {typed} » was typed, « {kept} » is kept")
            tally.add("trials")
            tally.add("saved")
    return tally


def _password(owner: Seed) -> Callable[[Any], None]:
    """Give a person a password, so that they can log in again."""

    def act(database: Any) -> None:
        database.get_one(Account, owner.account).password_hash = passwords.hashed(PASSWORD)

    return act


def _ended(owner: Seed) -> Callable[[Any], Any]:
    return lambda database: database.execute(delete(Session).where(Session.account_id == owner.account))


def _log_in_again(page: Page, email: str) -> None:
    """Press « Sauvegarder », log in, go on."""
    page.click(".guichet-buttons button[value=save]")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    page.click("button:has-text('Continuer')")
    page.wait_for_url("**/a-finaliser")
