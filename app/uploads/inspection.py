"""What a file really is, decided from its bytes: a signature, then a real parse."""

from __future__ import annotations

import unicodedata
import warnings
from pathlib import Path

import filetype
import pikepdf
from PIL import Image, UnidentifiedImageError

from forms import size_text, types_text

MAX_PIXELS = 60_000_000
MAX_PAGES = 500
LONGEST_NAME = 120
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG"}
HIDDEN = dict.fromkeys([*range(32), 127, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class RefusedError(Exception):
    """The file is not taken; the message says why and what to do, in French."""


def inspect(path: Path, name: str, types: tuple[str, ...], max_size: int | None) -> str:
    """Give the media type of a file. Raises RefusedError when it is empty, too large, unreadable or not accepted."""
    size = path.stat().st_size
    if size == 0:
        raise RefusedError(f"Le fichier « {name} » est vide. Choisissez-en un autre.")
    if max_size is not None and size > max_size:
        raise RefusedError(
            f"Le fichier « {name} » pèse {size_text(size)} : c’est trop lourd. La limite est de {size_text(max_size)}."
        )
    found = filetype.guess_mime(str(path))
    accepted = types or ("application/pdf", *IMAGES)
    if found not in accepted:
        raise RefusedError(
            f"Le fichier « {name} » n’est pas du bon format. Formats acceptés : {types_text(accepted)}. "
            "Vous pouvez aussi prendre le papier en photo."
        )
    if found == "application/pdf":
        _read_pdf(path, name)
    elif found in IMAGES:
        _read_image(path, name, IMAGES[found])
    return str(found)


def _read_pdf(path: Path, name: str) -> None:
    try:
        with pikepdf.open(path) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise RefusedError(
            f"Le fichier « {name} » est protégé par un mot de passe. Enregistrez-le sans mot de passe."
        ) from error
    except (pikepdf.PdfError, ValueError, OSError, RecursionError) as error:
        raise RefusedError(f"Le fichier « {name} » est abîmé : il ne s’ouvre pas. Choisissez-en un autre.") from error
    if not 0 < pages <= MAX_PAGES:
        raise RefusedError(f"Le fichier « {name} » compte {pages} pages. La limite est de {MAX_PAGES}.")


def _read_image(path: Path, name: str, kind: str) -> None:
    broken = RefusedError(f"L’image « {name} » est abîmée : elle ne s’ouvre pas. Prenez une nouvelle photo.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[kind]) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise RefusedError(f"L’image « {name} » est trop grande. Réduisez-la ou prenez une nouvelle photo.")
                image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise broken from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise broken from error


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
