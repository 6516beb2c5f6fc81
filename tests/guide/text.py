"""What the text of the guide asks of the screens: in bold the labels that must be seen, and the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.editor.guiding import Chapter, chapters

BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
PICTURE = re.compile(r"!\[(.*?)\]\((.+?)\)", re.S)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]*)\)")


@dataclass(frozen=True)
class Passage:
    """The text that leads to a picture, from the picture or the heading before: what the step must do and see."""

    chapter: str
    labels: tuple[str, ...]
    picture: str
    alt: str


def written() -> tuple[Chapter, ...]:
    """Give the chapters of the guide itself: the last one, of accounts and office, has no pictures."""
    return chapters()[:-1]


def passages() -> Iterator[Passage]:
    """Give each picture of the guide with the labels of the text before it; text after the last one belongs to it."""
    for chapter in written():
        parts = PICTURE.split(chapter.text)
        for place in range(1, len(parts), 3):
            text = parts[place - 1] + (parts[place + 2] if place + 3 >= len(parts) else "")
            labels = tuple(dict.fromkeys(" ".join(one.split()) for one in BOLD.findall(text)))
            yield Passage(chapter.name, labels, parts[place + 1], parts[place])
