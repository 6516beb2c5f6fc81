"""Commands for authors: check, outline, verify, changes. Only here are files and the clock read."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import forms
from forms.outline import outline

SHARED = Path(__file__).resolve().parent.parent / "schemas"


def shared(file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the blocks and lists beside a definition, or ours when there are none there."""
    folder = file.resolve().parent.parent
    root = folder if (folder / "blocks").is_dir() else SHARED
    blocks = [forms.read(path.read_text("utf-8")) for path in sorted(root.glob("blocks/*/*.json"))]
    paths = sorted(root.glob("lists/*/*.json"))
    lists = {f"{path.parent.name}/{path.stem}": json.loads(path.read_text("utf-8")) for path in paths}
    return {str(block["$id"]): block for block in blocks}, lists


def load(file: Path) -> forms.Procedure:
    """Load the definition of a file. Raises forms.DefinitionError."""
    blocks, lists = shared(file)
    return forms.load(forms.read(file.read_text("utf-8")), blocks=blocks, lists=lists)


def check(files: Sequence[Path]) -> int:
    """Print one line a problem; give 1 when there is any."""
    found = 0
    for file in files:
        try:
            load(file)
        except forms.DefinitionError as error:
            found += len(error.problems)
            for problem in error.problems:
                print(f"{file}{problem}")
        except (OSError, UnicodeDecodeError) as error:
            found += 1
            print(f"{file}: {error}")
    return 1 if found else 0


def show(file: Path) -> int:
    """Print the outline of a definition."""
    try:
        print("\n".join(outline(load(file).compiled)))
    except forms.DefinitionError:
        return check([file])
    return 0


def report_of(file: Path, before: Path | None = None) -> forms.Report:
    """Verify the definition of a file today; one that cannot be loaded has a report too.

    What nothing blocks is filled as an applicant would fill it, as before a publication on the portal.
    """
    blocks, lists = shared(file)
    try:
        procedure = forms.load(forms.read(file.read_text("utf-8")), blocks=blocks, lists=lists, draft=True)
        published = load(before) if before else None
    except forms.DefinitionError as error:
        return forms.Report.of_problems(error.problems)
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    report = forms.verify(procedure, today=today, before=published)
    found = None if report.blocks else forms.rehearsed(procedure, today=today)
    return replace(report, findings=(*report.findings, found)) if found else report


def verify(file: Path, before: Path | None, as_json: bool) -> int:
    """Print what is found before publication, one line each or as JSON; give 1 when it keeps from publishing."""
    try:
        report = report_of(file, before)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file}: {error}")
        return 1
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            print(f"{file}{finding}")
    return 1 if report.blocks else 0


def compare(old: Path, new: Path, as_json: bool) -> int:
    """Print one line a change between two versions; give 1 when the new one cannot be published after the old."""
    try:
        found = forms.changes(load(old), load(new))
    except (forms.DefinitionError, OSError, UnicodeDecodeError):
        return check([old, new])
    if as_json:
        print(json.dumps([change.to_json() for change in found], ensure_ascii=False, indent=2))
    for change in found if not as_json else ():
        print(f"{change.type} [{change.policy}] #{change.pointer}: {change.sentence}")
    return 1 if any(change.blocks for change in found) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give what the shell should see."""
    parser = argparse.ArgumentParser(prog="python -m forms", description="Vérifie ou décrit des démarches.")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="une ligne par problème ; 1 s’il y en a")
    checking.add_argument("files", nargs="+", type=Path)
    showing = commands.add_parser("outline", help="pages, questions et conditions en français")
    showing.add_argument("file", type=Path)
    verifying = commands.add_parser("verify", help="ce qu’il faut corriger avant de publier ; 1 si cela l’empêche")
    verifying.add_argument("file", type=Path)
    verifying.add_argument("--before", type=Path, metavar="OLD", help="la version publiée : ce qui a changé depuis")
    verifying.add_argument("--json", action="store_true", help="en JSON, pour un outil")
    comparing = commands.add_parser("changes", help="une ligne par changement, avec ce que deviennent les brouillons")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if given.command == "verify":
        return verify(given.file, given.before, given.json)
    if given.command == "changes":
        return compare(given.old, given.new, given.json)
    return check(given.files) if given.command == "check" else show(given.file)


if __name__ == "__main__":
    sys.exit(main())
