"""Pieces of HTML made once from a template, with holes for what each request fills in.

A template calls `hole("value")`; the mark it leaves is made of control characters, which no text of a definition may
hold. Texts of the definition are escaped here, once, and are never template source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from app.typography import french

OPEN, CLOSE = "\x02", "\x03"
MARK = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
BETWEEN_TAGS = re.compile(r">\s+<(?!/?(?:strong|em|a|span)\b)")


def mark(key: str) -> Markup:
    """Give the mark of a hole."""
    return Markup(f"{OPEN}{key}{CLOSE}")  # noqa: S704  # keys are ours


class Fragment:
    """Literals and the keys of the holes between them."""

    __slots__ = ("_keys", "_literals")

    def __init__(self, html: str) -> None:
        parts = MARK.split(html)
        self._literals = parts[0::2]
        self._keys = parts[1::2]

    def fill(self, values: Mapping[str, str]) -> str:
        """Join the literals with values, which must be escaped already; a hole without a value stays empty."""
        made = [self._literals[0]]
        for key, literal in zip(self._keys, self._literals[1:], strict=True):
            made.append(values.get(key, ""))
            made.append(literal)
        return "".join(made)


def make(environment: Environment, template: str, name: str, context: Mapping[str, Any]) -> Fragment:
    """Render a template once; `name` is written straight in unless it belongs to a row."""
    fixed: Callable[[str], Markup]
    if "*" in name:
        fixed = mark
    else:
        written = escape(name)

        def fixed(key: str) -> Markup:
            return written if key == "name" else mark(key)

    html = environment.get_template(template).render(hole=fixed, **context).strip()
    return Fragment(french(BETWEEN_TAGS.sub("><", html)))
