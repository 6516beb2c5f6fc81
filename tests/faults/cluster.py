"""A PostgreSQL of our own, which can be stopped and killed: the shared server is never touched."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import free_port
from tests.faults.portal import children, until

STARTS_WITHIN = 60.0


class Cluster:
    """One server on a free port of loopback, with the settings that PostgreSQL comes with."""

    def __init__(self, folder: Path, programs: Path, owner: str) -> None:
        self.data = folder / "data"
        self.folder, self.programs, self.owner = folder, programs, owner
        self.port = free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "-D", str(self.data))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        words = ("-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options, "start")
        if not until(lambda: self._done("pg_ctl", *words), STARTS_WITHIN, 1.0):
            raise RuntimeError((self.folder / "log").read_text("utf-8")[-2000:])

    def stop(self) -> None:
        """Stop it at once, as a machine that is switched off: nothing is written any more."""
        self._run("pg_ctl", "-w", "-D", str(self.data), "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill all its processes with -9."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGSTOP)  # so that it starts no other meanwhile
        own = [*children(pid), pid]
        for one in own:
            os.kill(one, signal.SIGKILL)
        until(lambda: all(_dead(one) for one in own), 10)

    def _run(self, program: str, *words: str) -> None:
        if not self._done(program, *words):
            raise RuntimeError(f"{program} {words[-1]} failed")

    def _done(self, program: str, *words: str) -> bool:
        """Run a program as the owner of the server; say whether it did what it should."""
        command, who = [str(self.programs / program), *words], self.owner or None
        done = subprocess.run(
            command,
            user=who,
            group=who,
            cwd=self.folder,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        return done.returncode == 0


def _dead(pid: int) -> bool:
    """Say whether a process is gone, or only a name that nobody has waited for yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def programs() -> Path | None:
    """Find where PostgreSQL's programs are; Debian does not put them on the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    return places[-1].parent if places else None


@contextmanager
def cluster(folder_of_programs: Path) -> Iterator[Cluster]:
    """Run a server of our own; PostgreSQL refuses to be run by root, so root runs it as `postgres`."""
    owner = "postgres" if os.geteuid() == 0 else ""
    with tempfile.TemporaryDirectory(prefix="guichet-faults-pg-") as name:
        if owner:
            known = pwd.getpwnam(owner)
            os.chown(name, known.pw_uid, known.pw_gid)
        made = Cluster(Path(name), folder_of_programs, owner)
        made.start()
        try:
            yield made
        finally:
            made.stop()
