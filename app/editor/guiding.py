"""The guide for those who write procedures: a chapter a file, with pictures of the real screens once built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import abort, current_app, render_template, url_for

from app.config import ROOT
from app.editor.views import bp
from app.markdown import guide as drawn
from app.security import may

FOLDER = ROOT / "templates" / "editor" / "guide"
OFFICE = "administration"
"""The chapter that is kept beside the definitions: accounts, office, JSON."""


@dataclass(frozen=True)
class Chapter:
    """A chapter: its name in the address, its title, its Markdown without that title."""

    name: str
    title: str
    text: str


@cache
def chapters() -> tuple[Chapter, ...]:
    """Give the chapters in the order in which they are read; the number before a file's name says it."""
    found = [(path.stem.partition("-")[2], path) for path in sorted(FOLDER.glob("*.md"))]
    return tuple(_read(name, path) for name, path in [*found, (OFFICE, ROOT / "schemas" / "GUIDE.md")])


def _read(name: str, path: Path) -> Chapter:
    heading, _, text = path.read_text("utf-8").partition("\n")
    return Chapter(name, heading.removeprefix("# "), text)


def pictures() -> dict[str, str]:
    """Give the address of each picture that is built, by its name."""
    folder = Path(current_app.static_folder or "") / "build" / "guide"
    names = sorted(path.stem for path in folder.glob("*.png"))
    return {name: url_for("static", filename=f"build/guide/{name}.png") for name in names}


@bp.get("/edition/guide")
@may("edit")
def guide() -> str:
    """Show the chapters of the guide."""
    return render_template("editor/guide.html", chapters=chapters()[:-1], office=chapters()[-1])


@bp.get("/edition/guide/<chapter>")
@may("edit")
def guide_chapter(chapter: str) -> str:
    """Show a chapter of the guide."""
    known = chapters()
    place = next((place for place, one in enumerate(known) if one.name == chapter), None)
    if place is None:
        abort(404)
    shown, built = known[place], pictures()
    return render_template(
        "editor/guide_chapter.html",
        chapter=shown,
        html=drawn(shown.text, built),
        without=not built and "![" in shown.text,
        before=known[place - 1] if place else None,
        after=known[place + 1] if place + 1 < len(known) else None,
    )
