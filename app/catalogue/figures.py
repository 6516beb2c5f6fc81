"""Drawings and photos of questions that were uploaded: kept by their content, found by procedure and file name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.catalogue.models import StoredFigure
from forms import plain_text

ENDINGS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
LONGEST_STEM = 40


def find(database: Session, slug: str, file: str) -> StoredFigure | None:
    """Find a figure with its content."""
    wanted = select(StoredFigure).where(StoredFigure.slug == slug, StoredFigure.file == file)
    return database.scalar(wanted.options(undefer(StoredFigure.content)))


def of(database: Session, slug: str) -> list[StoredFigure]:
    """Give the figures of a procedure, the latest first, without their content."""
    found = select(StoredFigure).where(StoredFigure.slug == slug)
    return list(database.scalars(found.order_by(StoredFigure.at.desc(), StoredFigure.file)))


def file_name(original: str, media_type: str, digest: str) -> str:
    """Name a figure by what it was called and by its content: another content never takes its name."""
    stem = re.sub(r"[^a-z0-9]+", "-", plain_text(original.rpartition(".")[0] or original)).strip("-")
    return f"{stem[:LONGEST_STEM].strip('-') or 'image'}-{digest[:10]}.{ENDINGS[media_type]}"


def keep(
    database: Session, slug: str, original: str, media_type: str, content: bytes, actor: str, now: datetime
) -> StoredFigure:
    """Keep a figure of a procedure; the same one again is the one that is there."""
    digest = hashlib.sha256(content).hexdigest()
    return _kept(database, slug, file_name(original, media_type, digest), original, media_type, content, actor, now)


def _kept(
    database: Session, slug: str, file: str, original: str, media_type: str, content: bytes, actor: str, now: datetime
) -> StoredFigure:
    known = find(database, slug, file)
    if known is None:
        known = StoredFigure(
            slug=slug,
            file=file,
            original=original[:250],
            media_type=media_type,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content=content,
            actor=actor[:250],
            at=now,
        )
        database.add(known)
        database.flush()
    return known


def bring(
    database: Session, folder: Path, source: str, target: str, files: Iterable[str], actor: str, now: datetime
) -> None:
    """Give a copy of a procedure the figures of the one it was copied from; `folder` is that of drawings beside it."""
    for file in files:
        row = find(database, source, file)
        path = folder / file
        if row is not None:
            _kept(database, target, file, row.original, row.media_type, row.content, actor, now)
        elif "/" not in file and path.suffix == ".svg" and path.is_file():
            _kept(database, target, file, file, "image/svg+xml", path.read_bytes(), actor, now)
