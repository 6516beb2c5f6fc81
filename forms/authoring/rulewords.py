"""Rules in French: « Il faut que l’âge d’après « Date de naissance » soit au moins 60. »"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from forms.authoring.phrases import day_words
from forms.authoring.rules import Demand, Rule, Total
from forms.authoring.surroundings import NOTHING, Candidate, Surroundings, label
from forms.authoring.terms import Comparison, Term
from forms.expansion import Schema
from forms.kinds.numbers import write
from forms.logic import iso
from forms.nodes import Lists

ASKED = {
    "lt": "est plus petit que",
    "le": "est au plus",
    "gt": "est plus grand que",
    "ge": "est au moins",
    "is": "est",
    "is-not": "n’est pas",
    "one-of": "est l’un de",
    "none-of": "n’est aucun de",
    "contains": "contient",
    "contains-not": "ne contient pas",
}
ASKED_DAY = {
    "lt": "est avant",
    "le": "est au plus tard",
    "gt": "est après",
    "ge": "est au plus tôt",
    "is": "est le même jour que",
    "is-not": "n’est pas le même jour que",
}
LENGTHS = {
    "rows": "le nombre de lignes de {}",
    "documents": "le nombre de documents de {}",
    "choices": "le nombre de réponses de {}",
}
EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "error": "Sinon, la demande ne peut pas être envoyée.",
        "warn": "Sinon, la personne est avertie et peut continuer.",
        "stop": "Sinon, la demande s’arrête.",
    }
)
SPECIAL = "une formule particulière"


def rule_words(document: Schema, blocks: Mapping[str, Schema], rule: Rule, lists: Lists = NOTHING) -> str:
    """Say a check: what must be, and what happens else."""
    around = Surroundings(document, blocks, lists)
    if rule.demand is None:
        return f"Une règle particulière porte sur « {around.title(rule.at)} ». Elle est gardée, et se modifie en JSON."
    return f"Il faut que\u00a0: {demand_words(around, rule.demand)}. {EFFECTS.get(rule.effect, '')}"


def total_words(document: Schema, blocks: Mapping[str, Schema], total: Total, lists: Lists = NOTHING) -> str:
    """Say what a computed question is."""
    around = Surroundings(document, blocks, lists)
    if total.blank:
        return f"« {total.title} » n’a pas encore de calcul."
    if total.meaning is None:
        return f"« {total.title} » est calculée par {SPECIAL}. Elle est gardée, et se modifie en JSON."
    if isinstance(total.meaning, Demand):
        return f"« {total.title} » est vraie si {demand_words(around, total.meaning)}."
    if total.meaning.of == "either":
        return f"« {total.title} » est {_either(around, total.meaning, around.candidate(total.pointer))}."
    return f"« {total.title} » est {term_words(around, total.meaning)}."


def demand_words(around: Surroundings, demand: Demand) -> str:
    """Say what must be."""
    words = (" ou " if demand.joiner == "or" else " et ").join(
        comparison_words(around, one) for one in demand.comparisons
    )
    if not demand.filled:
        return words
    named = " et ".join(f"« {around.title(one)} »" for one in demand.filled)
    verb = "est remplie" if len(demand.filled) == 1 else "sont remplies"
    return f"si {named} {verb}, {words}"


def comparison_words(around: Surroundings, one: Comparison) -> str:
    """Say one comparison."""
    left = term_words(around, one.left)
    candidate = around.candidate(one.left.pointer) if one.left.of == "answer" else None
    sort = candidate.sort if candidate else ""
    if one.operator in ("filled", "empty"):
        asked = {"checkbox": "cochée"}.get(sort, "remplie")
        return f"{left} {'est' if one.operator == 'filled' else 'n’est pas'} {asked}"
    asked = (ASKED_DAY if sort == "date" else ASKED).get(one.operator) or ASKED.get(one.operator, one.operator)
    right = one.right
    if right is None:
        return f"{left} {asked}"
    if right.of != "value":
        return f"{left} {asked} {term_words(around, right)}"
    values = right.value if isinstance(right.value, list) else [right.value]
    return f"{left} {asked} {' ou '.join(_value(candidate, sort, value) for value in values)}"


def term_words(around: Surroundings, term: Term) -> str:
    """Say what a rule reckons with."""
    return SAID[term.of](around, term)


def _value(candidate: Any, sort: str, value: Any) -> str:
    if sort == "date" and isinstance(value, str) and iso(value):
        return f"le {day_words(value)}"
    if isinstance(value, str) or (candidate is not None and candidate.choices):
        return f"« {label(candidate, value)} »"
    if value is None:
        return "sans réponse"
    return ("oui" if value else "non") if isinstance(value, bool) else write(value)


def _length(around: Surroundings, term: Term) -> str:
    candidate = around.candidate(term.pointer)
    words = LENGTHS.get(candidate.sort if candidate else "", "le nombre de signes de {}")
    return words.format(_named(around, term.pointer))


def _rows(around: Surroundings, term: Term) -> str:
    test = f" (celles où {comparison_words(around, term.test)})" if term.test else ""
    return f"le nombre de lignes de {_named(around, term.pointer)}{test}"


def _total(around: Surroundings, term: Term) -> str:
    rows = term.pointer.rpartition("/*/")[0]
    return f"la somme de {_named(around, term.pointer)} dans toutes les lignes de {_named(around, rows)}"


def _equal(around: Surroundings, term: Term) -> str:
    candidate = around.candidate(term.parts[0].pointer) if term.parts else None
    return f"le nombre de réponses « {label(candidate, term.value)} » parmi {_several(around, term)}"


def _either(around: Surroundings, term: Term, own: Candidate | None = None) -> str:
    one, two = (_value(own, "", value) for value in term.value) if isinstance(term.value, list) else ("", "")
    test = comparison_words(around, term.test) if term.test else ""
    same = term.test is not None and term.parts in (term.test.left.parts, (term.test.left,))
    named = "ces questions" if same else _several(around, term)
    until = f", une fois remplies {named}" if term.parts else ""
    return f"{one} si {test}, sinon {two}{until}"


def _sum(around: Surroundings, term: Term) -> str:
    return f"la somme {' et '.join(_of(term_words(around, one)) for one in term.parts)}"


def _of(words: str) -> str:
    """Put « de » before words, as French has it."""
    return f"du {words[3:]}" if words.startswith("le ") else f"de {words}"


def _several(around: Surroundings, term: Term) -> str:
    return ", ".join(term_words(around, one) for one in term.parts)


def _parts(glue: str, before: str = "") -> Callable[[Surroundings, Term], str]:
    return lambda around, term: before + glue.join(term_words(around, one) for one in term.parts)


def _measured(words: str) -> Callable[[Surroundings, Term], str]:
    return lambda around, term: words.format(_named(around, term.pointer))


def _named(around: Surroundings, pointer: str) -> str:
    return f"« {around.title(pointer)} »"


SAID: Mapping[str, Callable[[Surroundings, Term], str]] = MappingProxyType(
    {
        "answer": _measured("{}"),
        "age": _measured("l’âge d’après {}"),
        "length": _length,
        "days": _measured("le nombre de jours depuis {}"),
        "days-until": _measured("le nombre de jours d’ici à {}"),
        "months": _measured("le nombre de mois depuis {}"),
        "months-until": _measured("le nombre de mois d’ici à {}"),
        "days-between": _parts(" et ", "le nombre de jours entre "),
        "months-between": _parts(" et ", "le nombre de mois entre "),
        "years-between": _parts(" et ", "le nombre d’années entre "),
        "start": lambda around, term: f"le début de {_named(around, term.pointer)} ({term.value} signes)",
        "sum": _sum,
        "difference": _parts(" moins "),
        "product": _parts(" multiplié par "),
        "quotient": _parts(" divisé par "),
        "total": _total,
        "rows": _rows,
        "equal": _equal,
        "either": _either,
        "value": lambda around, term: _value(None, "", term.value),
        "today": lambda around, term: "aujourd’hui",
    }
)
