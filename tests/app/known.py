"""The one document that walks send by the hundred: the real workshop looks it through once in each worker.

What it finds in the very same bytes is the same, and a process for each took a sixth of the tests' time. Tests of
documents send their own, or without a walk, and have a process for each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from app.uploads import inspection

_here = local()
_found: dict[bytes, dict[str, Any]] = {}
_run = inspection.run


def _once(command: str, *rest: int | str) -> dict[str, Any]:
    content: bytes | None = getattr(_here, "content", None)
    if command != "clean" or content is None or os.pread(int(rest[0]), len(content) + 1, 0) != content:
        return _run(command, *rest)
    if content not in _found:
        found = _run(command, *rest)
        assert found.get("same") is True, "what the workshop wrote would have to be known too"
        _found[content] = found
    return _found[content]


inspection.run = _once


@contextmanager
def known(content: bytes) -> Iterator[None]:
    """Have this document looked through once, for what this thread does meanwhile."""
    _here.content = content
    try:
        yield
    finally:
        _here.content = None
