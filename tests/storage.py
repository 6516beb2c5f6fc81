"""A real S3 API on loopback, with a bucket of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from moto.server import ThreadedMotoServer

from app.config import Bucket as Settings
from app.uploads.bucket import Bucket

NAME = "documents"


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Serve the API, and give the store in its bucket."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    try:
        requests.put(f"{url}/{NAME}", timeout=10).raise_for_status()
        yield Bucket(Settings(url, NAME, "us-east-1", "an id", "a secret"))
    finally:
        server.stop()
