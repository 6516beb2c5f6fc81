"""A TCP proxy that can be cut: what stands behind it is then stopped for who stands before it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from tests.conftest import free_port


class Proxy:
    """Passes bytes both ways between its port and a target, until it is cut."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = free_port()
        self.loop = asyncio.new_event_loop()
        self.server: asyncio.Server | None = None
        self.writers: set[asyncio.StreamWriter] = set()

    async def _open(self) -> None:
        self.server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner, outer = await asyncio.open_connection(*self.target)
        except OSError:
            writer.close()
            return
        self.writers |= {writer, outer}
        await asyncio.gather(self._pump(reader, outer), self._pump(inner, writer))
        self.writers -= {writer, outer}

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(65536):
                sink.write(chunk)
                await sink.drain()
        sink.close()

    async def _cut(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None
        for writer in list(self.writers):
            writer.transport.abort()

    def cut(self) -> None:
        """Refuse every connection, and break those that are open."""
        asyncio.run_coroutine_threadsafe(self._cut(), self.loop).result(10)

    def mend(self) -> None:
        """Let bytes pass again."""
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result(10)


@contextlib.contextmanager
def proxy(host: str, port: int) -> Iterator[Proxy]:
    """Run a proxy that lets bytes pass."""
    made = Proxy(host, port)
    threading.Thread(target=made.loop.run_forever, daemon=True).start()
    made.mend()
    try:
        yield made
    finally:
        made.cut()
        made.loop.call_soon_threadsafe(made.loop.stop)
