"""Times the four requests of one application and prints them as JSON: microseconds, the median of several rounds."""

from __future__ import annotations

import importlib
import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.bench.pages import right_post, wrong_post

ROUNDS, SECONDS = 5, 0.4


def clocked(act: Callable[[], Any]) -> float:
    """Give the microseconds of one call: the median of rounds."""
    for _ in range(5):
        act()
    found = []
    for _ in range(ROUNDS):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < SECONDS:
            act()
            count += 1
        found.append((time.perf_counter() - start) / count * 1e6)
    return statistics.median(found)


def measured(name: str, count: int) -> dict[str, float]:
    """Time the requests of one application."""
    client = importlib.import_module(f"tests.bench.{name}").make_app(count).test_client()
    html = client.get("/page").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert token
    right = {"csrf_token": token.group(1), **right_post(count)}
    wrong = {"csrf_token": token.group(1), **wrong_post(count)}
    assert client.post("/page", data=right).status_code == 303
    assert client.post("/page", data=wrong).status_code == 422
    found = {
        "empty": clocked(lambda: client.get("/page")),
        "saved": clocked(lambda: client.get("/saved")),
        "refuse": clocked(lambda: client.post("/page", data=wrong)),
        "accept": clocked(lambda: client.post("/page", data=right)),
    }
    if name == "by_hand":
        found["bare"] = clocked(lambda: client.get("/bare"))
    return found


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
