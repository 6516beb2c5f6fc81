"""The short run of the faults: real processes killed, a real database taken away, a real disk filled, real Chromium.

The checks are tried here with fewer turns than they name; `make faults` has the whole figures (DU-8: 1,000 sendings).
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.faults.tally import Tally, table


@pytest.mark.check("DU-1")
@pytest.mark.check("DU-3")
@pytest.mark.check("DU-8")
@pytest.mark.check("DU-10")
@pytest.mark.check("DU-11")
@pytest.mark.check("MA-1")
@pytest.mark.check("MA-3")
def test_no_fault_loses_anything_that_was_acknowledged() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--short"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"


def test_the_table_does_not_hide_a_loss() -> None:
    clean, dirty = Tally("one", sent=1_000), Tally("other")
    assert clean.clean
    dirty.lose("a value")
    assert not dirty.clean
    assert "| **in all** | 0 | 1,000 | 0 | 1 | 0 | 0 | 0 |" in table([clean, dirty])
