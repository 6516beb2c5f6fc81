"""How long a server waits for a browser that says nothing, which is not how long it waits for a slow one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

SILENCE = 60.0
"""Seconds without a single byte after which a browser is gone. A slow one is never cut, however long it takes."""


class Patience:
    """Gives a thread of gunicorn back when a telephone vanishes in the middle of a document."""

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request whose socket waits for a byte so long and no longer."""
        socket = environ.get("gunicorn.socket")
        if socket is not None:
            socket.settimeout(SILENCE)
        answer: Iterable[bytes] = self._wsgi_app(environ, start_response)
        return answer
