"""What a definition says to the portal: dates, statuses, mail of the helper, unused parts, examples to replace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from forms.model import Question
from forms.pointers import escape
from forms.verification.subject import Found, Subject

FEW = 4
"""Answers named one by one."""

TERMS = {
    "full": "le texte des conditions",
    "version": "la version des conditions",
    "label": "le libellé des conditions",
}
TERMS |= {"text": "la phrase des conditions"}
SETTINGS = {
    "service": "le service responsable",
    "opens": "la date d’ouverture",
    "closes": "la date de fermeture",
    "silence": "ce que vaut le silence",
    "retention": "les durées de conservation",
    "renewal": "le renouvellement",
    "statuses": "les statuts",
    "receipt": "l’accusé de réception",
    "mails": "les courriels",
    "type": "le type",
    "summary": "la présentation",
}


def dates_crossed(subject: Subject) -> Iterator[Found]:
    """Tell of a procedure that closes before it opens."""
    opens, closes = _day(subject.procedure.settings.opens), _day(subject.procedure.settings.closes)
    if opens and closes and closes < opens:
        yield Found(
            f"La démarche ferme le {closes:%d/%m/%Y}, avant d’ouvrir le {opens:%d/%m/%Y}.",
            "Corrigez l’une des deux dates.",
            place="/x-procedure/closes",
        )


def closed_already(subject: Subject) -> Iterator[Found]:
    """Tell of a procedure whose last day is past."""
    closes = _day(subject.procedure.settings.closes)
    if closes and subject.today and closes < subject.today:
        yield Found(
            f"La démarche est fermée depuis le {closes:%d/%m/%Y} : personne ne pourra la commencer.",
            "Donnez une date de fermeture à venir.",
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
                f"Deux statuts portent le même identifiant : « {status.id} ».",
                "Donnez-en un autre à l’un des deux.",
                place=f"/x-procedure/statuses/{number}/id",
            )
        seen.add(status.id)


def helper_nowhere(subject: Subject) -> Iterator[Found]:
    """Tell of a helper’s mail that no question asks."""
    pointer = subject.procedure.settings.helper
    node = subject.compiled.nodes.get(pointer)
    if pointer and not (isinstance(node, Question) and node.kind == "email"):
        yield Found(
            f"« {pointer} » devrait être la question du courriel de l’aidant, mais n’en est pas une.",
            "Donnez le pointeur d’une question de courriel.",
            place="/x-procedure/helper",
        )


def unused_parts(subject: Subject) -> Iterator[Found]:
    """Give the `$defs` that nothing refers to."""
    references = {str(one) for one in _references(subject.document)}
    for name, part in subject.document.get("$defs", {}).items():
        place = f"/$defs/{escape(name)}"
        if not any(_reaches(one, f"#{place}", part) for one in references):
            yield Found(f"La définition « {name} » ne sert à rien.", "Retirez-la de « $defs ».", place=place)


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
        yield _example(TERMS.get(key, key), f"/x-terms/{key}")
    for key in subject.procedure.settings.example:
        yield _example(SETTINGS.get(key, key), f"/x-procedure/{key}")
    for question in subject.compiled.questions():
        if question.example:
            yield _example(subject.name(question.pointer), "", question)
        labels = [f"« {choice.label} »" for choice in question.choices if choice.example]
        if labels:
            more = f" et {len(labels) - FEW} autres" if len(labels) > FEW else ""
            of = subject.name(question.pointer)
            yield _example(f"réponses de {of}, {', '.join(labels[:FEW])}{more}", "", question)


def _example(what: str, place: str, question: Question | None = None) -> Found:
    return Found(f"Valeur d’exemple : {what}.", "Remplacez-la avant l’usage réel.", question, place)
