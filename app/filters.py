"""How times and days are written for the public: French, in the time of Paris."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup

from app.extensions import PARIS
from app.markdown import block, inline
from app.typography import french
from forms import size_text, types_text

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NARROW = "\u00a0"


def moment(value: datetime) -> str:
    """Write « 10/05/2023 18:38 »."""
    return value.astimezone(PARIS).strftime("%d/%m/%Y %H:%M")


def moment_in_words(value: datetime) -> str:
    """Write « 10 mai 2023 à 18 h 38 »."""
    local = value.astimezone(PARIS)
    return f"{day(local)} à {local.hour}{NARROW}h{NARROW}{local.minute:02}"


def day(value: date | datetime | str) -> str:
    """Write « 1er septembre 2026 »."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    elif isinstance(value, datetime):
        value = value.astimezone(PARIS).date()
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{NARROW}{MONTHS[value.month - 1]} {value.year}"


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun; French counts 0 as one."""
    return f"{grouped(number)}{NARROW}{one if number < 2 else many}"


def grouped(number: int) -> str:
    """Write « 50 000 »."""
    return f"{number:,}".replace(",", "\u202f")


def document_kind(document: Any) -> str:
    """Write what a document is: « PDF, 220 Ko »."""
    return f"{types_text((document.type,))}, {size_text(document.size)}"


def offered(types: Sequence[str]) -> list[str]:
    """Give what a file input offers: a telephone's HEIC wherever a JPEG is taken, for it becomes one.

    Some browsers know that type by its ending only.
    """
    return [*types, "image/heic", "image/heif", ".heic", ".heif"] if "image/jpeg" in types else list(types)


def init_app(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.globals["path_of"] = cache(_path_of)
    app.jinja_env.filters.update(
        moment=moment,
        moment_in_words=moment_in_words,
        day=day,
        counted=counted,
        grouped=grouped,
        markdown=_markdown,
        markdown_inline=_inline,
        fr=_french,
    )
    app.jinja_env.filters.update(document_kind=document_kind, offered=offered, size_words=size_text)


def _markdown(text: str) -> Markup:
    return block(text)


def _inline(text: str) -> Markup:
    return inline(text)


def _french(text: str) -> str:
    return french(str(text))


def _path_of(endpoint: str, filename: str | None = None) -> str:
    """Give the path of a page that takes no argument, or of a static file; the shell asks for twenty of them."""
    return url_for(endpoint, filename=filename) if filename else url_for(endpoint)
