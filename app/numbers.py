"""Numbers that pages and addresses bear."""

from __future__ import annotations


def natural(text: str, digits: int = 5) -> int | None:
    """Read a natural number of at most so many plain digits, None for anything else.

    Python refuses to read thousands of digits, and databases keep fewer: what is longer than a page would ever write
    is no number of ours.
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
