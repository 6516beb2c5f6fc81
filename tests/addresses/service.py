"""Starts and ends the address service; addok is installed beside, for it asks for an old redis that we do not want."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.txt"


def installed() -> Path:
    """Give the folder of addok, installed once from its own lock with hashes."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    folder = ROOT / ".make" / f"addok-{digest}"
    folder.parent.mkdir(exist_ok=True)
    with (ROOT / ".make" / "addok.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not folder.exists():
            made = folder.with_suffix(".new")
            shutil.rmtree(made, ignore_errors=True)
            uv = Path(sys.executable).parent / "uv"
            command = [str(uv), "pip", "install", "--quiet", "--require-hashes", "--target", str(made), "-r", str(LOCK)]
            subprocess.run(command, check=True)
            made.rename(folder)
    return folder


@contextmanager
def addok() -> Iterator[str]:
    """Serve our addresses; gives the base of the service."""
    command = [sys.executable, str(HERE / "serve.py")]
    environment = {**os.environ, "PYTHONPATH": str(installed())}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = next((line.split()[1] for line in process.stdout if line.startswith("port ")), "")
        assert port, "addok did not start: is Redis there, at 127.0.0.1:6379?"
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.stdin.close()
            process.wait(30)
