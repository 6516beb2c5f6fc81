"""A real clamd on a Unix socket, with signatures of our own, to start, stop and start again."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

SIGNED = b"GUICHET-TEST-SIGNATURE-7c1f0a9e"
"""What our only signature finds, anywhere in a file."""
MAX_FILE = 20_000_000
PATIENCE = 30.0


class Clamd:
    """One daemon in a folder of its own; `socket` is what CLAMAV is set to."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._process = folder, None
        self.socket = str(folder / "clamd.sock")
        signatures = folder / "signatures"
        signatures.mkdir(mode=0o755)
        (signatures / "test.ndb").write_text(f"Test.Guichet:0:*:{SIGNED.hex()}\n")
        settings = {
            "LocalSocket": self.socket,
            "DatabaseDirectory": signatures,
            "TemporaryDirectory": folder,
            "Foreground": "yes",
            "SelfCheck": 0,
            "LogFile": folder / "clamd.log",
            "MaxThreads": 2,
            "StreamMaxLength": 40_000_000,
            "MaxFileSize": MAX_FILE,
            "MaxScanSize": 100_000_000,
            "AlertExceedsMax": "yes",
            "AlertEncryptedDoc": "yes",
            "AlertEncryptedArchive": "yes",
        }
        self._settings = folder / "clamd.conf"
        self._settings.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    _process: subprocess.Popen[bytes] | None

    def start(self) -> None:
        """Start, and wait until it answers."""
        Path(self.socket).unlink(missing_ok=True)
        self._process = subprocess.Popen(
            ["clamd", "--config-file", str(self._settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError((self._folder / "clamd.log").read_text("utf-8"))
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def answers(self) -> bool:
        """Say whether it answers."""
        with closing(socket.socket(socket.AF_UNIX)) as asking:
            try:
                asking.settimeout(2)
                asking.connect(self.socket)
                asking.sendall(b"nPING\n")
                return asking.recv(16).startswith(b"PONG")
            except OSError:
                return False
