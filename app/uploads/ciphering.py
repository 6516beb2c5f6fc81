"""Files sealed in chunks, so that they stream and open anywhere: AES-GCM in the STREAM construction.

Each file has its key, from the document's own key, a salt and the file's name (HKDF). The nonce of a chunk is its
number and whether it is the last one: chunks that are cut, swapped, moved or taken from another file do not open.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.uploads.spool import Readable
from app.uploads.storage import Store

VERSION = b"\x01"
CHUNK, TAG, SALT, KEY = 64 * 1024, 16, 16, 32
HEADER = len(VERSION) + SALT
AHEAD = 16
"""How many chunks are fetched at once."""


class AlteredError(OSError):
    """The file is not as it was sealed."""


def new_key() -> bytes:
    """Make the key of a document."""
    return os.urandom(KEY)


def sealed(stream: Readable, key: bytes, name: str) -> Iterator[bytes]:
    """Give the sealed form of a stream, chunk by chunk, under the name it will bear."""
    salt = os.urandom(SALT)
    yield VERSION + salt
    cipher, number = _cipher(key, salt, name), 0
    chunk = _full(stream)
    while True:
        following = _full(stream) if len(chunk) == CHUNK else b""
        yield cipher.encrypt(_nonce(number, last=not following), chunk, None)
        if not following:
            return
        chunk, number = following, number + 1


def _full(stream: Readable) -> bytes:
    """Read a whole chunk, or what is left."""
    found = stream.read(CHUNK)
    while 0 < len(found) < CHUNK:
        more = stream.read(CHUNK - len(found))
        if not more:
            break
        found += more
    return found


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY, salt, b"guichet document\x00" + name.encode()).derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class Opened(io.RawIOBase):
    """A sealed file to be read anywhere; little of it is in memory. Raises AlteredError, when opened or read."""

    def __init__(self, store: Store, name: str, key: bytes, size: int | None = None) -> None:
        super().__init__()
        self._store, self._name = store, name
        body = store.size(name) - HEADER
        self._chunks = max(1, -(-body // (CHUNK + TAG)))
        self.size = body - self._chunks * TAG
        header = store.read(name, 0, HEADER)
        if header[:1] != VERSION or self.size < 0 or (size is not None and self.size != size):
            raise AlteredError(f"{name} is not as it was sealed")
        self._cipher = _cipher(key, header[1:], name)
        self._at, self._from, self._held = 0, 0, b""

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Give the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's own buffer type
        """Read what follows."""
        if self._at >= self.size:
            return 0
        if not self._from <= self._at < self._from + len(self._held):
            self._fetch(self._at // CHUNK)
        start = self._at - self._from
        given = self._held[start : start + len(buffer)]
        buffer[: len(given)] = given
        self._at += len(given)
        return len(given)

    def _fetch(self, first: int) -> None:
        """Open the chunks that begin here."""
        sealed = self._store.read(self._name, HEADER + first * (CHUNK + TAG), AHEAD * (CHUNK + TAG))
        places = range(0, len(sealed), CHUNK + TAG)
        try:
            opened = [
                self._cipher.decrypt(
                    _nonce(first + count, last=first + count == self._chunks - 1), sealed[at : at + CHUNK + TAG], None
                )
                for count, at in enumerate(places)
            ]
        except InvalidTag as error:
            raise AlteredError(f"{self._name} is not as it was sealed") from error
        if not opened:
            raise AlteredError(f"{self._name} ends too soon")
        self._from, self._held = first * CHUNK, b"".join(opened)


def read_range(store: Store, key: uuid.UUID, data_key: bytes, start: int, length: int) -> bytes:
    """Give some of the bytes of a document."""
    opened = Opened(store, key.hex, data_key)
    opened.seek(start)
    return io.BufferedReader(opened).read(length)
