"""Serves our addresses with addok, in a process of its own: prints its port, empties its databases at the end.

Run as a script by `service.py`, with the folder of addok on the path; ends when its standard input is closed.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import redis

HERE = Path(__file__).resolve().parent
HOST, PORT = "127.0.0.1", 6379
PAIRS = ((5, 6), (7, 8), (9, 10), (11, 12))
CLAIM, CLAIM_SECONDS, PATIENCE = "guichet-tests", 3600, 120


class Quiet(WSGIRequestHandler):
    """Writes no line a request."""

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def claimed() -> tuple[int, int]:
    """Take two databases that no other run of the tests holds, and empty them."""
    for _ in range(PATIENCE):
        for pair in PAIRS:
            if redis.Redis(HOST, PORT, pair[0]).set(CLAIM, os.getpid(), nx=True, ex=CLAIM_SECONDS):
                clear(pair, keep=True)
                return pair
        time.sleep(1)
    raise SystemExit(f"the databases {PAIRS} of Redis are all taken")


def clear(pair: tuple[int, int], keep: bool = False) -> None:
    """Empty both databases, at once with the claim that is kept."""
    with redis.Redis(HOST, PORT, pair[0]).pipeline() as pipe:
        pipe.flushdb()
        if keep:
            pipe.set(CLAIM, os.getpid(), ex=CLAIM_SECONDS)
        pipe.execute()
    redis.Redis(HOST, PORT, pair[1]).flushdb()


def serve(pair: tuple[int, int]) -> None:
    """Fill the databases and answer until the standard input is closed."""
    os.environ["ADDOK_CONFIG_MODULE"] = str(HERE / "addok.conf")
    os.environ["REDIS_HOST"] = HOST
    os.environ["REDIS_DB_INDEXES"], os.environ["REDIS_DB_DOCUMENTS"] = (str(number) for number in pair)
    from addok.batch import process_documents
    from addok.config import config
    from addok.http.wsgi import application

    assert config.loaded
    process_documents(*(HERE / "addresses.ndjson").read_text("utf-8").splitlines())
    server = make_server(HOST, 0, application, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"port {server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()


def main() -> None:
    """Claim, serve, empty."""
    try:
        pair = claimed()
    except redis.ConnectionError as error:
        raise SystemExit(f"Redis does not answer at {HOST}:{PORT}: {error}") from error
    try:
        serve(pair)
    finally:
        with suppress(redis.ConnectionError):
            clear(pair)


if __name__ == "__main__":
    main()
