"""Runs the real OpenID provider of the tests on loopback."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

PROGRAM = Path(__file__).with_name("provider.mjs")
SETTINGS = {"FRANCECONNECT_CLIENT_ID": "guichet", "FRANCECONNECT_CLIENT_SECRET": "a secret of the tests, long enough"}


@contextmanager
def provider(portal: str) -> Iterator[str]:
    """Start the provider for a portal at an address; give the issuer."""
    command = [str(ROOT / ".make" / "node-bin"), str(PROGRAM), portal]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("http://"), "the provider did not start"
        yield issuer
    finally:
        process.terminate()
        process.wait(10)
