"""The guide is done step by step: what its text names is on the screens."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.guide.steps import portal, walk
from tests.guide.text import passages
from tests.guide.walker import Walker
from tests.journeys.conftest import Judge

LONG = ("reponses", "choix", "listes", "conditions", "controles", "langage-clair")
"""Chapters whose screens other tests walk through, and that take half of the time: only `make guide` does these."""


def test_the_steps_of_the_guide_are_done_with_the_labels_that_its_text_names(
    browser: Browser, judge: Judge, tmp_path: Path
) -> None:
    def judged(walker: Walker) -> None:
        for address in ("/edition/guide", "/edition/guide/pages-et-questions"):
            walker.go(address)
            judge.look(walker.page, address)
            judge.keep(address, walker.page.request.get(walker.page.url).text())

    with portal(tmp_path) as site:
        done = walk(browser, site, None, LONG, judged)
    assert done == len([one for one in passages() if one.chapter not in LONG]) > 25
