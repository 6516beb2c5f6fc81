"""The text of a definition read as JSON: exact decimals, and nothing that a dict would hide."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from forms.problems import DefinitionError, DefinitionProblem
from forms.slips import likely

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 64
MAX_POINTER = 2_500
"""How long the pointer of a value may be: many are kept at once, each written out."""
BIGGEST_EXPONENT = 300
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)|([\ud800-\udfff])", re.DOTALL)
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def read(text: str) -> dict[str, Any]:
    """Read a definition; decimals become `Decimal`.

    Raises DefinitionError for a text that is not JSON (with line and column), is too long or too deep, repeats a key,
    holds NaN, an infinity or a number out of range, or half of a sign (« \\ud800 » alone), which no page can show.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse(f"Le fichier compte {len(text)} signes.", f"La limite est de {MAX_CHARACTERS}.")
    if too_deep(text) >= 0:
        _refuse("Le fichier est trop imbriqué.", f"La limite est de {MAX_DEPTH} niveaux.")
    try:
        document = json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        _refuse(f"Ce n’est pas du JSON : ligne {error.lineno}, colonne {error.colno}.", likely(error))
    if not isinstance(document, dict):
        _refuse("Une démarche est un objet JSON.", "Commencez par « { ».")
    name = _too_long(document)
    if name:
        sentence = f"La clé « {name[:40]}… » est trop longue, avec celles où elle se trouve."
        _refuse(sentence, f"La limite est de {MAX_POINTER} signes en tout.")
    half = half_sign(text)
    if half >= 0:
        shown = text[half : half + 6] if text[half] == "\\" else f"\\u{ord(text[half]):04x}"
        _refuse(f"« {shown} » n’est que la moitié d’un signe.", "Écrivez le signe entier, ou retirez-le.")
    return document


def _too_long(document: dict[str, Any]) -> str:
    """Give the key that makes a pointer longer than the limit, `""` for none."""
    waiting: list[tuple[Any, int]] = [(document, 0)]
    while waiting:
        node, length = waiting.pop()
        if isinstance(node, dict):
            for key, child in node.items():
                if length + len(key) > MAX_POINTER:
                    return str(key)
                waiting.append((child, length + len(key) + 1))
        elif isinstance(node, list):
            waiting.extend((child, length + 6) for child in node if isinstance(child, dict | list))
    return ""


def half_sign(text: str) -> int:
    """Give where a JSON text has one half of a surrogate pair without the other, -1 for nowhere."""
    if not _MAY_BE_HALF.search(text):
        return -1
    high, end = -1, -1
    for found in _ESCAPE.finditer(text):
        digits, sign = found.groups()
        code = int(digits, 16) if digits else ord(sign) if sign else 0
        joined = high >= 0 and found.start() == end
        if 0xDC00 <= code <= 0xDFFF and joined:
            high = -1
            continue
        if high >= 0 or 0xDC00 <= code <= 0xDFFF:
            return high if high >= 0 else found.start()
        high, end = (found.start(), found.end()) if 0xD800 <= code <= 0xDBFF else (-1, -1)
    return high


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


def too_deep(text: str) -> int:
    """Give where a JSON text is nested beyond the limit, -1 for nowhere; without recursion, texts aside."""
    depth = 0
    for found in _NESTING.finditer(text):
        sign = found.group()
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return found.start()
        elif sign in "]}":
            depth -= 1
    return -1
