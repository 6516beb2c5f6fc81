"""The bytes of documents in S3-compatible storage, through obstore."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.config import Bucket as Settings
from app.uploads.storage import drop

PART = 5 * 1024 * 1024
"""The smallest part that S3 takes, in bytes; at most this much of a file is in memory."""

P = ParamSpec("P")
T = TypeVar("T")


def _as_os(method: Callable[P, T]) -> Callable[P, T]:
    """Raise OSError for what the storage refuses, as a folder does."""

    @wraps(method)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except FileNotFoundError:
            raise
        except BaseError as error:
            raise OSError(f"the storage of documents: {type(error).__name__}") from error

    return told


class Bucket:
    """Files as objects of a bucket; an object appears when it is whole."""

    def __init__(self, settings: Settings) -> None:
        self._store = S3Store(
            settings.name,
            endpoint=settings.url,
            region=settings.region,
            access_key_id=settings.key_id,
            secret_access_key=settings.secret,
            client_options={"allow_http": settings.url.startswith("http://"), "timeout": timedelta(seconds=60)},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )

    @_as_os
    def keep(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write an object in parts."""
        obstore.put(self._store, _key(name), iter(chunks), chunk_size=PART, max_concurrency=1)

    @_as_os
    def read(self, name: str, start: int, length: int) -> bytes:
        """Give some of the bytes of an object."""
        return bytes(obstore.get_range(self._store, _key(name), start=start, length=length))

    @_as_os
    def size(self, name: str) -> int:
        """Give the size of an object in bytes."""
        return int(obstore.head(self._store, _key(name))["size"])

    @_as_os
    def remove(self, name: str) -> None:
        """Delete an object; one that is gone already is fine."""
        try:
            obstore.delete(self._store, _key(name))
        except FileNotFoundError:
            return

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every object with the time of its last change."""
        try:
            for page in obstore.list(self._store):
                for one in page:
                    yield one["path"].rpartition("/")[2], one["last_modified"]
        except BaseError as error:
            raise OSError("the storage of documents cannot be listed") from error

    def drop(self, key: uuid.UUID) -> None:
        """Delete a document and the images made of it; one that is gone already is fine."""
        drop(self, key)


def _key(name: str) -> str:
    return f"{name[:2]}/{name}"
