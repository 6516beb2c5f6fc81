"""What is likely wrong with a text that is no JSON, where its reader stopped: a comma, a quote, a brace."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from json import JSONDecodeError
from types import MappingProxyType

AROUND = "Vérifiez autour les virgules, les guillemets et les accolades."
QUOTES = "“”„«»‘’'`"
BLANKS = " \t\r\n"
CLOSES: Mapping[str, str] = MappingProxyType({"{": "}", "[": "]"})
COMMENTS = ("//", "/*", "#")
FIGURE = "Un nombre s’écrit sans espace, avec un point avant les décimales, par exemple 1000 ou 0.5."
ZERO = "Un nombre ne commence pas par 0 : retirez-le, ou écrivez un texte, entre guillemets droits."
WORDS = ("true", "false", "null")
LONGEST_WORD = 40
WORD = re.compile(rf"[^\s\[\]{{}},:\"]{{1,{LONGEST_WORD}}}")
SIGN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def likely(error: JSONDecodeError) -> str:
    """Say what is likely wrong where a reader stopped, and what to do, in a sentence or two."""
    text, place = error.doc, error.pos
    here, before = text[place : place + 1], _before(text, place)
    inside = next((say for begins, say in IN_A_TEXT.items() if error.msg.startswith(begins)), None)
    if inside is not None:
        return inside(here)
    if here.isspace() and here not in BLANKS:
        return "Un espace insécable est ici : remplacez-le par un espace ordinaire."
    if not text[place:].strip() and not error.msg.startswith("Extra"):
        return _ended(text)
    if text.startswith(COMMENTS, place):
        return "Il n’y a pas de commentaire en JSON : retirez-le."
    if error.msg.startswith("Extra"):
        return (
            f"Ce « {here} » ne ferme rien : retirez-le."
            if here in "}]"
            else "Il y a quelque chose après la fin : retirez-le."
        )
    if here in QUOTES:
        return 'Les noms et les textes s’écrivent entre guillemets droits, comme "nom".'
    if here in "}]" and before == ",":
        return f"Il y a une virgule de trop avant « {here} » : retirez-la."
    if here == "," and before in ",[{":
        return "Cette virgule ne sépare rien : retirez-la."
    if here in "}]" and not before:
        return f"Ce « {here} » ne ferme rien : retirez-le."
    return _figure(text, place) or _wanted(error.msg, here, before, _word(text, place))


def _figure(text: str, place: int) -> str:
    """Say how a number is written that goes on in a way that JSON has not: 1,5 or 1 000 or 1. or 01; "" for none."""
    here, before, last = text[place], _before(text, place), text[place - 1 : place]
    if not here.isdecimal():
        return FIGURE if last.isdecimal() and (here in "._" or here.isalpha()) else ""
    if last == "0":
        return ZERO
    # two numbers in a list lack a comma; in an object no name begins with a figure
    goes_on = before.isdecimal() or re.search(r"\d,\Z", text[:place])
    return FIGURE if goes_on and _opened(text[:place])[-1:] == ["}"] else ""


def _wanted(message: str, here: str, before: str, word: str) -> str:
    """Say what the reader waited for."""
    if "':' delimiter" in message:
        return "Il manque « : » juste avant, après le nom : ajoutez-le."
    if "',' delimiter" in message:
        return _not_apart(here, before)
    if "property name" in message and here == "]":
        return "Ce « ] » ne ferme rien : il faut d’abord « } »."
    if "property name" in message:
        return 'Un nom s’écrit entre guillemets droits, comme "nom".'
    if here in "}],:":
        return "Il manque une valeur ici : écrivez-la après « : »."
    if here in ".+":
        return "Un nombre commence par un chiffre, par exemple 0.5 ou 12."
    if word.lower() in WORDS:
        return f"« {word} » n’est pas une valeur : écrivez ce mot en minuscules."
    return f"« {word} » n’est pas une valeur : un texte s’écrit entre guillemets droits."


def _not_apart(here: str, before: str) -> str:
    """Say what is wrong between two values that nothing separates."""
    if here in "}]":
        return f"Ce « {here} » ne ferme rien : il faut d’abord « {'}' if here == ']' else ']'} »."
    if here == ":":
        return "Ce « : » ne suit pas un nom : retirez-le, ou mettez une virgule avant le nom."
    if here == ";":
        return "Remplacez ce signe par une virgule."
    if here.isalpha() and before == '"':
        return "Un guillemet est écrit au milieu d’un texte : mettez « \\ » juste avant. Ou il manque une virgule ici."
    return "Il manque une virgule juste avant : ajoutez-la."


def _ended(text: str) -> str:
    """Say what a text lacks that stops too early."""
    opened = _opened(text)
    if not opened:
        return "Il n’y a rien ici : écrivez le texte, de « { » à « } »." if not text.strip() else AROUND
    return f"Le texte s’arrête trop tôt. Il manque à la fin : « {''.join(reversed(opened))} »."


def _opened(text: str) -> list[str]:
    """Give the signs that close what a text leaves open, the outermost first."""
    opened: list[str] = []
    for found in SIGN.finditer(text):
        sign = found.group()
        if sign in CLOSES:
            opened.append(CLOSES[sign])
        elif opened and sign in CLOSES.values():
            opened.pop()
    return opened


def _before(text: str, place: int) -> str:
    """Give the last sign before a place that is no blank."""
    at = place - 1
    while at >= 0 and text[at].isspace():
        at -= 1
    return text[at] if at >= 0 else ""


def _word(text: str, place: int) -> str:
    found = WORD.match(text, place)
    return found.group() if found else text[place : place + 1]


def _control(here: str) -> str:
    if here in "\r\n":
        return "Un guillemet n’est pas fermé sur cette ligne : ajoutez-le à la fin du texte."
    return "Un texte contient ici une tabulation ou un signe invisible : retirez-le."


def _unclosed(_here: str) -> str:
    return "Un guillemet n’est pas fermé : ajoutez-le à la fin du texte qui commence ici."


def _escape(_here: str) -> str:
    return "Une barre oblique inverse est suivie d’un signe inattendu : doublez-la, « \\\\ », ou retirez-la."


IN_A_TEXT: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "Unterminated string": _unclosed,
        "Invalid control character": _control,
        "Invalid \\": _escape,
        "Unexpected UTF-8 BOM": lambda _here: "Un signe invisible est au début : retirez-le.",
    }
)
"""What is said inside a text, by how the reader's own words begin."""
