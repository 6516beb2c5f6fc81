"""What an editor does to the document of a definition, which it never changes: each gives a new one. Its own door."""

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
