"""What a rule may measure in each sort of question, how that compares, and with what: the words of its panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forms.authoring.rulewords import ASKED_DAY
from forms.authoring.surroundings import Candidate, rows_of
from forms.expansion import Schema
from forms.model import Json

ANSWER = "answer"
MEASURES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "date": {
            ANSWER: "La date elle-même",
            "age": "L’âge en années",
            "days": "Le nombre de jours depuis cette date",
            "months": "Le nombre de mois depuis cette date",
            "days-until": "Le nombre de jours d’ici à cette date",
            "months-until": "Le nombre de mois d’ici à cette date",
            "between": "La durée jusqu’à une autre date",
        },
        "number": {ANSWER: "Le nombre lui-même", "sum": "La somme avec d’autres questions ou des lignes"},
        "text": {ANSWER: "La réponse elle-même", "length": "Le nombre de signes", "start": "Ses premiers signes"},
        "choices": {ANSWER: "Les réponses elles-mêmes", "length": "Le nombre de réponses"},
        "rows": {
            "length": "Le nombre de lignes",
            "rows": "Le nombre de certaines lignes seulement",
            "total": "La somme d’une question des lignes",
            ANSWER: "S’il y en a",
        },
        "documents": {"length": "Le nombre de documents", ANSWER: "S’il y en a"},
        "choice": {ANSWER: "La réponse elle-même", "equal": "Combien de questions ont une même réponse"},
        "checkbox": {ANSWER: "La réponse elle-même"},
    }
)
"""What a rule may look at in each sort of question."""
SPANS: Mapping[str, str] = MappingProxyType({"days": "Jours", "months": "Mois", "years": "Années"})
"""The units of the duration between two dates."""
ALONE = frozenset({ANSWER, "age", "length", "days", "days-until", "months", "months-until", "start"})
"""What is measured of one answer by itself: all that is asked of the questions of a row."""
NUMBERS_MADE = frozenset(one for several in MEASURES.values() for one in several) - {ANSWER, "start"}
"""The measures that give a number, whatever they measure."""
_NUMBER = {
    "ge": "est au moins",
    "le": "est au plus",
    "gt": "est plus grand que",
    "lt": "est plus petit que",
    "is": "est égal à",
    "is-not": "est différent de",
}
_PRESENCE = {"filled": "est remplie", "empty": "n’est pas remplie"}
_SAME = {"is": "est", "is-not": "n’est pas"}
ASKED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "number": _NUMBER,
        "date": {**ASKED_DAY, **_PRESENCE},
        "choice": {**_SAME, "one-of": "est l’un de", "none-of": "n’est aucun de", **_PRESENCE},
        "choices": {"contains": "contient", "contains-not": "ne contient pas", **_PRESENCE},
        "checkbox": {"filled": "est cochée", "empty": "n’est pas cochée"},
        "text": {**_SAME, **_PRESENCE},
        "start": _SAME,
        "presence": _PRESENCE,
    }
)
"""The comparisons of what is measured."""
AGAINST: Mapping[str, str] = MappingProxyType(
    {
        "value": "Une valeur",
        "other": "Une autre question",
        "count": "Un nombre de lignes ou de documents",
        "column": "La somme d’une question des lignes",
        "today": "Aujourd’hui",
    }
)
FIXED: Mapping[str, str] = MappingProxyType({"number": "number", "date": "day", "text": "text", "start": "text"})
"""The field in which each sort of measure is compared with a value."""


def sort_of_measure(candidate: Candidate, measure: str) -> str:
    """Give the sort of what is measured: a key of ASKED."""
    if measure in NUMBERS_MADE:
        return "number"
    if measure == "start":
        return "start"
    return "presence" if candidate.sort in ("rows", "documents") else candidate.sort


def words_of(candidate: Candidate, measure: str) -> dict[str, str]:
    """Give the comparisons that a measure is offered."""
    sort = sort_of_measure(candidate, measure)
    return {**ASKED[sort], **(_PRESENCE if sort == "number" and measure == ANSWER else {})}


def measure_of(line: Mapping[str, Json], candidate: Candidate) -> str:
    """Give what a line measures: what was chosen, what is nearly always meant, or nothing yet."""
    offered = MEASURES[candidate.sort]
    chosen = str(line.get("measure", ""))
    if chosen in offered:
        return chosen
    return ANSWER if len(offered) == 1 or candidate.sort == "choice" else ""


def columns(offered: Sequence[Candidate], rows: str) -> list[Candidate]:
    """Give the questions of the rows at a pointer, not those of rows within rows."""
    return [one for one in offered if rows_of(one.pointer) == f"{rows}/*" and one.sort not in ("rows", "documents")]


def options(words: Mapping[str, str]) -> list[Schema]:
    """Give words as choices of a panel."""
    return [{"const": one, "title": text} for one, text in words.items()]
