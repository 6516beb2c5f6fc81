"""A real SMTP server that answers, refuses, hangs, or says « later », and that remembers what it took."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.conftest import free_port

LATER = "451 4.3.0 later"


class PostOffice:
    """The mail server of the département; `mode` is `up`, `refused` (nobody listens), `hangs` or `451`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mode = "refused"
        self.taken: Counter[str] = Counter()
        self.recipients: dict[str, str] = {}
        self.before_reply: Callable[[], None] = bool
        self.after_reply: Callable[[], None] = bool
        self._controller: Controller | None = None
        self._hole: socket.socket | None = None
        self._lock = threading.Lock()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or say later."""
        if self.mode == "451":
            return LATER
        message = message_from_bytes(envelope.original_content or b"")
        with self._lock:
            self.taken[str(message["Message-ID"])] += 1
            self.recipients[str(message["Message-ID"])] = envelope.rcpt_tos[0]
        self.before_reply()
        asyncio.get_running_loop().call_later(0.001, self.after_reply)
        return "250 OK"

    def set(self, mode: str) -> None:
        """Change how it answers."""
        self._close()
        self.mode = mode
        if mode == "hangs":
            self._hole = socket.create_server(("127.0.0.1", self.port), backlog=64)
        elif mode != "refused":
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self._controller.start()

    def _close(self) -> None:
        if self._hole is not None:
            self._hole.close()
            self._hole = None
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def settings(self) -> dict[str, str]:
        """Give what the portal is told of it."""
        return {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self.port)}


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Run a mail server that answers."""
    made = PostOffice()
    made.set("up")
    try:
        yield made
    finally:
        made.set("refused")
