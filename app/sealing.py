"""Secrets at rest: sealed with AES-GCM under a key that has a name, so that keys can be replaced."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.extensions import config

NONCE = 12


class UnsealError(Exception):
    """The text was sealed with a key we have no more, or was changed."""


def seal(text: str, about: str) -> str:
    """Seal a text with the current key; `about` names what it is, and it opens for nothing else.

    Gives « <key name>.<base64 of nonce and ciphertext> ».
    """
    name, key = next(iter(config().encryption_keys.items()))
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode())
    return f"{name}.{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(sealed: str, about: str) -> str:
    """Open what `seal` gave. Raises UnsealError."""
    name, _, body = sealed.partition(".")
    keys: Mapping[str, bytes] = config().encryption_keys
    if name not in keys:
        raise UnsealError(f"no key « {name} »")
    raw = base64.urlsafe_b64decode(body)
    try:
        return AESGCM(keys[name]).decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
    except InvalidTag as error:
        raise UnsealError("the sealed text was changed") from error


def resealed(sealed: str, about: str) -> str:
    """Seal a text again with the current key, if it was sealed with another. Raises UnsealError."""
    return sealed if is_current(sealed) else seal(unseal(sealed, about), about)


def is_current(sealed: str) -> bool:
    """Say whether a text was sealed with the current key."""
    return sealed.partition(".")[0] == next(iter(config().encryption_keys))
