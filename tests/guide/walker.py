"""An admin who does what the guide says: presses and fills what the text names in bold, and sees every label."""

from __future__ import annotations

from pathlib import Path

import pyotp
from playwright.sync_api import ElementHandle, Error, Locator, Page, Request

from app.extensions import utc_now
from tests.app.conftest import PASSWORD
from tests.guide.text import Passage
from tests.journeys.conftest import PHONE, Site, joined

LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
WIDE = {"width": 1400, "height": 900}
"""A window where the screen of the editor has its three columns."""
TURN, QUIET, REFUSED, LONGEST = 10, 2, 40, 1500
"""Milliseconds of a turn; in turns: how long a page is quiet once settled, unsaved once refused, waited for at most."""
MARGIN = 16


class Walker:
    """Somebody at the portal with the guide in hand; `folder` is where pictures go, none without it."""

    def __init__(self, page: Page, site: Site, folder: Path | None = None) -> None:
        self.page, self.site, self.folder = page, site, folder
        self.passage = Passage("", (), "", "")
        self.seen: set[str] = set()
        self.frame = ""
        self._on_their_way: set[Request] = set()
        page.on("request", lambda request: self._on_their_way.add(request))
        page.on("requestfinished", lambda request: self._on_their_way.discard(request))
        page.on("requestfailed", lambda request: self._on_their_way.discard(request))
        page.on("dialog", lambda dialog: dialog.accept())

    def log_in(self, role: str = "admin") -> None:
        """Log an admin in, second factor included."""
        page = self.page
        page.goto(self.site.address + "/connexion")
        page.fill("#email", joined(self.site, {}, role=role))
        page.fill("#password", PASSWORD)
        page.click("button:has-text('Je me connecte')")
        page.wait_for_selector("#code")
        page.fill("#code", pyotp.TOTP(page.inner_text(".guichet-key").replace(" ", "")).at(utc_now()))
        page.click("main button:has-text('Continuer')")
        page.wait_for_selector(".guichet-codes")

    def begin(self, passage: Passage) -> None:
        """Turn to a passage of the guide."""
        self.passage, self.seen, self.frame = passage, set(), ""
        self.page.set_viewport_size(WIDE)
        self.look()

    def end(self, shown: Locator | None) -> None:
        """Take the picture of a passage, of one element or of the window; every label of the text was seen."""
        self.look()
        missing = [one for one in self.passage.labels if one not in self.seen]
        assert not missing, f"{self.told}: the text names what is on no screen of this step: {missing}"
        if shown is not None:
            shown.first.wait_for()
        if self.folder is not None:
            self._take(self.folder / f"{self.passage.picture}.png", shown)

    def _take(self, path: Path, shown: Locator | None) -> None:
        """Take a picture, with some room around an element."""
        self.page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        box = shown.first.bounding_box() if shown is not None else None
        if box is None:
            self.page.screenshot(path=path)
            return
        left, top = max(box["x"] - MARGIN, 0), max(box["y"] - MARGIN, 0)
        right = min(box["x"] + box["width"] + MARGIN, WIDE["width"])
        clip = {"x": left, "y": top, "width": right - left, "height": box["y"] + box["height"] + MARGIN - top}
        self.page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]  # a TypedDict

    @property
    def told(self) -> str:
        """Name the passage."""
        return f"guide, {self.passage.chapter}, {self.passage.picture}"

    def go(self, address: str) -> None:
        """Go to an address of the portal, which is no step of the text."""
        self.page.goto(self.site.address + address)
        self.settle()
        self.look()

    def at(self, words: str) -> None:
        """Fail unless the page has these words as its title."""
        title = " ".join(self.page.locator("main h1").inner_text().split())
        assert words in title, f"{self.told}: the page is « {title} », not « {words} »"

    def press(self, label: str, within: str = "", named: bool = True) -> None:
        """Press what bears a label: a button, a link, a fold, a choice; `named` says that the text must name it."""
        if named:
            self._of_the_text(label)
        found = self._find(label, "press", within)
        found.scroll_into_view_if_needed()
        found.click()
        self.settle()
        self.look()

    def fill(self, label: str, value: str, within: str = "", named: bool = True) -> None:
        """Write in the field that bears a label."""
        if named:
            self._of_the_text(label)
        found = self._find(label, "field", within)
        if found.evaluate("node => node.tagName") == "SELECT":
            self._choose(found, label, value)
        else:
            found.fill(value)
            found.press("Tab")
        self.settle()
        self.look()

    def _choose(self, found: ElementHandle, label: str, value: str) -> None:
        """Choose in a list by what is read there."""
        options = found.evaluate("node => [...node.options].map(one => one.label)")
        known = {" ".join(str(one).split()): str(one) for one in options}
        assert value in known, f"{self.told}: « {label} » has no « {value} », only {[*known]}"
        found.select_option(label=known[value])

    def phone(self) -> None:
        """Hold the page as a telephone does."""
        self.page.set_viewport_size(PHONE)
        self.settle()

    def _of_the_text(self, label: str) -> None:
        assert label in self.passage.labels, f"{self.told}: the text does not say « {label} » in bold: nobody knows it"

    def _find(self, label: str, sort: str, within: str) -> ElementHandle:
        for frame in self.page.frames:
            found = frame.evaluate_handle(
                f"([label, sort, within]) => ({LOOK}).find(label, sort, within)", [label, sort, within]
            ).as_element()
            if found is not None:
                return found
        raise AssertionError(f"{self.told}: « {label} » is not on the screen {self.page.url}")

    def settle(self) -> None:
        """Wait until nothing is on its way, what came is drawn, and what was written is saved or refused."""
        quiet = 0
        for turn in range(LONGEST):
            self.page.wait_for_timeout(TURN)
            quiet = quiet + 1 if self._quiet(told=turn > REFUSED) else 0
            if quiet >= QUIET:
                return
        raise AssertionError(f"{self.told}: still on their way: {[one.url for one in self._on_their_way]}")

    def _quiet(self, told: bool) -> bool:
        """Let the scripts of the page end what they do; with `told`, what is not saved by now was refused."""
        if self._on_their_way:
            return False
        waits = "[data-busy]" if told else "[data-busy], form[data-live][data-unsaved]"
        try:
            left = self.page.evaluate(
                "(waits) => new Promise((done) => setTimeout(() => done(document.querySelector(waits) !== null)))",
                waits,
            )
        except Error:  # the page leaves for another one
            return False
        return not left and not self._on_their_way

    def look(self) -> None:
        """Note every label that the screen shows, and its frames."""
        try:
            for frame in self.page.frames:
                self.seen.update(frame.evaluate(f"() => ({LOOK}).labels()"))
        except Error:  # the live page was on its way to another one
            self.settle()
            self.look()
