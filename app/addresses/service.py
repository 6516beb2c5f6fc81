"""The service of addresses, asked over HTTP; its answers are kept a while, and it is left alone when it fails."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import requests
import urllib3
from cachetools import TTLCache

from app.addresses.reading import Address, read

LIMIT, SHORTEST, LONGEST = 6, 3, 200
SECONDS = 2.0
KEPT, KEPT_SECONDS = 2_000, 3_600
MAX_BYTES, PIECE = 500_000, 65_536
PAUSE, LONGEST_PAUSE = 5, 60

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search gave; `failed` says that the service did not answer, which is not « nothing was found »."""

    addresses: tuple[Address, ...] = ()
    failed: bool = False
    short: bool = False


class Busy(Exception):  # noqa: N818  # a state of the service, which has nothing wrong
    """The service asks to be left alone for so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"asks to wait {seconds} s")
        self.seconds = seconds


FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError, RecursionError, Busy)


class Service:
    """Searches addresses in a service in the format of the BAN; without an address it finds nothing."""

    def __init__(self, base: str, timer: Callable[[], float] = time.monotonic, seconds: float = SECONDS) -> None:
        self._url = endpoint(base) if base else ""
        self._timer = timer
        self._seconds = seconds
        self._kept: TTLCache[str, tuple[Address, ...]] = TTLCache(KEPT, KEPT_SECONDS, timer)
        self._lock = Lock()
        self._silent_until = 0.0

    def search(self, text: str) -> Outcome:
        """Find up to six addresses that begin as `text`, of three signs at least. Never raises."""
        key = " ".join(text.split()).casefold()[:LONGEST]
        if len(key) < SHORTEST:
            return Outcome(short=True)
        if not self._url:
            return Outcome()
        with self._lock:
            known = self._kept.get(key)
            silent = self._timer() < self._silent_until
        if known is not None:
            return Outcome(known)
        return Outcome(failed=True) if silent else self._ask(key)

    def _ask(self, key: str) -> Outcome:
        """Ask the service; after a failure nobody waits for it again before a pause."""
        try:
            found = self._fetch(key)
        except FAILURES as error:
            # What people type is personal: neither it nor the address asked is written.
            log.warning("the address service failed: %s", type(error).__name__)
            pause = error.seconds if isinstance(error, Busy) else PAUSE
            with self._lock:
                self._silent_until = self._timer() + pause
            return Outcome(failed=True)
        with self._lock:
            self._kept[key] = found
        return Outcome(found)

    def _fetch(self, key: str) -> tuple[Address, ...]:
        query: dict[str, str | int] = {"q": key, "limit": LIMIT, "autocomplete": 1}
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        ends = self._timer() + self._seconds
        with requests.get(
            self._url, params=query, headers=headers, timeout=self._seconds, stream=True, allow_redirects=False
        ) as response:
            if response.status_code == 400:  # words that it cannot search: nothing is found
                return ()
            if response.status_code == 429:
                raise Busy(_pause(response.headers.get("Retry-After", "")))
            if response.status_code != 200:
                raise ValueError(f"status {response.status_code}")
            return read(json.loads(self._body(response, ends)))[:LIMIT]

    def _body(self, response: requests.Response, ends: float) -> bytes:
        """Read what comes, within the time and the size that are allowed to the whole."""
        body = b""
        while piece := response.raw.read1(PIECE):
            body += piece
            if len(body) > MAX_BYTES or self._timer() > ends:
                raise ValueError("too long")
        return body


def endpoint(base: str) -> str:
    """Give the address to ask: the base with `/search/`, unless it names its search already."""
    bare = base.rstrip("/")
    return bare if bare.endswith("/search") else f"{bare}/search/"


def _pause(retry_after: str) -> int:
    return min(int(retry_after), LONGEST_PAUSE) if retry_after.isdecimal() else PAUSE
