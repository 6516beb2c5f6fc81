"""A page of a procedure as HTML."""

from __future__ import annotations

from app.rendering.renderer import Renderer, first_input
from app.rendering.words import WORDS

__all__ = ["WORDS", "Renderer", "first_input"]
