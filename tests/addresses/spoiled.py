"""A service of addresses that goes wrong, in each way that one can."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [{"properties": {"label": "1 Rue Haute 57000 Metz", "city": "Metz", "type": "housenumber"}}],
    }
)


class Spoiled(ThreadingHTTPServer):
    """Answers as `answer` says; `asked` holds the paths that came, `over` is set at the end."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.over = threading.Event()
        self.answer: Callable[[Handler], None] = whole()

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Notes what was asked, then answers."""

    server: Spoiled

    def do_GET(self) -> None:
        """Answer."""
        self.server.asked.append(self.path)
        self.server.answer(self)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def whole(body: str = GOOD, status: int = 200, **headers: str) -> Callable[[Handler], None]:
    """Answer with a body, at once."""

    def answer(handler: Handler) -> None:
        raw = body.encode()
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def never(handler: Handler) -> None:
    """Keep the caller waiting until the end."""
    handler.server.over.wait()


def by_drops(handler: Handler) -> None:
    """Answer rightly, but one sign at a time, so that no silence is ever long."""
    handler.send_response(200)
    handler.end_headers()
    for sign in GOOD:
        if handler.server.over.wait(0.05):
            return
        handler.wfile.write(sign.encode())
        handler.wfile.flush()


@contextmanager
def spoiled() -> Iterator[Spoiled]:
    """Serve."""
    server = Spoiled()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
