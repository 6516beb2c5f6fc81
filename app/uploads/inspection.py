"""What a file really is, decided from its bytes in a process with limits; and how that is said to the person."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from app.uploads.workshop import MAX_PAGES
from forms import size_text, types_text

LONGEST_NAME = 120
HIDDEN = dict.fromkeys([*range(32), 127, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
WORKSHOP = str(Path(__file__).with_name("workshop.py"))
AT_ONCE = 2
PATIENCE = 60
TURNS = BoundedSemaphore(AT_ONCE)
"""So few files are opened at once, so that many that come together take no more memory."""
ENDINGS = {"application/pdf": ("pdf",), "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"), "image/png": ("png",)}
KNOWN_ENDINGS = frozenset({*(one for some in ENDINGS.values() for one in some), "heic", "heif", "hif"})
ACCEPTED = tuple(ENDINGS)


class RefusedError(Exception):
    """The file is not taken; the message says why and what to do, in French."""

    status = 422


class NotKeptError(RefusedError):
    """The file is sound, and we could not keep it: no disk, no storage. The message says when to try again."""

    status = 507

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nous n’avons pas pu garder le fichier « {name} ». Ce n’est pas votre faute : "
            "recommencez dans quelques instants. Vos réponses sont enregistrées."
        )


def shown_types(types: tuple[str, ...]) -> tuple[str, ...]:
    """Give the media types to name and to offer: a telephone's HEIC is taken wherever a JPEG is, and becomes one."""
    return (*types, "image/heic") if "image/jpeg" in types and "image/heic" not in types else types


def check_size(size: int, name: str, most: int) -> None:
    """Refuse a file that is empty or too heavy. Raises RefusedError."""
    if size == 0:
        raise RefusedError(f"Le fichier « {name} » est vide. Choisissez-en un autre.")
    if size > most:
        raise RefusedError(
            f"Le fichier « {name} » est trop lourd. La limite est de {size_text(most)}. "
            "Réduisez-le, ou prenez le papier en photo."
        )


def clean(source: IO[bytes], target: IO[bytes], name: str, types: tuple[str, ...], most: int) -> tuple[str, bool]:
    """Look a file through, and write it without what it should not bear; give its type and whether it is as it was.

    Raises RefusedError, and OSError when the machine has no room to do it.
    """
    _check_ending(name, types)
    found = run("clean", source.fileno(), target.fileno(), most)
    if "refused" in found:
        raise RefusedError(_words(found["refused"], int(found.get("number", 0)), name, types, most))
    if found["type"] not in types:
        raise RefusedError(_words("type", 0, name, types, most))
    return str(found["type"]), bool(found["same"])


def run(command: str, *rest: int | str) -> dict[str, Any]:
    """Run the workshop on open files; a process that passes its limits has found a file that does not open."""
    words = [sys.executable, "-I", WORKSHOP, command, *map(str, rest)]
    with TURNS:
        try:
            made = subprocess.run(  # noqa: S603  # our own program
                words, pass_fds=_files(command, rest), stdout=subprocess.PIPE, env={}, cwd="/", timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            return {"refused": "broken"}
    try:
        found: dict[str, Any] = json.loads(made.stdout)
    except ValueError:
        return {"refused": "broken"}
    if "failed" in found:
        raise OSError(found["failed"], "the workshop could not write")
    return found


def _files(command: str, rest: tuple[int | str, ...]) -> list[int]:
    return [int(one) for one in (rest[:2] if command == "clean" else (rest[0], *rest[2:]))]


def _words(reason: str, number: int, name: str, types: tuple[str, ...], most: int) -> str:
    """Say why a file is refused, and what to do."""
    accepted = types_text(shown_types(types))
    known = {
        "type": f"Le fichier « {name} » n’est pas du bon format. Formats acceptés : {accepted}. "
        "Vous pouvez aussi prendre le papier en photo.",
        "locked": f"Le fichier « {name} » est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
        "pages": f"Le fichier « {name} » compte {number} pages. La limite est de {MAX_PAGES}.",
        "pixels": f"L’image « {name} » est trop grande. Réduisez-la ou prenez une nouvelle photo.",
        "image": f"L’image « {name} » est abîmée : elle ne s’ouvre pas. Prenez une nouvelle photo.",
        "large": f"L’image « {name} » est trop lourde. La limite est de {size_text(most)}. Prenez une nouvelle photo.",
    }
    broken = f"Le fichier « {name} » est abîmé : il ne s’ouvre pas. Choisissez-en un autre ou prenez une photo."
    return known.get(reason, broken)


def _check_ending(name: str, types: tuple[str, ...]) -> None:
    """Refuse a name that ends like a program or another sort of file; one without an ending is fine."""
    ending = ending_of(name)
    looks = 0 < len(ending) <= 5 and ending.isascii() and ending.isalnum() and not ending.isdecimal()
    if looks and ending not in KNOWN_ENDINGS:
        raise RefusedError(_words("type", 0, name, types, 0))


def ending_of(name: str) -> str:
    """Give the ending of a name, without its dot, in small letters."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def named_as(name: str, kind: str) -> str:
    """Give a file the ending of what it really is."""
    ending = ending_of(name)
    if ending in ENDINGS[kind]:
        return name
    stem = name[: -len(ending) - 1] if ending in KNOWN_ENDINGS else name
    return f"{stem}.{ENDINGS[kind][0]}"


def shown_name(name: str) -> str:
    """Give a file name that is safe to show: no folder, no hidden sign, not too long, its ending kept."""
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2]).translate(HIDDEN)
    clean = "".join(sign for sign in bare if not 0xD800 <= ord(sign) <= 0xDFFF).strip(" .") or "document"
    if len(clean) <= LONGEST_NAME:
        return clean
    stem, dot, ending = clean.rpartition(".")
    return (
        f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 10 else clean[:LONGEST_NAME]
    )
