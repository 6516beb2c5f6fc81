"""What clamd says of a file, over its socket. What it could not look at whole is never taken for clean."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from enum import Enum

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

from app.config import NO_ANTIVIRUS, Config

SCAN_SECONDS, ASK_SECONDS = 120, 3
HEURISTICS = {"Heuristics.Encrypted": "locked", "Heuristics.Limits": "unseen"}
"""How clamd names what it could not open or did not read to its end, when it is told to alert (see the README)."""


class Verdict(Enum):
    """What became of a check; UNKNOWN means that it was not made, and must be made again."""

    CLEAN = "clean"
    INFECTED = "infected"
    LOCKED = "locked"
    UNSEEN = "unseen"
    UNKNOWN = "unknown"


class Antivirus:
    """The antivirus of the portal, or none by choice."""

    def __init__(self, config: Config) -> None:
        self._address = config.clamav

    @property
    def off(self) -> bool:
        """Say whether the configuration states that there is none."""
        return self._address == NO_ANTIVIRUS

    def _client(self, seconds: int) -> ClamdNetworkSocket:
        if self._address.startswith("/"):
            return ClamdUnixSocket(self._address, seconds)
        host, _, port = self._address.rpartition(":")
        return ClamdNetworkSocket(host.strip("[]"), int(port), seconds)

    def scan(self, stream: io.BufferedReader) -> tuple[Verdict, str]:
        """Have a file looked at; give the verdict and the word of clamd, for the log. A failure is no verdict."""
        try:
            answers = self._client(SCAN_SECONDS).instream(stream)
        except (ClamdError, OSError, ValueError) as error:
            return Verdict.UNKNOWN, type(error).__name__
        status, name = answers.get("stream", ("ERROR", None))
        if status == "FOUND":
            known = (kind for start, kind in HEURISTICS.items() if (name or "").startswith(start))
            return Verdict(next(known, "infected")), name or ""
        return (Verdict.CLEAN, "") if status == "OK" and name is None else (Verdict.UNKNOWN, name or status)

    def signatures(self) -> datetime | None:
        """Give the day of clamd's signatures, None when it tells none. Raises OSError when it does not answer."""
        try:
            version = self._client(ASK_SECONDS).version()
        except ClamdError as error:
            raise OSError("clamd does not answer") from error
        written = version.strip().split("/")[-1]
        try:
            return datetime.strptime(written, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        except ValueError:
            return None
