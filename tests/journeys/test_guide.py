"""The guide is done step by step: what its text names is on the screens."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.guide.steps import STEPS, portal, walk


def test_every_step_of_the_guide_is_done_with_the_labels_that_its_text_names(browser: Browser, tmp_path: Path) -> None:
    with portal(tmp_path) as site:
        assert walk(browser, site, None) == len(STEPS)
