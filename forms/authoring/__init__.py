"""What an editor does to the document of a definition, which it never changes: each gives a new one. Its own door."""

from __future__ import annotations

from forms.authoring.choices import PastedError, pasted
from forms.authoring.formats import Part, explain, parts_of, pattern, pattern_of
from forms.authoring.panels import Saved, adopted, panel
from forms.authoring.panels import read as read_panel
from forms.authoring.panels import write as write_panel
from forms.authoring.places import TreeItem, TreePage, stray, tree
from forms.authoring.samples import Tried, try_samples
from forms.authoring.sheets import Difference, Sheet, Wrong, compare_lists, decoded, read_sheet, write_sheet
from forms.authoring.sources import asked_sources, sources
from forms.authoring.spots import effective_node
from forms.authoring.texts import parse
from forms.authoring.texts import write as write_text

__all__ = [
    "Difference",
    "Part",
    "PastedError",
    "Saved",
    "Sheet",
    "TreeItem",
    "TreePage",
    "Tried",
    "Wrong",
    "adopted",
    "asked_sources",
    "compare_lists",
    "decoded",
    "effective_node",
    "explain",
    "panel",
    "parse",
    "parts_of",
    "pasted",
    "pattern",
    "pattern_of",
    "read_panel",
    "read_sheet",
    "sources",
    "stray",
    "tree",
    "try_samples",
    "write_panel",
    "write_sheet",
    "write_text",
]
