"""Answers at rest, as requests store them: see app/catalogue/vault.py, which the profile shares."""

from __future__ import annotations

from app.catalogue.vault import MARK, opened, sealed

__all__ = ["MARK", "opened", "sealed"]
