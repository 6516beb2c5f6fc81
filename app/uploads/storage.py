"""Where the bytes of documents are kept: a folder, under random names that tell nothing."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path
from typing import IO

CHUNK = 64 * 1024


class Folder:
    """Files by the id of their document."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: uuid.UUID) -> Path:
        """Give the place of a document."""
        return self._root / key.hex[:2] / key.hex

    def receive(self, key: uuid.UUID, stream: IO[bytes]) -> tuple[Path, str]:
        """Write a stream beside its place, whole or not at all; give the file and its SHA-256."""
        place = self.path(key).with_suffix(".part")
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256()
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            place.unlink(missing_ok=True)  # half a document on a full disk would keep it full
            raise
        return place, digest.hexdigest()

    def keep(self, key: uuid.UUID) -> None:
        """Put a received file in its place, before its row is committed."""
        place = self.path(key)
        place.with_suffix(".part").rename(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self, key: uuid.UUID) -> None:
        """Delete a document, received or kept; one that is gone already is fine."""
        for place in (self.path(key), self.path(key).with_suffix(".part")):
            place.unlink(missing_ok=True)
