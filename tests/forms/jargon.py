"""What no sentence for who knows no JSON may hold: a word of the dialect, a pointer, a word of schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from forms.dialect import meta_schema

FRENCH = {"type", "format", "description", "message", "minimum", "maximum", "section", "file", "service", "silence"}
FRENCH |= {"version", "documents", "types", "once", "sent", "note"}
"""Words of the dialect that are French words too."""
SCHEMAS = {"true", "false", "null", "string", "object", "array", "number", "boolean", "integer", "schema", "schéma"}
SCHEMAS |= {"pointeur", "propriété", "dialecte", "regex", "slug"}
POINTER = re.compile(r"(?<![\w’/])/[\w*$~][\w*$~/-]*")
OURS = re.compile(r"\bx-[a-z]+|\$[a-z]+|#/")


def jargon(sentence: str) -> list[str]:
    """Give the words of a sentence that only who writes JSON understands."""
    words = set(re.findall(r"[A-Za-zÀ-ÿ][\w-]*", sentence))
    return [*POINTER.findall(sentence), *OURS.findall(sentence), *sorted(words & (KEYWORDS | SCHEMAS))]


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, child in node.items():
            if key == "properties" and isinstance(child, dict):
                yield from child
            yield from _names(child)
    elif isinstance(node, list):
        for child in node:
            yield from _names(child)


KEYWORDS = set(_names(meta_schema())) - FRENCH
