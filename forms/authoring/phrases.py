"""Conditions in French: the words of each operator before each sort of question, and whole sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forms.authoring.clauses import GROUPED, OR, Clause, groups_of
from forms.authoring.conditions import Foreign, Sentence
from forms.authoring.effects import Target
from forms.authoring.surroundings import NOTHING, Candidate, Surroundings, label
from forms.expansion import Schema
from forms.kinds.dates import MONTHS
from forms.kinds.numbers import write
from forms.logic import iso
from forms.model import Json
from forms.nodes import Lists

_CHOICE = {
    "is": "est",
    "is-not": "n’est pas",
    "one-of": "est l’un de",
    "none-of": "n’est aucun de",
    "filled": "a une réponse",
    "empty": "n’a pas de réponse",
}
_NUMBER = {
    "is": "est égal à",
    "is-not": "est différent de",
    "lt": "est plus petit que",
    "le": "est au plus",
    "gt": "est plus grand que",
    "ge": "est au moins",
    "between": "est entre",
}
_PRESENCE = {"filled": "est remplie", "empty": "n’est pas remplie"}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "choice": _CHOICE,
        "choices": {"contains": "contient", "contains-not": "ne contient pas", **_PRESENCE},
        "checkbox": {"is": "est cochée", "unless": "n’est pas cochée"},
        "number": {**_NUMBER, **_PRESENCE},
        "date": {"is": "est le", "before": "est avant le", "from": "est à partir du", **_PRESENCE},
        "text": {"is": "est", "is-not": "n’est pas", **_PRESENCE},
        "rows": {
            "at-least": "compte au moins",
            "fewer": "compte moins de",
            "filled": "a au moins une ligne",
            "empty": "n’a aucune ligne",
        },
        "documents": {
            "at-least": "compte au moins",
            "fewer": "compte moins de",
            "filled": "a au moins un document",
            "empty": "n’a aucun document",
        },
    }
)
"""The operators offered before each sort of question, in order, with their words."""
MORE = {
    **_CHOICE,
    **_NUMBER,
    "is": "est",
    "is-not": "n’est pas",
    "unless": "n’est pas",
    "unless-any": "n’est aucun de",
    "before": "est avant le",
    "from": "est à partir du",
    "contains": "contient",
    "contains-not": "ne contient pas",
    "at-least": "compte au moins",
    "fewer": "compte moins de",
}
"""The words of an operator before a sort of question that is not offered it."""
COUNTED = {"rows": "ligne", "documents": "document"}


def clause_words(around: Surroundings, clause: Clause) -> str:
    """Say what one question is asked: « prélèvement » est « Oui »."""
    candidate = around.candidate(clause.pointer)
    sort = candidate.sort if candidate else "text"
    asked = WORDS[sort].get(clause.operator, MORE.get(clause.operator, ""))
    value = _value(candidate, sort, clause)
    return f"« {around.title(clause.pointer)} » {asked}{f' {value}' if value else ''}"


def condition_words(
    document: Schema, blocks: Mapping[str, Schema], tests: Sequence[Clause], joiner: str, lists: Lists = NOTHING
) -> str:
    """Say every clause of a condition."""
    return _asked(Surroundings(document, blocks, lists), tests, joiner)


def _asked(around: Surroundings, tests: Sequence[Clause], joiner: str) -> str:
    """Say clauses, those of a group in brackets."""
    if joiner in GROUPED:
        between, within = GROUPED[joiner]
        said = [(len(group), _asked(around, group, within)) for group in groups_of(tests)]
        return (" ou bien " if between == OR else " et ").join(
            f"({words})" if count > 1 else words for count, words in said
        )
    return (" ou " if joiner == OR else " et ").join(clause_words(around, one) for one in tests)


def sentence_words(
    document: Schema, blocks: Mapping[str, Schema], sentence: Sentence | Foreign, lists: Lists = NOTHING
) -> str:
    """Say a whole condition: « Afficher « RIB » (obligatoire) si « prélèvement » est « Oui ». »"""
    around = Surroundings(document, blocks, lists)
    if isinstance(sentence, Foreign):
        named = _named(around, sentence.targets) or "une partie de la démarche"
        return f"Une condition particulière porte sur {named}. Elle est gardée, et se modifie en JSON."
    when = _asked(around, sentence.tests, sentence.joiner)
    holds = _does(around, [one for one in sentence.targets if not one.otherwise])
    fails = _does(around, [one for one in sentence.targets if one.otherwise])
    parts = [
        f"{holds} si {when}" if holds else "",
        f"{'sinon, ' if holds else f'sauf si {when}, '}{fails}" if fails else "",
    ]
    made = "\u00a0; ".join(part for part in parts if part)
    return made[:1].upper() + made[1:] + "."


def _does(around: Surroundings, targets: Sequence[Target]) -> str:
    shown = [one for one in targets if one.shown]
    needed = [one for one in targets if one.required and not one.shown]
    said = []
    if shown:
        both = ", ".join(f"« {around.title(one.pointer)} »{' (obligatoire)' if one.required else ''}" for one in shown)
        said.append(f"afficher {both}")
    if needed:
        said.append(f"rendre obligatoire {_named(around, needed)}")
    return " et ".join(said)


def _named(around: Surroundings, targets: Sequence[Target]) -> str:
    return ", ".join(f"« {around.title(one.pointer)} »" for one in targets)


def _value(candidate: Candidate | None, sort: str, clause: Clause) -> str:
    value = clause.value
    if value is None or clause.operator in ("filled", "empty") or (sort == "checkbox" and value is True):
        return ""
    if clause.operator == "between" and isinstance(value, list):
        return " et ".join(_one(candidate, sort, one) for one in value)
    if isinstance(value, list):
        return " ou ".join(_one(candidate, sort, one) for one in value)
    counted = COUNTED.get(sort, "")
    plural = "" if value in (0, 1) else "s"
    return f"{_one(candidate, sort, value)}{f' {counted}{plural}' if counted else ''}"


def _one(candidate: Candidate | None, sort: str, value: Json) -> str:
    if sort == "date" and isinstance(value, str):
        return day_words(value)
    if not isinstance(value, str | bool | list | dict | None):
        known = label(candidate, value)
        return f"« {known} »" if candidate and candidate.choices else write(value)
    return f"« {label(candidate, value)} »"


def day_words(text: str) -> str:
    """Say an ISO date in words: 1er septembre 2026."""
    day = iso(text)
    if day is None:
        return text
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
