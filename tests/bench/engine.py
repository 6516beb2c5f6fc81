"""What the engine alone costs: loading a large definition, judging a whole request."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import forms
from tests.conftest import TODAY, load_file
from tests.people import complete


def milliseconds(act: Callable[[], Any], times: int) -> float:
    """Give the median of several calls."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1e3)
    return statistics.median(found)


def large() -> dict[str, Any]:
    """Make a definition of 300 questions with 100 conditions on 30 pages."""
    properties = {
        f"q{number}": {"type": "string", "enum": ["Oui", "Non"], "title": f"Q {number}"} for number in range(300)
    }
    conditions = [
        {
            "if": {"required": [f"q{number}"], "properties": {f"q{number}": {"const": "Oui"}}},
            "then": {"required": [f"q{number + 1}"]},
            "else": {"properties": {f"q{number + 1}": False}},
        }
        for number in range(0, 300, 3)
    ]
    pages = [
        {"id": f"p{page}", "title": f"Page {page}", "fields": [f"/q{page * 10 + place}" for place in range(10)]}
        for page in range(30)
    ]
    return {"title": "Grande", "type": "object", "properties": properties, "allOf": conditions, "x-pages": pages}


def loading() -> float:
    """Give the milliseconds of loading the large definition."""
    document = large()
    return milliseconds(lambda: forms.load(document), 5)


def problems() -> float:
    """Give the milliseconds of judging a whole request of the first procedure."""
    procedure, values = load_file("amethyste-renouvellement"), complete("amethyste-renouvellement")
    return milliseconds(lambda: procedure.problems(values, today=TODAY), 200)
