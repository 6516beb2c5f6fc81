"""A page of a procedure as HTML."""

from __future__ import annotations

from app.rendering.listed import PATH as LISTS
from app.rendering.renderer import UNSEARCHED, Lister, Renderer, first_input
from app.rendering.searched import Searched
from app.rendering.summary import links as summary_links
from app.rendering.tongues import others, wording
from app.rendering.words import WORDS

__all__ = [
    "LISTS",
    "UNSEARCHED",
    "WORDS",
    "Lister",
    "Renderer",
    "Searched",
    "first_input",
    "others",
    "summary_links",
    "wording",
]
