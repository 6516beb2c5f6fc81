"""What an editor does to a definition: pure operations on its document, each giving a new one. The editor's own door."""

from __future__ import annotations

from forms.authoring.places import TreeItem, TreePage, stray, tree
from forms.authoring.texts import parse
from forms.authoring.texts import write as write_text

__all__ = [
    "TreeItem",
    "TreePage",
    "parse",
    "stray",
    "tree",
    "write_text",
]
