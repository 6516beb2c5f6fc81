"""Passwords: one rule everywhere, argon2id, the same time for an address that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
SHORTEST_DIGITS = 16
LONGEST = 256
COMMON = frozenset(
    {
        "azertyuiop",
        "motdepasse",
        "password",
        "qwertyuiop",
        "soleil",
        "doudou",
        "bonjour",
        "amethyste",
        "navigo",
        "azerty",
        "qwerty",
        "iloveyou",
        "jetaime",
        "chouchou",
        "loulou",
        "admin",
        "welcome",
        "bienvenue",
        "seinesaintdenis",
    }
)

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hashed(password: str) -> str:
    """Give the argon2id hash (19 MiB, 2 passes, 1 lane: what two cores bear)."""
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hashed("nobody has this password")


def verify(password_hash: str | None, password: str) -> bool:
    """Say whether a password is right; an unknown account costs the same time."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def refusal(password: str, own_words: Iterable[str] = ()) -> str:
    """Say why a password is refused, or `""`. No rule on classes of signs: length counts (CNIL 2022-100, ASVS 5)."""
    if len(password) < SHORTEST:
        return f"Choisissez un mot de passe d’au moins {SHORTEST} caractères. Une phrase facile à retenir convient."
    if password.isdecimal() and len(password) < SHORTEST_DIGITS:
        return f"Un mot de passe fait seulement de chiffres doit en compter {SHORTEST_DIGITS}. Ajoutez des lettres."
    if len(password) > LONGEST:
        return f"Choisissez un mot de passe d’au plus {LONGEST} caractères."
    if len(set(password.lower())) < 4 or _is_common(password):
        return "Ce mot de passe est trop facile à deviner. Choisissez une phrase qui n’appartient qu’à vous."
    if _is_own(password, own_words):
        return "Votre mot de passe ressemble à votre nom ou à votre adresse. Choisissez autre chose."
    return ""


def _is_common(password: str) -> bool:
    bare = "".join(sign for sign in password.lower() if sign.isalpha())
    return any(bare in (word, word * 2) for word in COMMON) or password.lower().startswith(("123456789", "abcdefgh"))


def _is_own(password: str, own_words: Iterable[str]) -> bool:
    lowered = password.lower()
    parts = (word.lower() for word in own_words if len(word) >= 4)
    return any(part in lowered and len(lowered.replace(part, "")) < SHORTEST // 2 for part in parts)
