"""The dialect of definitions: one flattened meta-schema, and why a document is not of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs

from forms.conditions import validator
from forms.pointers import join, split
from forms.problems import DefinitionProblem
from forms.screen import ANSWER, IN_JSON, JSON, first, in_settings, owner, setting

FILE = Path(__file__).resolve().parent.parent / "schemas" / "dialect.json"
MAX_PROBLEMS = 50
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
MAX_DEPTH = 64
ADDED = f"Ajoutez-le à la page {JSON}."
OFFERED = ("réponse proposée", f"Ajoutez-en dans « Réponses proposées », à {ANSWER}.")
EMPTY = {
    "fields": ("question", "Ajoutez-lui une question, ou supprimez la page."),
    "x-pages": ("page", "Ajoutez une page."),
    "enum": OFFERED,
    "oneOf": OFFERED,
    "anyOf": OFFERED,
    "statuses": ("sorte de statut", f"Ajoutez un statut {in_settings('Statuts')}."),
}
"""What a list that must not be empty lacks, and what to do."""
JSON_TYPES = {
    "string": "un texte",
    "number": "un nombre",
    "integer": "un nombre entier",
    "boolean": "true ou false",
    "array": "une liste",
    "object": "un objet",
    "null": "null",
}


@lru_cache(maxsize=1)
def meta_schema() -> dict[str, Any]:
    """Give the dialect as JSON; read once."""
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return document


@lru_cache(maxsize=1)
def _fast() -> jsonschema_rs.Draft202012Validator:
    return validator(meta_schema())


def keywords() -> tuple[str, ...]:
    """Give every keyword of the dialect, in its order."""
    return tuple(meta_schema()["properties"])


def check(document: Any) -> list[DefinitionProblem]:
    """Give what keeps a document from being of the dialect; nothing when it is.

    jsonschema-rs says yes at once; jsonschema explains a no.
    """
    if not isinstance(document, dict):
        return [DefinitionProblem("", "Ce texte n’est pas une démarche.", IN_JSON, "Commencez par « { ».")]
    if too_deep(document):
        words, right = "La démarche a trop de parties imbriquées l’une dans l’autre.", f"Retirez-en à la page {JSON}."
        return [DefinitionProblem("", words, right, f"La limite est de {MAX_DEPTH} niveaux.")]
    odd = list(_odd_values(document))
    if odd:
        return odd
    if _fast().is_valid(document):
        return [] if document.get("type", "object") == "object" else [_not_object()]
    explained = jsonschema.Draft202012Validator(meta_schema(), format_checker=jsonschema.FormatChecker())
    made: list[DefinitionProblem] = []
    for error in explained.iter_errors(document):
        made += [problem for problem in _explain(document, error) if problem not in made]
        if len(made) >= MAX_PROBLEMS:
            break
    return made or [DefinitionProblem("", "Cette démarche a un réglage que le portail ne sait pas lire.", IN_JSON)]


def too_deep(document: Any) -> bool:
    """Say whether JSON is nested beyond the limit, without recursion."""
    level = [document]
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _not_object() -> DefinitionProblem:
    words = "Ce texte n’est pas une démarche : il ne décrit pas des questions."
    return DefinitionProblem("/type", words, IN_JSON, "Une démarche décrit un objet : « type »: « object ».")


def _odd_values(document: Any) -> Iterator[DefinitionProblem]:
    """Refuse what JSON text cannot hold but a dict can, and signs that no text of a form has."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(document, ())]
    while waiting:
        node, path = waiting.pop()
        wrong = ""
        if isinstance(node, dict):
            for key, child in node.items():
                if not isinstance(key, str) or _unprintable(key):
                    wrong = "un nom contient un signe invisible"
                else:
                    waiting.append((child, (*path, key)))
        elif isinstance(node, list):
            waiting.extend((child, (*path, index)) for index, child in enumerate(node))
        elif isinstance(node, str) and _unprintable(node):
            wrong = "un texte contient un signe invisible"
        elif isinstance(node, float) and (node != node or node in (float("inf"), float("-inf"))):
            wrong = "un nombre n’en est pas un"
        elif isinstance(node, int) and not isinstance(node, bool) and abs(node) >= 10**300:
            wrong = "un nombre est trop long"
        if wrong:
            here = join(path)
            yield DefinitionProblem(
                here, f"{first(owner(document, here))} : {wrong}.", f"Réécrivez-le à la page {JSON}."
            )


def _unprintable(text: str) -> bool:
    return UNPRINTABLE.search(text) is not None


def _explain(document: Any, error: jsonschema.ValidationError) -> Iterator[DefinitionProblem]:
    """Write a jsonschema error as a sentence for who writes the procedure, with the detail for who writes JSON."""
    here = join(error.absolute_path)
    given: Any = error.validator_value
    found: Any = error.instance
    if "propertyNames" in error.absolute_schema_path:
        yield _unknown(document, here, str(found), f"Le mot « {_short(found)} » n’existe pas.", list(keywords()))
    elif error.validator == "enum":
        offered = ", ".join(str(value) for value in list(given)[:25])
        detail = f"« {_short(found)} » n’est pas possible ici. Il y a : {offered}."
        yield _unfit(document, here, "a une valeur qui n’existe pas", detail)
    elif error.validator == "type":
        wanted = given if isinstance(given, list) else [given]
        names = " ou ".join(JSON_TYPES.get(str(name), str(name)) for name in wanted)
        detail = f"« {_short(found)} » n’est pas du bon type. Il faut {names}."
        yield _unfit(document, here, "n’est pas de la bonne sorte", detail)
    elif error.validator == "required":
        missing = next(name for name in given if name not in found)
        whose = first(owner(document, here))
        yield DefinitionProblem(here, f"{whose} : il manque un réglage.", ADDED, f"Ajoutez « {missing} ».")
    elif error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {})) if isinstance(error.schema, dict) else []
        for name in (name for name in found if name not in known):
            yield _unknown(document, here, name, f"« {_short(name)} » est inconnu ici.", known)
    else:
        detail = f"« {_short(found)} » ne convient pas. {error.validator} : {_short(given)}."
        empty = EMPTY.get(split(here)[-1]) if error.validator == "minItems" and here else None
        if empty:
            yield DefinitionProblem(here, f"{first(owner(document, here))} n’a aucune {empty[0]}.", empty[1], detail)
        else:
            yield _unfit(document, here, "a une valeur qui ne convient pas", detail)


def _unfit(document: Any, here: str, wrong: str, detail: str) -> DefinitionProblem:
    """Tell of a setting whose value is not right, by its name on the screen where it has one."""
    name, where = setting(here)
    right = f"Corrigez-le {where}, ou à la page {JSON}." if name else IN_JSON
    return DefinitionProblem(here, f"{first(owner(document, here))} : {name or 'un réglage'} {wrong}.", right, detail)


def _unknown(document: Any, here: str, word: str, words: str, known: list[str]) -> DefinitionProblem:
    place = f"{here}{join([word])}"
    sentence = f"{first(owner(document, place))} : un réglage n’est pas connu du portail."
    return DefinitionProblem(place, sentence, IN_JSON, f"{words} {_near(word, known)}")


def _near(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"Vouliez-vous écrire « {close[0]} » ?" if close else f"Il y a : {', '.join(known[:25])}…"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"
