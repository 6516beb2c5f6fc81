"""Static files bear their digest in their address: a browser keeps each for a year, and never an old one.

A page that came after an update would otherwise run the script of before it, which the browser still has.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

KEPT = "public, max-age=31536000, immutable"
NAMED = "v"
DIGITS = 12


def _digest(filename: str) -> str:
    """Give the first digits of a static file's SHA-256, `""` where there is no such file."""
    path = Path(current_app.static_folder or "", filename)
    try:
        return _digest_of(path, path.stat().st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=256)
def _digest_of(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]


def _name(endpoint: str, values: dict[str, Any]) -> None:
    """Add the digest to the address of a static file."""
    if endpoint == "static" and NAMED not in values and (found := _digest(str(values.get("filename", "")))):
        values[NAMED] = found


def _keep(response: Response) -> Response:
    """Let a browser keep what it asked for by its digest; who asks for another one gets today's, to be asked again."""
    if request.endpoint == "static" and request.view_args and response.status_code in (200, 304):
        found = _digest(str(request.view_args["filename"]))
        response.headers["Cache-Control"] = KEPT if request.args.get(NAMED) == found else "no-cache"
    return response


def init_app(app: Flask) -> None:
    """Name static files by their digest, and say how long they are kept."""
    app.url_defaults(_name)
    app.after_request(_keep)
