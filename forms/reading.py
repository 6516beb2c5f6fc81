"""The text of a definition read as JSON: exact decimals, and nothing that a dict would hide."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from forms.problems import DefinitionError, DefinitionProblem

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 64
BIGGEST_EXPONENT = 300


def read(text: str) -> dict[str, Any]:
    """Read a definition; decimals become `Decimal`.

    Raises DefinitionError for a text that is not JSON (with line and column), is too long or too deep, repeats a key,
    or holds NaN, an infinity or a number out of range.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse(f"Le fichier compte {len(text)} signes.", f"La limite est de {MAX_CHARACTERS}.")
    if _depth(text) > MAX_DEPTH:
        _refuse("Le fichier est trop imbriqué.", f"La limite est de {MAX_DEPTH} niveaux.")
    try:
        document = json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        _refuse(
            f"Ce n’est pas du JSON : ligne {error.lineno}, colonne {error.colno}.", "Vérifiez virgules et accolades."
        )
    if not isinstance(document, dict):
        _refuse("Une démarche est un objet JSON.", "Commencez par « { ».")
    return document


def _refuse(sentence: str, right: str) -> NoReturn:
    raise DefinitionError([DefinitionProblem("", sentence, right)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() gives None
        _refuse(f"La clé « {twice[:80]} » est écrite deux fois dans le même objet.", "Gardez-en une.")
    return made


def _decimal(digits: str) -> Decimal:
    try:
        value = Decimal(digits)
    except InvalidOperation:
        _refuse(f"Le nombre « {digits[:40]} » est hors limites.", "Écrivez un nombre plus court.")
    if abs(value.adjusted()) > BIGGEST_EXPONENT:
        _refuse(f"Le nombre « {digits[:40]} » est hors limites.", "Écrivez un nombre plus court.")
    return value


def _integer(digits: str) -> int:
    if len(digits) > BIGGEST_EXPONENT:
        _refuse(f"Le nombre « {digits[:40]}… » est hors limites.", "Écrivez un nombre plus court.")
    return int(digits)


def _constant(name: str) -> NoReturn:
    _refuse(f"« {name} » n’est pas un nombre en JSON.", "Écrivez un nombre.")


def _depth(text: str) -> int:
    """Count the deepest nesting without recursion, texts aside."""
    deepest = depth = 0
    in_text = escaped = False
    for sign in text:
        if in_text:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                in_text = False
        elif sign == '"':
            in_text = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest
