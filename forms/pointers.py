"""JSON Pointers: into a definition, into answers, and the HTML names made of them."""

from __future__ import annotations

from collections.abc import Iterable

Part = "str | int"
LONGEST_INDEX = 10
"""Signs of a number that is no longer an index; Python refuses to read thousands of them."""


def escape(part: str | int) -> str:
    """Write one part of a pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def join(parts: Iterable[str | int]) -> str:
    """Write a pointer from its parts; no parts give the whole document, `""`."""
    return "".join("/" + escape(part) for part in parts)


def split(pointer: str) -> list[str]:
    """Read a pointer into its parts; `""` gives none, a missing first slash is forgiven."""
    if not pointer:
        return []
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.removeprefix("/").split("/")]


def index_in(part: str) -> int | None:
    """Read a part of a pointer as the index of a list; None for what no list is long enough for, or no number."""
    return int(part) if part.isdecimal() and len(part) < LONGEST_INDEX else None


def html_name(pointer: str) -> str:
    """Give the HTML name of an answer: the parts of its pointer joined with `-`."""
    return "-".join(split(pointer))


def concrete(template: str, indexes: tuple[int, ...]) -> str:
    """Put the indexes of rows where a compiled pointer or name has `*`, from the left."""
    for index in indexes:
        template = template.replace("*", str(index), 1)
    return template
