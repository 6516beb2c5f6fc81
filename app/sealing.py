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
    name, sealed = _sealed(text.encode(), about)
    return f"{name}.{base64.urlsafe_b64encode(sealed).decode()}"


def seal_bytes(data: bytes, about: str) -> bytes:
    """Seal bytes as `seal` seals a text. Gives the key's name, a dot, nonce and ciphertext."""
    name, sealed = _sealed(data, about)
    return name.encode() + b"." + sealed


def _sealed(data: bytes, about: str) -> tuple[str, bytes]:
    name, key = next(iter(config().encryption_keys.items()))
    nonce = os.urandom(NONCE)
    return name, nonce + AESGCM(key).encrypt(nonce, data, about.encode())


def unseal(sealed: str, about: str) -> str:
    """Open what `seal` gave. Raises UnsealError."""
    name, _, body = sealed.partition(".")
    return _unsealed(name, base64.urlsafe_b64decode(body), about).decode()


def unseal_bytes(sealed: bytes, about: str) -> bytes:
    """Open what `seal_bytes` gave. Raises UnsealError."""
    name, _, raw = sealed.partition(b".")
    return _unsealed(name.decode("utf-8", "replace"), raw, about)


def _unsealed(name: str, raw: bytes, about: str) -> bytes:
    keys: Mapping[str, bytes] = config().encryption_keys
    if name not in keys:
        raise UnsealError(f"no key « {name} »")
    try:
        return AESGCM(keys[name]).decrypt(raw[:NONCE], raw[NONCE:], about.encode())
    except InvalidTag as error:
        raise UnsealError("the sealed text was changed") from error
