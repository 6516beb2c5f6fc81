"""Does the guide in a browser, takes its pictures into static/build/guide; fails where text and screens differ."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.guide.steps import portal, walk
from tests.journeys.conftest import FLAGS, ROOT

PICTURES = ROOT / "static" / "build" / "guide"


def main() -> int:
    """Take every picture; the old ones are replaced when all are there."""
    begun = time.monotonic()
    found = shutil.which("chromium")
    if found is None:
        print("chromium is not installed")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        taken = Path(folder) / "guide"
        taken.mkdir()
        try:
            with portal(Path(folder)) as site:
                count = walk(browser, site, taken)
        except AssertionError as error:
            print(error)
            return 1
        shutil.rmtree(PICTURES, ignore_errors=True)
        shutil.copytree(taken, PICTURES)
        browser.close()
    print(f"{count} pictures in {PICTURES.relative_to(ROOT)}, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
