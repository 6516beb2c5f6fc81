"""What the applications of all tests share: each test makes its own, and most of what making it costs is the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.engine.interfaces import Dialect

import forms
from app.catalogue.library import Library
from app.extensions import db
from tests.conftest import SCHEMAS, blocks


class Templates(BytecodeCache):
    """The templates, compiled once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template as it was compiled from the same source."""
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = Templates()
DIALECTS: dict[str, Dialect] = {}
STATEMENTS: dict[Any, Any] = {}
"""The statements compiled, by their dialect and their shape: a suite has a few hundred."""


def shared(app: Flask) -> None:
    """Let an application use what others before it compiled: templates, statements, our own definitions."""
    app.jinja_env.bytecode_cache = TEMPLATES
    library = app.extensions["library"]
    if library.schemas == SCHEMAS:
        library.load = lambda text: _load(library, text)
    with app.app_context():
        engine = db.engine
        engine.dialect = DIALECTS.setdefault(engine.dialect.name, engine.dialect)
        engine.update_execution_options(compiled_cache=STATEMENTS)


def _load(library: Library, text: str) -> forms.Procedure:
    # named lists may lie in the database of one test alone
    return Library.load(library, text) if "x-list" in text else _loaded(text)


@lru_cache(maxsize=16)
def _loaded(text: str) -> forms.Procedure:
    return forms.load(forms.read(text), blocks=blocks(), lists={})
