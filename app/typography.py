"""Spaces as French printers put them."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
BEFORE_SIGN = re.compile(" ([?!;:»])")


def french(html: str) -> str:
    """Put no-break spaces before « ? ! ; : » and inside guillemets."""
    return BEFORE_SIGN.sub(NO_BREAK + r"\1", html).replace("« ", "«" + NO_BREAK)
