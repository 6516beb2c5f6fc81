"""Passwords: one rule everywhere, argon2id bounded to the cores, the same time for an address that is not known."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts import commonplace

SHORTEST = 12
SHORTEST_DIGITS = 16
LONGEST = 256
FEWEST_DIFFERENT = 4
SHORTEST_OWN = 4
SEQUENCES = ("123456789", "abcdefgh", "987654321")
SENTENCES = {
    "length": f"Choisissez un mot de passe d’au moins {SHORTEST} caractères, ou {SHORTEST_DIGITS} s’il n’y a que des "
    "chiffres. Une phrase facile à retenir convient.",
    "long": f"Choisissez un mot de passe d’au plus {LONGEST} caractères.",
    "common": "Ce mot de passe est trop facile à deviner. Choisissez une phrase qui n’appartient qu’à vous.",
    "own": "Votre mot de passe ressemble à votre nom ou à votre adresse. Choisissez autre chose.",
}

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_places = BoundedSemaphore(os.cpu_count() or 2)
"""Hashes made at once in one process: more would only slow every other page, at 19 MiB each (LO-3)."""


def hashed(password: str) -> str:
    """Give the argon2id hash (19 MiB, 2 passes, 1 lane: what two cores bear)."""
    with _places:
        return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def verify(password_hash: str | None, password: str) -> bool:
    """Say whether a password is right; an unknown account costs the same time."""
    with _places:
        try:
            return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def unmet(password: str, own_words: Iterable[str] = ()) -> list[str]:
    """Give the conditions that a password does not meet, by their keys in SENTENCES.

    No rule on classes of signs: length counts (CNIL 2022-100, case 2; ASVS 5, 6.2). `static/js/passwords.js` decides
    the same from the same words, and a test compares them.
    """
    needed = SHORTEST_DIGITS if password.isdecimal() else SHORTEST
    found = {
        "length": len(password) < needed,
        "long": len(password) > LONGEST,
        "common": _is_common(password),
        "own": _is_own(password, own_words),
    }
    return [name for name, wrong in found.items() if wrong]


def refusal(password: str, own_words: Iterable[str] = ()) -> str:
    """Say why a password is refused, or `""`."""
    return next((SENTENCES[name] for name in unmet(password, own_words)), "")


def _is_common(password: str) -> bool:
    lowered = password.lower()
    if len(set(lowered)) < FEWEST_DIFFERENT or lowered.startswith(SEQUENCES):
        return True
    bare = "".join(sign for sign in lowered if sign.isalpha())
    half = bare[: len(bare) // 2]
    return bare in commonplace.words() or (half * 2 == bare and half in commonplace.words())


def _is_own(password: str, own_words: Iterable[str]) -> bool:
    """Say whether little is left of a password without the person's own words."""
    left = lowered = password.lower()
    for word in sorted((word.lower() for word in own_words if len(word) >= SHORTEST_OWN), key=len, reverse=True):
        left = left.replace(word, "")
    return left != lowered and len(left) < SHORTEST // 2
