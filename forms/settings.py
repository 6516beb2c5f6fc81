"""What `x-procedure` and `x-terms` say, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.model import Service, Settings, Status, Terms


def settings_of(document: Mapping[str, Any]) -> Settings:
    """Read `x-procedure`; what it does not say has the default of Settings."""
    words = document.get("x-procedure", {})
    service = words.get("service", {})
    return Settings(
        type=words.get("type", document.get("title", "")),
        summary=words.get("summary", document.get("description", "")),
        service=Service(*(str(service.get(key, "")) for key in ("name", "address", "email", "phone"))),
        opens=words.get("opens", ""),
        closes=words.get("closes", ""),
        late=words.get("late", "refuse"),
        debit=words.get("debit", "recurring"),
        silence=dict(words.get("silence", {})),
        retention=dict(words.get("retention", {})),
        renewal=dict(words.get("renewal", {})),
        profile=tuple(words.get("profile", ())),
        helper=words.get("helper", ""),
        statuses=tuple(_status(one) for one in words.get("statuses", ())),
        receipt=words.get("receipt", ""),
        mails={name: dict(mail) for name, mail in words.get("mails", {}).items()},
        example=tuple(words.get("x-example", ())),
    )


def _status(words: Mapping[str, Any]) -> Status:
    flags = {name: bool(words.get(name)) for name in ("open", "refusal", "pending", "withdrawn")}
    return Status(words["id"], words["label"], **flags)


def terms_of(document: Mapping[str, Any]) -> Terms | None:
    """Read `x-terms`, or give None when the procedure has none."""
    words = document.get("x-terms")
    if not words:
        return None
    return Terms(words["label"], words.get("text", ""), words.get("full", ""), words.get("version", ""))
