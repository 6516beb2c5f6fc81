"""The guide of the portal: its chapters are drawn, its links lead somewhere, each of its pictures has a step."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import Flask

from app.editor import guiding
from app.editor.guiding import chapters
from app.markdown import guide
from forms.verification.plainness import EASY, LONGEST, SENTENCE, WORD, WORDS, ease_of, plain_text
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_rights import staff
from tests.guide.steps import STEPS
from tests.guide.text import BOLD, PICTURE, passages, written


class Links(HTMLParser):
    """The addresses inside the portal that the body of a page leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads."""
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith("/"):
            self.found.add(address)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_chapter_is_drawn_and_leads_somewhere(app: Flask, clock: Clock) -> None:
    editor = staff(app, "editor", clock)
    addresses = [f"/edition/guide/{one.name}" for one in chapters()]
    pages = [editor.get(address) for address in ["/edition", "/edition/guide", *addresses]]
    assert [page.status_code for page in pages] == [200] * len(pages)
    links = set().union(*(Links(page.get_data(as_text=True).split("<main", 1)[1]).found for page in pages[1:]))
    assert set(addresses) <= links
    assert [link for link in sorted(links) if editor.get(link).status_code != 200] == []
    assert 'href="/edition/guide"' in pages[0].get_data(as_text=True)
    assert editor.get("/edition/guide/nulle-part").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pictures_that_are_not_built_are_told_and_leave_no_hole(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = staff(app, "editor", clock)
    monkeypatch.setattr(guiding, "pictures", dict)
    html = editor.get("/edition/guide/commencer").get_data(as_text=True)
    assert "Les images de ce guide ne sont pas installées" in html
    assert "<img" not in html.split("<main")[1]
    assert '<p class="govuk-body"></p>' not in html
    monkeypatch.setattr(guiding, "pictures", lambda: {"demarches": "/static/build/guide/demarches.png"})
    html = editor.get("/edition/guide/commencer").get_data(as_text=True)
    assert '<img class="guichet-guide__picture" src="/static/build/guide/demarches.png" alt="La page' in html


def test_every_picture_has_its_step_and_every_step_its_picture() -> None:
    named = Counter(one.picture for one in passages())
    assert {name for name, count in named.items() if count > 1} == set()
    assert set(named) == set(STEPS)


def test_every_picture_has_words_and_every_label_is_looked_for() -> None:
    assert [one.picture for one in passages() if len(one.alt) < 20] == []
    looked_for = {(one.chapter, label) for one in passages() for label in one.labels}
    in_bold = {(one.name, " ".join(label.split())) for one in written() for label in BOLD.findall(one.text)}
    assert in_bold == looked_for


def test_the_guide_is_plain_to_read() -> None:
    hard = []
    for chapter in written():
        for text in PICTURE.sub("", chapter.text).split("\n\n"):
            plain = plain_text(" ".join(text.split("\n")) if text[:1] not in "-1" else text)
            longest = max((len(WORD.findall(one)) for one in SENTENCE.split(plain)), default=0)
            if longest > LONGEST or (len(WORD.findall(plain)) >= WORDS and ease_of(plain) < EASY):
                hard.append((chapter.name, longest, plain))
    assert hard == []


def test_the_markdown_of_the_guide_draws_our_pictures_alone_and_no_html() -> None:
    made = guide(
        "![Une « page »](page) <b>x</b> ![Ailleurs](https://exemple.fr/x.png) [lien](/edition)", {"page": "/p.png"}
    )
    assert '<img class="guichet-guide__picture" src="/p.png" alt="Une' in made
    assert made.count("<img") == 1
    assert "<b>" not in made
    assert '<a class="govuk-link" href="/edition"' in made


def test_a_client_that_is_no_editor_is_not_shown_the_guide(josette: CheckingClient) -> None:
    assert josette.get("/edition/guide").status_code == 404
