"""A real S3 API on loopback, with a bucket of ours."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from moto.server import ThreadedMotoServer

from app.config import Bucket as Settings
from app.uploads.bucket import Bucket


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Serve the API, and give the store in a bucket of its own: what was kept before lives as long as this process."""
    name = f"documents-{uuid.uuid4().hex}"
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    try:
        requests.put(f"{url}/{name}", timeout=10).raise_for_status()
        yield Bucket(Settings(url, name, "us-east-1", "an id", "a secret"))
    finally:
        server.stop()
