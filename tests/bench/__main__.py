"""Runs every measure, our page and its peers in turn, and prints the tables of the README."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.editing import edits
from tests.bench.engine import loading, problems
from tests.bench.papers import milliseconds
from tests.bench.people import PER_SECOND, SECONDS, under_guessing
from tests.bench.real import real_page
from tests.bench.uploads import COUNT, SLOW, at_once, megabytes
from tests.conftest import ROOT

OLD = "3.2.2"
WORDS = {
    "empty": "show an empty page",
    "saved": "show a page with a saved draft",
    "refuse": "refuse a wrong page, values and errors shown again",
    "accept": "accept a right page",
}
TURNS = 3


def run(name: str, count: int, before: Path | None = None) -> dict[str, float]:
    """Measure one application in a process of its own; `before` stands first on the path."""
    path = os.pathsep.join([*([str(before)] if before else []), str(ROOT)])
    command = [sys.executable, "-m", "tests.bench.measure", name, str(count)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def old_wtforms() -> Path:
    """Install the older WTForms beside, once."""
    folder = ROOT / ".make" / f"wtforms-{OLD}"
    if not folder.exists():
        uv = Path(sys.executable).parent / "uv"
        command = [str(uv), "pip", "install", "--quiet", "--no-deps", "--target", str(folder), f"wtforms=={OLD}"]
        subprocess.run(command, check=True)
    return folder


def table(count: int, before: Path) -> list[tuple[str, float, float, float]]:
    """Compare pages of so many questions: rows of words, x against 3.3.2, x against 3.2.2, x of a bare view."""
    turns = [(run("ours", count), run("by_hand", count), run("by_hand", count, before)) for _ in range(TURNS)]
    made = []
    for key, words in WORDS.items():
        new = statistics.median(hand[key] / ours[key] for ours, hand, _ in turns)
        old = statistics.median(hand[key] / ours[key] for ours, _, hand in turns)
        bare = statistics.median(ours[key] / hand["bare"] for ours, hand, _ in turns)
        made.append((words, new, old, bare))
    return made


def main() -> None:
    """Print the tables."""
    before = old_wtforms()
    eight, hundred = table(8, before), table(100, before)
    print("| | 8 questions: WTForms 3.3.2 / 3.2.2 | 100 questions: 3.3.2 / 3.2.2 | times a bare Flask view |")
    print("|---|---|---|---|")
    for (words, new, old, bare), (_, new100, old100, bare100) in zip(eight, hundred, strict=True):
        print(f"| {words} | {new:.1f} / {old:.1f} | {new100:.1f} / {old100:.1f} | {bare:.1f} / {bare100:.1f} |")
    ratio, ours, share, apart = real_page()
    print(f"\nA wizard page of 8 questions for real (login, draft, SQLite): {ratio:.2f} times the hand-written page")
    print(f"(it takes {ours:.0f} µs). Loading 300 questions with 100 conditions: {loading():.0f} ms.")
    print(
        f"`problems()` on a full request of the first procedure: {problems():.2f} ms. Python {sys.version.split()[0]}."
    )
    print(f"Finding the session of a request: {share:.0%} of that page. An address that has an account is answered")
    print(f"{apart:.1f} ms apart from one that has none, at most, at login, sign-up and reset.")
    mandate, receipt = milliseconds()
    print(f"A mandate as PDF/UA: {mandate:.0f} ms; an acknowledgement of 100 answers: {receipt:.0f} ms.")
    wait, added = under_guessing()
    print(
        f"While {PER_SECOND} wrong passwords a second are tried for {SECONDS} s: another page takes {wait:.2f} s "
        f"at most in 95 cases of 100, the memory grows by {added:.0f} MB."
    )
    print("With 300 questions and 100 conditions in the editor, from the post to the page that shows the edit:")
    print("; ".join(f"{words} {spent:.0f} ms" for words, spent in edits().items()) + ".")
    found = at_once()
    print(
        f"{COUNT} documents of {megabytes()} MB sent at once: {found.seconds:.0f} s, the memory grows "
        f"by {found.added:.0f} MB, {found.rows} rows, {found.equal} hashes equal. While {SLOW} connections send one "
        f"byte a second: another page takes {found.wait:.2f} s at most in 95 cases of 100."
    )


if __name__ == "__main__":
    main()
