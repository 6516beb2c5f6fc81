"""The legal acknowledgement of a request: what the law wants said, once for the page, the mail and the document.

Sources: code des relations entre le public et l’administration, L112-11, R112-5, R112-11-1, L232-3, L411-2.
"""

from __future__ import annotations

from datetime import date, datetime

import forms
from app.config import Department
from app.extensions import PARIS
from app.filters import day, moment_in_words
from app.submissions.durations import later
from app.submissions.models import Submission
from app.typography import french

Particulars = tuple[tuple[str, str], ...]


def decided_on(settings: forms.Settings, sent_at: datetime) -> date | None:
    """Give the day at which silence becomes a decision."""
    sent_on = sent_at.astimezone(PARIS).date()
    limit = later(sent_on, settings.silence.get("after", ""))
    return limit if limit > sent_on else None


def particulars(submission: Submission, settings: forms.Settings, department: Department) -> Particulars:
    """Give what the acknowledgement says; the département stands in for what the service does not say."""
    service = settings.service
    rows = (
        ("Numéro de la demande", submission.number),
        ("Démarche", settings.type),
        ("Reçue le", f"{moment_in_words(submission.sent_at)} (heure de Paris)"),
        ("Service chargé de la demande", service.name or f"Département de la {department.name}"),
        ("Adresse postale", service.address or department.address),
        ("Courriel", service.email or department.email),
        ("Téléphone", service.phone or department.phone),
        *_silence(settings, submission.sent_at),
    )
    return tuple((label, french(text)) for label, text in rows)


def _silence(settings: forms.Settings, sent_at: datetime) -> Particulars:
    limit = decided_on(settings, sent_at)
    if limit is None:
        return ()
    until = f"Si le Département ne vous a pas répondu le {day(limit)}, votre demande sera considérée comme"
    if settings.silence.get("means") == "accept":
        attestation = "Vous pourrez alors demander au service une attestation qui le dit."
        return (("Sans réponse", f"{until} acceptée."), ("Votre preuve", attestation))
    appeal = (
        "Vous aurez alors deux mois, à partir de ce jour, pour demander au service de revoir sa décision, en lui "
        "écrivant à l’adresse ci-dessus, ou pour saisir le tribunal administratif. Si vous écrivez d’abord au service, "
        "vous pourrez encore saisir le tribunal ensuite. Il en va de même pour un refus écrit, à partir du jour où "
        "vous le recevez."
    )
    return (("Sans réponse", f"{until} refusée."), ("Si vous n’êtes pas d’accord", appeal))
