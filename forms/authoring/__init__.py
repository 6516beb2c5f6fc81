"""What an editor does to the document of a definition, which it never changes: each gives a new one. Its own door."""

from __future__ import annotations

from forms.authoring.choices import PastedError, pasted
from forms.authoring.formats import Part, explain, parts_of, pattern, pattern_of
from forms.authoring.panels import Saved, adopted, panel
from forms.authoring.panels import read as read_panel
from forms.authoring.panels import write as write_panel
from forms.authoring.places import TreeItem, TreePage, stray, tree
from forms.authoring.samples import Tried, try_samples
from forms.authoring.sources import asked_sources, sources
from forms.authoring.texts import parse
from forms.authoring.texts import write as write_text

__all__ = [
    "Part",
    "PastedError",
    "Saved",
    "TreeItem",
    "TreePage",
    "Tried",
    "adopted",
    "asked_sources",
    "explain",
    "panel",
    "parse",
    "parts_of",
    "pasted",
    "pattern",
    "pattern_of",
    "read_panel",
    "sources",
    "stray",
    "tree",
    "try_samples",
    "write_panel",
    "write_text",
]
