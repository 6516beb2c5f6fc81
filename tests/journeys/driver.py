"""A person at the browser: logs in, fills pages, looks at each of them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Any

from playwright.sync_api import Error, Page, Response

import forms
from tests.app.conftest import PASSWORD
from tests.journeys.conftest import Judge, Site
from tests.people import posted

NEXT = ".guichet-buttons button[value=next]"


class Person:
    """Someone at a page of the portal; `errors` gathers what the browser's console says.

    `email` and `codes` are what somebody of the département logs in with again.

    Each page goes to the Nu checker, but for one who is too quick for it (`kept` False): a page left is gone.
    """

    def __init__(self, page: Page, site: Site, judge: Judge, js: bool, kept: bool = True) -> None:
        self.page = page
        self.site = site
        self.judge = judge
        self.js = js
        self.errors: list[str] = []
        self.email = ""
        self.codes: list[str] = []
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if kept:
            page.on("response", self._keep)

    def _note(self, kind: str, text: str) -> None:
        refused = any(f"status of {code}" in text for code in (403, 409, 410, 422))
        expected = refused or (not self.js and "status of 404" in text)
        if kind == "error" and not expected:
            self.errors.append(text)

    def _keep(self, response: Response) -> None:
        """Keep the HTML that the server sent."""
        kind = response.headers.get("content-type", "")
        if kind.startswith("text/html") and response.status not in (301, 302, 303):
            with suppress(Error):  # a page in a frame that another one took the place of meanwhile
                self.judge.keep(response.url.rpartition("/")[2] or "accueil", response.text())

    def look(self, name: str, part: str = "") -> None:
        """Have the page, or a part of it, judged as it stands."""
        self.judge.look(self.page, name, part)

    def log_in(self, email: str) -> None:
        """Log in."""
        self.page.goto(self.site.address + "/connexion")
        self.page.fill("#email", email)
        self.page.fill("#password", PASSWORD)
        self.page.click("button:has-text('Je me connecte')")
        self.page.wait_for_url("**/")

    def begin(self, slug: str) -> None:
        """Begin a request from the entry page of its procedure."""
        self.page.goto(f"{self.site.address}/demarches/{slug}")
        self.look(f"{slug}: entry")
        if self.page.query_selector("#conditions"):
            self.page.check("#conditions")
        self.page.click(".guichet-buttons button:has-text('Suivant')")

    def tell(self) -> None:
        """Fill « Vos informations », or the same questions in the profile, as far as they are asked."""
        texts = {"prenoms": "Ève", "nomUsage": "NOËL", "nomNaissance": "MARTIN", "naissance-jour": "1"}
        texts |= {"naissance-mois": "2", "naissance-annee": "1950", "adresse-numero": "15"}
        texts |= {"adresse-voie": "rue Ernest Savart", "adresse-codePostal": "93100", "adresse-commune": "Montreuil"}
        if self.page.query_selector("input[name=civilite]"):
            self.page.check("input[name=civilite][value=madame]")
        for name, text in texts.items():
            if self.page.query_selector(f"#{name}"):
                self.page.fill(f"#{name}", text)

    def link_of_mail(self, words: str, to: str) -> str:
        """Give the address with these words in the latest mail to somebody; mails leave just after the answer."""
        mails = self.page.context.new_page()
        mails.goto(self.site.address + "/dev/courriels")
        for _ in range(100):
            cards = mails.locator(f".guichet-card:has-text('{to}')").all_inner_texts()
            found = re.search(rf"http://\S*{words}\S*", "\n".join(cards))
            if found:
                break
            mails.wait_for_timeout(100)
            mails.reload()
        mails.close()
        assert found, words
        return found.group(0)

    def page_id(self) -> str:
        """Give the id of the page that is open."""
        found = re.search(r"/pages/([a-z0-9-]+)", self.page.url)
        return found.group(1) if found else self.page.url.rpartition("/")[2]

    def next(self) -> None:
        """Press « Suivant »."""
        self.page.click(NEXT)

    def fill_page(self, procedure: forms.Procedure, values: dict[str, Any], today: date) -> None:
        """Add the rows a page needs, then give every answer."""
        view = procedure.page(self.page_id(), values, today=today, show_problems=False)
        self.add_rows(view.items)
        for _ in range(3):
            if self._fill(view) or self.js:
                return
            self.next()

    def add_rows(self, items: tuple[Any, ...]) -> None:
        for item in items:
            if isinstance(item, forms.GroupView):
                self.add_rows(item.items)
            elif isinstance(item, forms.RepeatView):
                for index in range(len(item.rows)):
                    if not self.page.query_selector(f"#{item.name}-{index}-ligne"):
                        self.page.click(f"#{item.name}")
                        self.page.wait_for_selector(f"#{item.name}-{index}-ligne")

    def _fill(self, view: forms.PageView) -> bool:
        """Fill what the page shows; False when something was not shown yet (it comes after a post)."""
        given = posted(view)
        whole = True
        for item in view.questions():
            if not item.visible or item.question.kind in ("note", "computed", "fixed"):
                continue
            if item.question.widget == "hidden":
                continue
            if not self._shown(item.name):
                whole = False
                continue
            if item.question.kind == "file":
                self._file(item)
            for name, texts in given.items():
                if name == item.name or (item.question.kind == "date" and name.startswith(item.name + "-")):
                    self._give(item, name, texts)
        return whole

    def _shown(self, name: str) -> bool:
        """Say whether a question is shown, leaving the script the time to ask the server."""
        wrapper = self.page.locator(f"#{name}-question")
        if wrapper.count() and self.js:
            wrapper.wait_for(state="visible", timeout=5000)
        return wrapper.is_visible()

    def _file(self, item: forms.QuestionView) -> None:
        held = self.page.query_selector(f"#{item.name}-question [data-document]")
        if item.value is not forms.ABSENT and held is None:
            self.page.set_input_files(f"#{item.name}", self.site.files / "ID.pdf")
            if self.js:
                self.page.locator(f"#{item.name}-question [data-document]").first.wait_for()

    def _give(self, item: forms.QuestionView, name: str, texts: list[str]) -> None:
        kind, widget = item.question.kind, item.question.widget
        if kind in ("choice", "choices") and widget not in ("select", "search"):
            for text in texts:
                self.page.check(f'input[name="{name}"][value="{text}"]')
        elif kind == "checkbox":
            self.page.check(f"#{name}")
        elif widget == "search" and self.js:
            label = next(choice.label for choice in item.choices if forms.option_text(choice.value) == texts[0])
            self.page.fill(f"#{name}", label)
            self.page.press(f"#{name}", "Tab")
        elif kind == "choice":
            self.page.select_option(f"#{name}", texts[0])
        else:
            self.page.fill(f"#{name}", texts[0])
