"""What a definition says to the portal: dates, statuses, mail of the helper, unused parts, examples to replace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from forms.model import Question
from forms.pointers import escape
from forms.screen import JSON, in_settings
from forms.verification.subject import Found, Subject

FEW = 4
"""Answers named one by one."""

TERMS = {
    "full": "le texte des conditions d’utilisation",
    "version": "la version des conditions d’utilisation",
    "label": "le libellé de la case des conditions d’utilisation",
    "text": "la phrase au-dessus de la case des conditions d’utilisation",
}
DATES, DELAYS, MAILS, SHOWN = "Dates", "Délais", "Courriels", "Présentation"
SETTINGS = {
    "service": ("le service responsable", "Service"),
    "opens": ("le premier jour", DATES),
    "closes": ("le dernier jour", DATES),
    "late": ("ce qui peut être envoyé après le dernier jour", DATES),
    "silence": ("ce que vaut le silence", DELAYS),
    "retention": ("les durées de conservation", DELAYS),
    "renewal": ("le renouvellement", DELAYS),
    "statuses": ("les statuts", "Statuts"),
    "receipt": ("l’accusé de réception", MAILS),
    "mails": ("les courriels", MAILS),
    "type": ("le nom dans les listes", SHOWN),
    "summary": ("la démarche en une phrase", SHOWN),
    "help": ("l’aide de la démarche", SHOWN),
    "profile": ("les informations personnelles demandées", "Profil et aidant"),
    "helper": ("la question du courriel de l’aidant", "Profil et aidant"),
    "debit": ("le mandat de prélèvement", "Profil et aidant"),
}


def dates_crossed(subject: Subject) -> Iterator[Found]:
    """Tell of a procedure that closes before it opens."""
    opens, closes = _day(subject.procedure.settings.opens), _day(subject.procedure.settings.closes)
    if opens and closes and closes < opens:
        yield Found(
            f"La démarche ferme le {closes:%d/%m/%Y}, avant d’ouvrir le {opens:%d/%m/%Y}.",
            f"Corrigez « Premier jour » ou « Dernier jour », {in_settings(DATES)}.",
            place="/x-procedure/closes",
        )


def closed_already(subject: Subject) -> Iterator[Found]:
    """Tell of a procedure whose last day is past."""
    closes = _day(subject.procedure.settings.closes)
    if closes and subject.today and closes < subject.today:
        yield Found(
            f"La démarche est fermée depuis le {closes:%d/%m/%Y} : personne ne pourra la commencer.",
            f"Donnez un « Dernier jour » à venir, {in_settings(DATES)}.",
            place="/x-procedure/closes",
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def statuses_twice(subject: Subject) -> Iterator[Found]:
    """Give the statuses that bear the id of another."""
    seen: set[str] = set()
    for number, status in enumerate(subject.procedure.settings.statuses):
        if status.id in seen:
            yield Found(
                f"Deux statuts ont le même nom technique : « {status.id} ».",
                f"Donnez un autre « Nom technique » à l’un des deux, {in_settings('Statuts')}.",
                place=f"/x-procedure/statuses/{number}/id",
            )
        seen.add(status.id)


def helper_nowhere(subject: Subject) -> Iterator[Found]:
    """Tell of a helper’s mail that no question asks."""
    pointer = subject.procedure.settings.helper
    node = subject.compiled.nodes.get(pointer)
    if pointer and not (isinstance(node, Question) and node.kind == "email"):
        yield Found(
            f"Le courriel de l’aidant devrait se lire dans {subject.name(pointer)}, qui ne demande pas de courriel."
            if node is not None
            else "Le courriel de l’aidant devrait se lire dans une question qui n’existe plus.",
            f"Choisissez « Question où s’écrit le courriel de l’aidant », {in_settings('Profil et aidant')}.",
            place="/x-procedure/helper",
            detail=f"« {pointer} » n’est pas une question de courriel.",
        )


def unused_parts(subject: Subject) -> Iterator[Found]:
    """Give the `$defs` that nothing refers to."""
    references = {str(one) for one in _references(subject.document)}
    for name, part in subject.document.get("$defs", {}).items():
        place = f"/$defs/{escape(name)}"
        if not any(_reaches(one, f"#{place}", part) for one in references):
            words = f"Le bloc partagé « {_called(part, name)} » est dans la démarche, mais aucune question n’en vient."
            right = f"Retirez-le à la page {JSON}, ou laissez-le : il ne gêne personne."
            yield Found(words, right, place=place, detail=f"« {name} » ne sert à rien : retirez-la de « $defs ».")


def _called(part: Any, name: str) -> str:
    title = part.get("title") if isinstance(part, dict) else None
    return title if isinstance(title, str) and title.strip() else name


def _reaches(reference: str, own: str, part: Any) -> bool:
    """Say whether a reference leads to a definition or into it, by its place, its `$id` or its `$anchor`."""
    if reference == own or reference.startswith(f"{own}/"):
        return True
    if not isinstance(part, dict):
        return False
    named = part.get("$id")
    return (named is not None and reference.partition("#")[0] == named) or reference == f"#{part.get('$anchor', '')}"


def _references(node: Any) -> Iterator[Any]:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            if "$ref" in current:
                yield current["$ref"]
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def examples(subject: Subject) -> Iterator[Found]:
    """List the values marked as examples, to be replaced before real use."""
    for key in subject.document.get("x-terms", {}).get("x-example", ()):
        yield _example(
            TERMS.get(key, "un réglage des conditions d’utilisation"), f"/x-terms/{key}", tab="Conditions d’utilisation"
        )
    for key in subject.procedure.settings.example:
        what, tab = SETTINGS.get(key, ("un réglage de la démarche", ""))
        yield _example(what, f"/x-procedure/{key}", tab=tab)
    for question in subject.compiled.questions():
        if question.example:
            yield _example(subject.name(question.pointer), "", question)
        labels = [f"« {choice.label} »" for choice in question.choices if choice.example]
        if labels:
            more = f" et {len(labels) - FEW} autres" if len(labels) > FEW else ""
            of = subject.name(question.pointer)
            yield _example(f"réponses de {of}, {', '.join(labels[:FEW])}{more}", "", question)


def _example(what: str, place: str, question: Question | None = None, tab: str = "") -> Found:
    where = f", {in_settings(tab)}" if tab else ""
    return Found(f"Valeur d’exemple : {what}.", f"Remplacez-la avant l’usage réel{where}.", question, place)
