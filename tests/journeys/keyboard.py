"""Somebody who has a keyboard and nothing else: sees where the focus is, and never loses it."""

from __future__ import annotations

from typing import Any

from tests.journeys.driver import Person
from tests.journeys.editing import QUIET

MOST = 150
"""After how many steps somebody gives up."""
FOCUS = """() => {
  let at = document.activeElement;
  if (!at || at === document.body) return {tag: 'body', name: '', words: '', place: '', seen: false};
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const texts = one => (one?.textContent || '').replace(/\\s+/g, ' ').trim();
  const named = (at.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id));
  const by = named.map(texts).join(' ');
  const label = [...(at.labels || [])].map(texts).join(' ');
  const group = texts(at.closest('fieldset')?.querySelector('legend'));
  const field = at.matches('input, select, textarea');
  const name = at.getAttribute('aria-label') || by.trim() || (field ? label : texts(at)) || at.title;
  const marked = (one, part) => {
    const style = one && getComputedStyle(one, part);
    return style && (style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth)));
  };
  const host = at.getRootNode().host;
  const around = [at, at.closest('.cm-editor'), host];
  const seen = around.some(one => marked(one)) || marked(at.labels?.[0], '::before');
  const box = at.getBoundingClientRect();
  const parts = {'#plan': 'plan', '#volet': 'panel', main: 'main', body: 'shell'};
  const place = Object.entries(parts).find(([one]) => (host || at).closest(one))[1];
  return {tag: at.tagName.toLowerCase(), name, group, place, seen: !!seen, id: at.id,
    there: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""
"""Where the focus is: its name as it is announced, in which part, whether it is marked and on the screen."""


class Keys:
    """The keys of somebody at a page; `trail` says where the focus went, for who reads a failure."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page
        self.trail: list[str] = []

    def focus(self) -> dict[str, Any]:
        """Say where the focus is."""
        found: dict[str, Any] = self.page.evaluate(FOCUS)
        return found

    def to(self, name: str, tag: str = "", place: str = "", back: bool = False) -> None:
        """Press Tab until what is so named has the focus; each step must be seen."""
        self.trail.clear()
        lost = 0
        for _ in range(MOST):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            found = self.focus()
            self.trail.append(f"{found['tag']} {found['name'][:50]}")
            if found["tag"] == "body":
                lost += 1
                assert lost < 3, self.trail
                continue
            if found["tag"] != "iframe":
                assert found["seen"], f"no mark of the focus: {found}"
                assert found["there"], f"the focus is out of the screen: {found}"
            fits = name in found["name"].replace("\u00a0", " ") and (not tag or found["tag"] in tag.split())
            if fits and found["place"] == (place or found["place"]):
                return
        raise AssertionError(f"Tab never comes to « {name} »: {self.trail}")

    def press(self, *keys: str) -> None:
        """Press keys; when what they do is done, the focus is somewhere."""
        for key in keys:
            self.page.keyboard.press(key)
        self.page.wait_for_timeout(30)
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(QUIET)

    def keeps(self, name: str = "", place: str = "") -> None:
        """See that the focus was not lost."""
        found = self.focus()
        assert found["tag"] != "body", f"the focus is lost after {self.trail[-1:]}"
        assert name in found["name"].replace("\u00a0", " "), found
        assert found["place"] == (place or found["place"]), found

    def write(self, text: str) -> None:
        """Write in place of what a field holds."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def follow(self, name: str, place: str = "", back: bool = False) -> None:
        """Go to a link or a button, and press Enter."""
        self.to(name, tag="a button", place=place, back=back)
        self.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Go to a field and write in it."""
        self.to(name, tag="input textarea")
        self.write(text)

    def choose(self, name: str, words: str) -> None:
        """Go to a list and type the first letters of what is wanted."""
        self.to(name, tag="select")
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.keyboard.type(words)
        self.press()
        chosen = self.page.evaluate("document.activeElement.selectedOptions?.[0]?.textContent")
        assert words in str(chosen), chosen

    def genre(self, name: str) -> None:
        """Go down a list of buttons, of which one is ticked, to the one wanted."""
        self.page.keyboard.press("Space")
        for _ in range(MOST):
            if self.focus()["name"].startswith(name):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow comes to « {name} »")
