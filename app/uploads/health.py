"""How documents fare, in numbers and words for the health page; nothing personal."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import config
from app.uploads.antivirus import Antivirus
from app.uploads.models import CHECKING, Document

DISK_FREE = 10
UNCHECKED_MINUTES = 30
SIGNATURES_OLD = timedelta(hours=48)
OFF, FRESH = "antivirus désactivé par configuration", "ok"


def facts(database: Session, now: datetime) -> tuple[dict[str, Any], list[str]]:
    """Give what is measured, and what is wrong with it."""
    free = disk_free()
    oldest = database.scalar(select(func.min(Document.created_at)).where(Document.state == CHECKING))
    waits = int((now - oldest).total_seconds() // 60) if oldest else 0
    antivirus = antivirus_state(now)
    wrong = ["disque presque plein"] if free < DISK_FREE else []
    wrong += ["documents non vérifiés"] if waits >= UNCHECKED_MINUTES else []
    wrong += [antivirus] if antivirus not in (OFF, FRESH) else []
    return {"disque_libre_pourcent": free, "document_minutes": waits, "antivirus": antivirus}, wrong


def disk_free() -> int:
    """Give how much of the disk of documents is free, in percent; the fuller one when there are two."""
    places = [one for one in (config().instance, config().instance / "uploads", config().spool) if one.is_dir()]
    usages = [shutil.disk_usage(one) for one in places]
    return min((100 * one.free // one.total for one in usages if one.total), default=0)


def antivirus_state(now: datetime) -> str:
    """Say how the antivirus is: off by choice, silent, old, or fine."""
    antivirus = Antivirus(config())
    if antivirus.off:
        return OFF
    try:
        day = antivirus.signatures()
    except OSError:
        return "l’antivirus ne répond pas"
    if day is None:
        return "l’antivirus ne dit pas de quand datent ses signatures"
    return FRESH if now - day < SIGNATURES_OLD else "signatures de l’antivirus trop anciennes"
