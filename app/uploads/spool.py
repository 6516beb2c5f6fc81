"""Where bytes wait before they are sealed: files without a name, in a folder of the instance that is ours alone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, Any, Protocol


class Readable(Protocol):
    """What gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Give what follows."""


def temporary(folder: Path) -> IO[bytes]:
    """Make a file that nobody else can open, and that ends with its last reader."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return tempfile.TemporaryFile(dir=folder)


class Received:
    """A file as the browser sends it. A full disk is told to who takes it in, not to who reads the text around it."""

    def __init__(self, folder: Path) -> None:
        self.failure: OSError | None = None
        self._file: IO[bytes] | None = None
        try:
            self._file = temporary(folder)
        except OSError as error:
            self.failure = error

    def write(self, chunk: bytes) -> int:
        """Keep what came, unless the disk is full already."""
        if self._file is not None and self.failure is None:
            try:
                self._file.write(chunk)
                self._file.flush()
            except OSError as error:
                self.failure = error
                self._file.seek(0)
                self._file.truncate()
        return len(chunk)

    def read(self, size: int = -1) -> bytes:
        """Give what came. Raises the OSError that kept it from being written."""
        if self.failure is not None or self._file is None:
            raise self.failure or OSError("nothing was received")
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        """Be a file in all the rest."""
        if self._file is None:
            return getattr(tempfile.SpooledTemporaryFile(max_size=1), name)  # an empty one
        return getattr(self._file, name)
