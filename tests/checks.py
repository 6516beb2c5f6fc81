"""Counts the checks of the trust bar that have a test, whichever worker ran it."""

from __future__ import annotations

from typing import Any

import pytest

FAMILIES = {"AU": 10, "FC": 8, "SE": 7, "AZ": 7, "UP": 10, "DF": 10, "DU": 15, "MA": 6, "SP": 9, "PR": 8, "HD": 3}
FAMILIES |= {"OP": 6, "AX": 15, "LO": 7}
"""How many checks each family has."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Gather the ids that tests are marked with."""
    found = {str(mark.args[0]) for item in items for mark in item.iter_markers("check")}
    unknown = {one for one in found if not known(one)}
    if unknown:
        raise pytest.UsageError(f"no such check: {', '.join(sorted(unknown))}")
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is None:
        proven(config).update(found)
    else:
        output["checks"] = sorted(found)


def known(name: str) -> bool:
    """Say whether a check exists."""
    family, _, number = name.partition("-")
    return number.isdecimal() and 1 <= int(number) <= FAMILIES.get(family, 0)


def proven(config: pytest.Config) -> set[str]:
    """Give the ids gathered so far."""
    if not hasattr(config, "_checks"):
        config._checks = set()  # type: ignore[attr-defined]
    found: set[str] = config._checks  # type: ignore[attr-defined]
    return found


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: Any) -> None:
    """Take over what a worker gathered."""
    proven(node.config).update(getattr(node, "workeroutput", {}).get("checks", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many checks have a test."""
    if getattr(config, "workeroutput", None) is None and proven(config):
        ids = sorted(proven(config), key=lambda one: (one[:2], int(one[3:])))
        total = sum(FAMILIES.values())
        terminalreporter.write_line(f"{len(ids)} of the {total} checks of the trust bar have a test: {', '.join(ids)}")
