"""Every step of the guide by the name of the picture it ends with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator

from tests.guide import ending, filling, opening
from tests.guide.text import passages
from tests.guide.walker import WIDE, Walker
from tests.journeys.conftest import WITHOUT_LIVE_PAGE, Site, context, served

Step = Callable[[Walker], Locator | None]
STEPS: Mapping[str, Step] = {**opening.STEPS, **filling.STEPS, **ending.STEPS}


@contextmanager
def portal(folder: Path) -> Iterator[Site]:
    """Serve the portal on a database to throw away."""
    with served(folder, f"sqlite:///{folder / 'guichet.sqlite3'}") as made:
        yield made


def nothing(_walker: Walker) -> None:
    """Do nothing more."""


def walk(
    browser: Browser,
    site: Site,
    folder: Path | None,
    without: Collection[str] = (),
    then: Callable[[Walker], None] = nothing,
) -> int:
    """Do the steps of the guide in its order, but those of some chapters; `then` what is asked. Gives how many.

    Pictures go to `folder`. Without it none is taken.
    """
    window = context(browser, True, WIDE)
    if folder is None:
        window.set_extra_http_headers(WITHOUT_LIVE_PAGE)
    walker = Walker(window.new_page(), site, folder)
    walker.log_in()
    count = 0
    for passage in (one for one in passages() if one.chapter not in without):
        walker.begin(passage)
        walker.end(STEPS[passage.picture](walker))
        count += 1
    then(walker)
    window.close()
    return count
