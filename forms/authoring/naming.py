"""Keys of questions and ids of pages made from what an author writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from forms.authoring.results import AuthoringError
from forms.compiler import RECAP
from forms.linting import FORBIDDEN_SIGNS, LONGEST_NAME, RESERVED, RESERVED_TOP

_SMALL = """
    a afin au aux avec avez ayez ce ces cet cette chez d dans de des donc du elle elles en est et etes etre eu il ils
    j je l la le les leur leurs ma mes mon n ne nos notre nous on ou par pas pour qu que quel quelle quelles quels
    qui s sa se ses si son sont souhaitez sur t ta te tes ton tu un une vos votre voulez vous y
"""
SMALL = frozenset(_SMALL.split())
WORDS, LONGEST_KEY, LONGEST_ID = 4, 40, 60


def key_from(title: str, taken: Container[str], top: bool = True) -> str:
    """Make a key from a title: « Nom de naissance » gives `nomNaissance`; numbered when it is taken."""
    words = _words(title)
    kept = [word for word in words if word not in SMALL][:WORDS] or words[:WORDS] or ["question"]
    made = (kept[0] + "".join(word.capitalize() for word in kept[1:]))[:LONGEST_KEY]
    return free_key(made if made[0].isalpha() else f"q{made}", taken, top)


def free_key(key: str, taken: Container[str], top: bool = True) -> str:
    """Give a key, or the first of key2, key3... that is free and sound."""
    base = re.sub(r"(?<=[^\d])[2-9]\d?$", "", key) or key
    made, number = key, 2
    while made in taken or unsound(made, top):
        made, number = f"{base}{number}", number + 1
    return made


def unsound(key: str, top: bool = True) -> bool:
    """Say whether a key is reserved or has a sign that none may have."""
    if key in RESERVED or (top and key in RESERVED_TOP) or len(key) > LONGEST_NAME or key.strip() != key:
        return True
    return any(sign in FORBIDDEN_SIGNS or ord(sign) < 32 or ord(sign) == 127 for sign in key)


def sound_key(key: str, taken: Container[str], top: bool = True) -> str:
    """Give a key that an author wrote. Raises AuthoringError when it is taken or unsound."""
    if unsound(key, top):
        raise AuthoringError(
            f"Le nom technique « {key[:40]} » est réservé ou contient un signe interdit. Utilisez des lettres et des "
            "chiffres, par exemple « nomNaissance »."
        )
    if key in taken:
        raise AuthoringError(f"Une autre question a déjà le nom technique « {key} » ici. Choisissez-en un autre.")
    return key


def page_id_from(title: str, taken: Container[str]) -> str:
    """Make the id of a page from its title: small letters, digits, hyphens; numbered when it is taken."""
    words = _words(title)
    kept = [word for word in words if word not in SMALL][:WORDS] or words[:WORDS] or ["page"]
    base = "-".join(kept)[: LONGEST_ID - 4].strip("-")
    made, number = base, 2
    while made in taken or made == RECAP:
        made, number = f"{base}-{number}", number + 1
    return made


def sound_page_id(page_id: str, taken: Container[str]) -> str:
    """Give the id of a page that an author wrote. Raises AuthoringError when it is taken or unsound."""
    if not re.fullmatch(r"[a-z0-9-]{1,60}", page_id) or page_id == RECAP:
        raise AuthoringError(
            f"Le nom dans l’adresse « {page_id[:40]} » ne convient pas à une page. Utilisez des lettres "
            "minuscules sans accent, des chiffres et des tirets, par exemple « vos-ressources »."
        )
    if page_id in taken:
        raise AuthoringError(f"Une autre page s’appelle déjà « {page_id} ». Choisissez un autre nom dans l’adresse.")
    return page_id


def _words(title: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae"))
    return re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)).lower())
