"""What `x-procedure` and `x-terms` say, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.model import Service, Settings, Status, Terms
from forms.problems import DefinitionProblem
from forms.screen import in_settings


def settings_of(document: Mapping[str, Any]) -> Settings:
    """Read `x-procedure`; what it does not say has the default of Settings."""
    words = document.get("x-procedure", {})
    service = words.get("service", {})
    return Settings(
        type=words.get("type", document.get("title", "")),
        summary=words.get("summary", document.get("description", "")),
        description=document.get("description", "") if "summary" in words else "",
        help=words.get("help", ""),
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
    flags = {name: bool(words.get(name)) for name in ("open", "refusal", "accepted", "pending", "withdrawn")}
    return Status(words["id"], words["label"], **flags)


def terms_of(document: Mapping[str, Any]) -> Terms | None:
    """Read `x-terms`, or give None when the procedure has none."""
    words = document.get("x-terms")
    if not words:
        return None
    return Terms(words["label"], words.get("text", ""), words.get("full", ""), words.get("version", ""))


def faults(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """Give what is unsound in `x-procedure`: a status that is two things, a renewal that nothing sets off."""
    words = settings_of(document)
    place = "/x-procedure/statuses"
    for number, one in enumerate(words.statuses):
        if one.accepted and (one.refusal or one.open):
            told = (
                f"Le statut « {one.label} » est un accord, et aussi {'un refus' if one.refusal else 'encore ouvert'}."
            )
            right = f"Gardez une seule de ces cases cochée, {in_settings('Statuts')}."
            yield DefinitionProblem(f"{place}/{number}/accepted", told, right)
    if words.renewal.get("invite") and not words.renewal.get("every"):
        told = "On ne sait pas quand inviter à renouveler."
        right = f"Écrivez aussi « Tous les », {in_settings('Délais')}."
        yield DefinitionProblem("/x-procedure/renewal/invite", told, right, "Dites aussi la période : « every ».")
    if words.renewal and words.statuses and not any(one.accepted for one in words.statuses):
        told = "La démarche se renouvelle, mais aucun statut n’est un accord."
        right = f"Cochez « C’est un accord » pour le statut d’acceptation, {in_settings('Statuts')}."
        yield DefinitionProblem(place, told, right, "Marquez-le « accepted »: true.")
