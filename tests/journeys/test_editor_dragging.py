"""Lines of the tree dragged: a line inside a group or rows moves within it, and never takes it along."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.conftest import Site
from tests.journeys.editing import Editor
from tests.journeys.test_editor_leaving import apart, made

__all__ = ["apart", "made"]
LINE = "#plan [data-pointer='{}'] > a"


def order(page: Page, within: str) -> list[str]:
    lines: list[str] = page.eval_on_selector_all(f"{within} > li", "all => all.map(one => one.dataset.pointer)")
    return lines


def drag(made: Editor, pointer: str, onto: str) -> None:
    made.page.drag_and_drop(LINE.format(pointer), onto)
    made.page.wait_for_timeout(150)
    made.settle()


def test_a_line_inside_a_group_is_dragged_within_it_only(made: Editor, apart: Site) -> None:
    page = made.page
    made.go("/page?page=0")
    rows = "#plan [data-pointer='/enfants'] > ol"
    before, outside = order(page, rows), order(page, "#plan [data-items='1']")
    assert len(before) == 2
    drag(made, before[0], LINE.format(before[1]))
    assert order(page, rows) == before[::-1]
    page.reload()
    assert order(page, rows) == before[::-1], "it is kept"
    drag(made, before[0], LINE.format("/carte"))
    drag(made, before[0], "#plan [data-items='0'] > li:first-child > a")
    assert sorted(order(page, rows)) == sorted(before)
    assert order(page, "#plan [data-items='1']") == outside, "the rows themselves stay where they are"
    drag(made, "/carte", LINE.format(before[0]))
    assert sorted(order(page, "#plan [data-items='1']")) == sorted(outside), "nothing gets into rows"
    drag(made, "/carte", "#plan [data-items='0'] > li:first-child > a")
    assert "/carte" in order(page, "#plan [data-items='0']")
