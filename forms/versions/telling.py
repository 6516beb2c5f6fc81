"""What is said to the applicant when the form changed under a draft, in good plain French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.versions.outcome import Migration

ASKED: Mapping[str, str] = {
    "added": "La question « {label} » a été ajoutée.",
    "required": "Il faut maintenant répondre à « {label} ».",
    "shown": "La question « {label} » vous concerne maintenant.",
    "answer": "Votre réponse à « {label} » ne convient plus.",
    "check": "Une vérification a changé.",
}
DROPPED: Mapping[str, str] = {
    "removed": "La question « {label} » n’est plus posée : votre réponse{shown} a été retirée.",
    "kind": "La question « {label} » a changé : votre réponse{shown} n’a pas pu être reprise.",
    "hidden": "La question « {label} » ne vous concerne plus : votre réponse{shown} ne sera pas envoyée.",
}
TOLD: Mapping[str, str] = {
    "added": "Nouvelle question : « {label} ». Vous pouvez y répondre.",
    "moved": "La question « {label} » était à la page « {was} ». Votre réponse est gardée.",
}
LONGEST = 80


def asked(reason: str, label: str, message: str) -> str:
    """Say what is asked again, why, and what to do."""
    return f"{ASKED[reason].format(label=label)} {message}"


def dropped(reason: str, label: str, shown: Sequence[str]) -> str:
    """Say which answer is gone, and what it was."""
    value = ", ".join(shown)
    short = value if len(value) <= LONGEST else f"{value[:LONGEST].rstrip()}…"
    return DROPPED[reason].format(label=label, shown=f" (« {short} »)" if short else "")


def told(reason: str, label: str, was: str) -> str:
    """Say what is new and asks nothing."""
    return TOLD[reason].format(label=label, was=was)


def whole(migration: Migration, day: str) -> str:
    """Say in one sentence what changed for this draft, and that the rest is kept."""
    parts = [*_added(migration), *_asked(migration), *_dropped(migration), *_moved(migration)]
    begun = f"Le formulaire a changé{f' le {day}' if day else ''}"
    if not parts:
        return f"{begun} : vos réponses sont gardées."
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"
    return f"{begun} : {said}. Vos autres réponses sont gardées."


def _count(number: int, one: str, many: str) -> str:
    return one if number == 1 else f"{number} {many}"


def _where(migration: Migration, pages: Sequence[str]) -> str:
    """Name the page when there is only one: « , à la page « Vos ressources » »."""
    found = list(dict.fromkeys(page for page in pages if page in migration.titles))
    if len(found) == 1:
        return f" à la page « {migration.titles[found[0]]} »"
    return f" à {len(found)} pages" if found else ""


def _added(migration: Migration) -> list[str]:
    pages = [one.page for one in migration.asked_again if one.reason == "added"]
    pages += [one.page for one in migration.told if one.reason == "added"]
    if not pages:
        return []
    words = _count(len(pages), "une question a été ajoutée", "questions ont été ajoutées")
    return [words + _where(migration, pages)]


def _asked(migration: Migration) -> list[str]:
    again = [one for one in migration.asked_again if one.reason != "added"]
    if not again:
        return []
    words = _count(len(again), "une réponse est à donner ou à revoir", "réponses sont à donner ou à revoir")
    return [words + _where(migration, [one.page for one in again])]


def _dropped(migration: Migration) -> list[str]:
    count = len(migration.dropped)
    words = _count(count, "une de vos réponses n’est plus demandée", "de vos réponses ne sont plus demandées")
    return [words] if count else []


def _moved(migration: Migration) -> list[str]:
    count = sum(1 for one in migration.told if one.reason == "moved")
    return [_count(count, "une question a changé de page", "questions ont changé de page")] if count else []
