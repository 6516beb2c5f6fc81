"""The guide is done step by step: what its text names is on the screens."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.guide.steps import STEPS, portal, walk
from tests.guide.walker import Walker
from tests.journeys.conftest import Judge


def test_every_step_of_the_guide_is_done_with_the_labels_that_its_text_names(
    browser: Browser, judge: Judge, tmp_path: Path
) -> None:
    def judged(walker: Walker) -> None:
        for address in ("/edition/guide", "/edition/guide/pages-et-questions"):
            walker.go(address)
            judge.look(walker.page, address)
            judge.keep(address, walker.page.request.get(walker.page.url).text())

    with portal(tmp_path) as site:
        assert walk(browser, site, None, judged) == len(STEPS)
