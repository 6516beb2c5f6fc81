"""Documents: the answers hold their metadata, the bytes live elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.kinds.base import Kind, Posted
from forms.kinds.numbers import write
from forms.model import ABSENT, MaybeJson, Question

UNITS = {"fr": ("octets", "Ko", "Mo"), "en": ("bytes", "kB", "MB")}
STEP = 1000
"""A kilo-octet has 1,000 octets, as the units' names say and as telephones show them."""

TYPE_NAMES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "image/heif": "HEIF",
    "image/webp": "WebP",
    "image/tiff": "TIFF",
}


def size_text(size: int, language: str = "fr") -> str:
    """Write a size in bytes: « 220 Ko », « 4,2 Mo »."""
    octets, kilo, mega = UNITS.get(language, UNITS["fr"])
    if size < STEP:
        words = f"{size}\u00a0{octets}"
    elif size < STEP * STEP:
        words = f"{max(1, round(size / STEP))}\u00a0{kilo}"
    else:
        words = f"{write(round(Decimal(size) / STEP / STEP, 1), (0, 1))}\u00a0{mega}"
    return words if language == "fr" else words.replace(",", ".")


def types_text(types: tuple[str, ...], language: str = "fr") -> str:
    """Name media types in words: « PDF, JPEG ou PNG »."""
    names = [TYPE_NAMES.get(one, one.rpartition("/")[2].upper()) for one in types]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'ou' if language == 'fr' else 'or'} {names[-1]}"


class Documents(Kind):
    """One or several documents; they come only from the draft, never from a post."""

    name = "file"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give nothing: references that are posted are ignored."""
        return ABSENT

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Give nothing: a browser fills no file input."""
        return {}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show one document a line: « ID.pdf (220 Ko) »."""
        items = value if isinstance(value, list) else []
        return tuple(_line(item, language) for item in items if isinstance(item, Mapping))


def _line(item: Mapping[str, Any], language: str) -> str:
    size = item.get("size")
    name = str(item.get("name", ""))
    return f"{name} ({size_text(size, language)})" if isinstance(size, int) else name
