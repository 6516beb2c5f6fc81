"""People at their browsers, over HTTP: one sends a request until it is confirmed, one types and is saved."""

from __future__ import annotations

import html
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import requests

from tests.faults.portal import Portal
from tests.faults.seeds import Seed

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
DRAWN = re.compile(r'name="drawn" value="([^"]*)"')
NUMBER = re.compile(r"DEM-\d{10}")
PATIENCE = 180.0
PAUSE = 0.4
ON_RECAP = {"action": "send", "navigo": "45878855"}


class LostError(Exception):
    """A person who tried for minutes and was not answered."""


class Browser:
    """What a browser holds: a session and the token of the page it is on."""

    def __init__(self, portal: Portal, seed: Seed) -> None:
        self.portal, self.seed = portal, seed
        self.http = requests.Session()
        self.http.cookies.set("guichet", seed.cookie)
        self.token = ""
        self.statuses: list[int] = []

    def get(self, path: str) -> requests.Response | None:
        """Open a page; None when nobody answers."""
        return self._ask("GET", path, None)

    def post(self, path: str, data: Mapping[str, str], files: object = None) -> requests.Response | None:
        """Post a form; None when nobody answers."""
        return self._ask("POST", path, {"csrf_token": self.token, **data}, files)

    def _ask(
        self, method: str, path: str, data: Mapping[str, str] | None, files: object = None
    ) -> requests.Response | None:
        address = self.portal.address + path
        try:
            answer = self.http.request(
                method,
                address,
                data=data,
                files=files,  # type: ignore[arg-type]  # what requests takes
                timeout=60,
                allow_redirects=False,
                headers={"Sec-Fetch-Site": "same-origin"},
            )
        except requests.RequestException:
            return None
        self.statuses.append(answer.status_code)
        found = TOKEN.search(answer.text) if answer.headers.get("content-type", "").startswith("text/html") else None
        if found:
            self.token = html.unescape(found.group(1))
        return answer


@dataclass
class Confirmed:
    """What a person saw of sending: the number of the receipt, how often they pressed the button, how long it took."""

    seed: Seed
    number: str
    posts: int
    seconds: float
    statuses: list[int]


def send(portal: Portal, seed: Seed) -> Confirmed:
    """Send a draft as a person does: open the recap, press the button, and again until a receipt is shown."""
    browser, posts, begun = Browser(portal, seed), 0, time.monotonic()
    recap, receipt = f"/demandes/{seed.draft}/recapitulatif", f"/demandes/{seed.draft}"
    while time.monotonic() - begun < PATIENCE:
        page = browser.get(recap)
        if page is not None and page.status_code == 200:
            posts += 1
            start = time.monotonic()
            answer = browser.post(recap, ON_RECAP)
            if answer is not None and answer.status_code == 303 and answer.headers["Location"].startswith(receipt):
                shown = _number(browser, answer.headers["Location"])
                if shown:
                    return Confirmed(seed, shown, posts, time.monotonic() - start, browser.statuses)
        elif page is not None and page.status_code == 303:
            shown = _number(browser, page.headers["Location"])
            if shown:
                return Confirmed(seed, shown, posts, 0.0, browser.statuses)
        time.sleep(PAUSE)
    raise LostError(f"{seed.draft}: {browser.statuses[-5:]}")


def _number(browser: Browser, path: str) -> str:
    """Read the number on a receipt, or on the request's own page."""
    page = browser.get(path)
    found = NUMBER.search(page.text) if page is not None and page.status_code == 200 else None
    return found.group(0) if found else ""


@dataclass
class Typist:
    """A page whose script saves what is typed: one save at a time, each numbered, repeated until it is acknowledged."""

    browser: Browser
    page: str
    values: dict[str, str] = field(default_factory=dict)
    tab: str = field(default_factory=lambda: str(uuid.uuid4()))
    number: int = 0
    drawn: str = ""
    acknowledged: dict[str, str] = field(default_factory=dict)
    saves: int = 0

    @property
    def path(self) -> str:
        """The address of the page."""
        return f"/demandes/{self.browser.seed.draft}/pages/{self.page}"

    def open(self) -> bool:
        """Open the page; say whether it came."""
        page = self.browser.get(self.path)
        found = DRAWN.search(page.text) if page is not None and page.status_code == 200 else None
        if found:
            self.drawn = html.unescape(found.group(1))
        return found is not None

    def body(self) -> dict[str, str]:
        """Give what the script posts now, under the next number."""
        self.number += 1
        more = {"drawn": self.drawn, "tab": self.tab, "save": str(self.number), "action": "autosave"}
        return {**self.values, **more}

    def save(self) -> requests.Response | None:
        """Save once; note what is acknowledged."""
        values = dict(self.values)
        answer = self.browser.post(self.path + "/enregistrer", self.body())
        if answer is not None and answer.status_code == 200:
            self.acknowledged = values
            self.saves += 1
            self.drawn = answer.json()["drawn"]
        return answer

    def save_until(self, patience: float = PATIENCE) -> None:
        """Save again and again until it is acknowledged, as the script does."""
        end, wait = time.monotonic() + patience, 0.1
        while True:
            answer = self.save()
            if answer is not None and answer.status_code == 200:
                return
            if time.monotonic() > end:
                raise LostError(f"{self.path}: {self.browser.statuses[-5:]}")
            time.sleep(wait)
            wait = min(wait * 2, 1.0)
