"""Where the bytes of documents are kept, sealed, under random names that tell nothing: a folder, by default."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

PARTS = ("", ".preview", ".thumbnail")
"""What stands for one document: its bytes, and the images that we made of it."""


class Store(Protocol):
    """Files by name. Every method raises OSError when the place does not answer, is full or has no such file."""

    def keep(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file, whole or not at all; it survives a loss of power once this returns."""

    def read(self, name: str, start: int, length: int) -> bytes:
        """Give some of the bytes of a file."""

    def size(self, name: str) -> int:
        """Give the size of a file in bytes."""

    def remove(self, name: str) -> None:
        """Delete a file; one that is gone already is fine."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every file with the time of its last change, those left half written included."""

    def drop(self, key: uuid.UUID) -> None:
        """Delete a document and the images made of it; one that is gone already is fine."""


class Folder:
    """Files in a folder of this machine, for their owner alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / name

    def keep(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write beside its place, force it to the disk, then put it there, and force the folder too."""
        place = self._path(name)
        part = place.with_name(f"{name}.{uuid.uuid4().hex[:8]}.part")
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.rename(place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(place.parent)
        _sync(self._root)

    def read(self, name: str, start: int, length: int) -> bytes:
        """Give some of the bytes of a file."""
        with self._path(name).open("rb", buffering=0) as file:
            return os.pread(file.fileno(), length, start)

    def size(self, name: str) -> int:
        """Give the size of a file in bytes."""
        return self._path(name).stat().st_size

    def remove(self, name: str) -> None:
        """Delete a file; one that is gone already is fine."""
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every file with the time of its last change, those left half written included."""
        for place in self._root.glob("[0-9a-f][0-9a-f]/*"):
            try:
                yield place.name, datetime.fromtimestamp(place.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue

    def drop(self, key: uuid.UUID) -> None:
        """Delete a document and the images made of it; one that is gone already is fine."""
        drop(self, key)


def drop(store: Store, key: uuid.UUID) -> None:
    """Delete a document from a store, and the images made of it."""
    for part in PARTS:
        store.remove(key.hex + part)


def _sync(folder: Path) -> None:
    """Force the names of a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
