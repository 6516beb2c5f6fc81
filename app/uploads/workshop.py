"""What opens files that come from outside: a program of its own, run with limits, that knows nothing of the portal.

`python -I workshop.py clean SOURCE TARGET LIMIT` or `picture SOURCE TYPE PREVIEW THUMBNAIL`, the files being numbers
of open files. It prints one line of JSON: what it found, or why the file is refused, in one word.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, NoReturn, cast

MEGABYTE = 1_000_000
WRITTEN = 64 * MEGABYTE
IMAGE_MEMORY, IMAGE_SECONDS = 800 * MEGABYTE, 10
PDF_MEMORY, PDF_SECONDS = 350 * MEGABYTE, 2
MAX_PIXELS, MAX_PAGES, MAX_OBJECTS, MAX_DEPTH = 60 * MEGABYTE, 500, 150_000, 12
LONGEST_SIDE, PREVIEW_SIDE, THUMBNAIL_SIDE = 4000, 1600, 240
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIF"}
OTHER_LANGUAGES = (b"<html", b"<script", b"<!doctype", b"<?php", b"<svg", b"<body", b"<iframe")
ACTIVE_KEYS = frozenset(
    {"/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Collection", "/RichMediaContent", "/Launch"}
)
ACTIVE_DEEDS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"}
    | {"/RichMediaExecute", "/GoTo3DView", "/Trans", "/ResetForm"}
)
ACTIVE_NOTES = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
SUSPECT = re.compile(b"|".join(re.escape(one.encode()) for one in sorted(ACTIVE_KEYS | ACTIVE_DEEDS | ACTIVE_NOTES)))


class Refused(Exception):  # noqa: N818  # it is no error of ours
    """The file is refused, for a reason of one word and perhaps a number."""


def limit() -> None:
    """Bound what this process may take, before it looks at anything."""
    for name, most in (
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(name, (most, most))
    _allow(IMAGE_MEMORY, IMAGE_SECONDS)


def _allow(memory: int, seconds: int) -> None:
    """Bound the memory, and the time of the processor, that this process may take."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, IMAGE_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, IMAGE_SECONDS + 1))


def kind_of(head: bytes) -> str:
    """Say what a file claims to be by its first bytes, `""` for none of ours."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    return "image/heic" if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS else ""


def clean(source: BinaryIO, target: BinaryIO, most: int) -> dict[str, Any]:
    """Look a file through, and write it without what it should not bear; `same` says that nothing had to change."""
    head = source.read(1024)
    kind = kind_of(head)
    if not kind:
        raise Refused("type")
    source.seek(0)
    if kind == "application/pdf":
        return {"type": kind, "same": not _clean_pdf(source, target, head)}
    return {"type": _clean_image(source, target, kind, most), "same": False}


def _clean_pdf(source: BinaryIO, target: BinaryIO, head: bytes) -> bool:
    """Write a PDF again without actions, attachments and locks; say whether it had any."""
    import pikepdf

    _allow(PDF_MEMORY, PDF_SECONDS)
    if any(word in head.lower() for word in OTHER_LANGUAGES) or zipfile.is_zipfile(source):
        raise Refused("type")
    source.seek(0)
    try:
        with pikepdf.open(source) as document:
            pages = len(document.pages)
            if not 0 < pages <= MAX_PAGES:
                raise Refused("pages", pages)
            if len(document.objects) > MAX_OBJECTS:
                raise Refused("broken")
            changed = document.is_encrypted or _trailing(source)
            changed = _disarm(document) or changed
            if changed:
                document.save(target, deterministic_id=True)
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError, OverflowError):
        raise Refused("broken") from None
    return changed


def _trailing(source: BinaryIO) -> bool:
    """Say whether anything but blanks follows the end of a PDF."""
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - 65536))
    _, mark, rest = source.read().rpartition(b"%%EOF")
    return not mark or bool(rest.strip(b"\0\t\r\n\f "))


def _disarm(document: Any) -> bool:
    """Take out of a PDF all that acts by itself or carries another file."""
    changed = _opening(document.Root)
    for one in document.objects:
        if not SUSPECT.search(_written(one)):
            continue
        for found in _mappings(one, 0):
            changed = _strip(found) or changed
    return changed


def _written(one: Any) -> bytes:
    """Give an object as it is written, without its stream; this alone is quick enough for every object."""
    import pikepdf

    if isinstance(one, pikepdf.Stream):
        return bytes(one.stream_dict.unparse())
    return bytes(one.unparse(resolved=True)) if isinstance(one, pikepdf.Object) else b""


def _opening(root: Any) -> bool:
    """Take out what happens on opening, unless it only shows a place."""
    import pikepdf

    action = root.get("/OpenAction")
    if action is None or isinstance(action, pikepdf.Array) or action.get("/S") == "/GoTo":
        return False
    del root["/OpenAction"]
    return True


def _mappings(one: Any, depth: int) -> Iterator[Any]:
    """Give an object's dictionaries, those written inside it included; what is referred to comes by itself."""
    import pikepdf

    if depth > MAX_DEPTH:
        raise Refused("broken")
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        inner = [value for _, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        inner = list(one)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _mappings(value, depth + 1)


def _strip(found: Any) -> bool:
    """Take out of a dictionary what acts; an action that is left says nothing any more."""
    keys = set(found.keys())
    doomed = [key for key in keys if key in ACTIVE_KEYS]
    if "/S" in keys and str(found["/S"]) in ACTIVE_DEEDS and "/K" not in keys:
        doomed += [key for key in keys if key not in doomed and key != "/Type"]
    elif "/Subtype" in keys and str(found["/Subtype"]) in ACTIVE_NOTES and "/Rect" in keys:
        doomed += [key for key in ("/FS", "/A", "/Movie", "/Sound", "/3DD") if key in keys and key not in doomed]
    for key in doomed:
        del found[key]
    return bool(doomed)


def _clean_image(source: BinaryIO, target: BinaryIO, kind: str, most: int) -> str:
    """Draw an image anew, upright and without a word about where and how it was taken; give its new type."""
    image = _upright(source, kind, LONGEST_SIDE)
    if kind == "image/png":
        image.save(target, "PNG", compress_level=6)
        if target.tell() <= most:
            return kind
    own = {name: image.info[name] for name in ("qtables", "subsampling") if name in image.info}
    image.info = {}
    image = image if image.mode in ("L", "RGB") else _on_white(image)
    for choice in (own or {"quality": 90}, {"quality": 85}, {"quality": 75}, {"quality": 60}):
        target.seek(0)
        target.truncate()
        image.save(target, "JPEG", **choice)
        if target.tell() <= most:
            return "image/jpeg"
    raise Refused("large")


def _upright(source: BinaryIO, kind: str, longest: int) -> Any:
    """Open an image, turn it as it was held, and make it no larger than anybody reads."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None
    if kind == "image/heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    try:
        with Image.open(source, formats=[FORMATS[kind]]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS or not width or not height:
                raise Refused("pixels")
            scale = min(1.0, longest / max(width, height))
            size = (max(1, int(width * scale)), max(1, int(height * scale)))
            own = {} if scale < 1 else _encoding(image)
            image.draft("RGB", size)
            image.thumbnail((longest, longest))
            upright = _plain(ImageOps.exif_transpose(image))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError):
        raise Refused("image") from None
    upright.info = own
    return upright


def _encoding(image: Any) -> dict[str, Any]:
    """Give how finely a JPEG was written, so that it is written again as finely."""
    from PIL import JpegImagePlugin

    tables = getattr(image, "quantization", None)
    if not tables or image.mode not in ("L", "RGB"):
        return {}
    sampling = JpegImagePlugin.get_sampling(image)
    return {"qtables": tables, **({"subsampling": sampling} if sampling >= 0 else {})}


def _plain(image: Any) -> Any:
    """Give an image in one of the few modes that every program shows."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "PA" or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("L", "LA", "RGB", "RGBA", "1"):
        return image.convert("L") if image.mode == "1" else image
    return image.convert("RGB")


def _on_white(image: Any) -> Any:
    """Lay an image that one sees through on white paper."""
    from PIL import Image

    if image.mode not in ("LA", "RGBA"):
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return paper


def picture(source: BinaryIO, kind: str, preview: BinaryIO, thumbnail: BinaryIO) -> dict[str, Any]:
    """Draw a document, or its first page, in two sizes."""
    image = _on_white(_first_page(source) if kind == "application/pdf" else _upright(source, kind, PREVIEW_SIDE))
    image.info = {}
    image.save(preview, "JPEG", quality=80)
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    image.save(thumbnail, "JPEG", quality=75)
    return {}


def _first_page(source: BinaryIO) -> Any:
    import pypdfium2  # type: ignore[import-untyped]  # it has no types

    try:
        document = pypdfium2.PdfDocument(source)
        page = document[0]
        width, height = page.get_size()
        if not 0 < max(width, height) < 20_000:
            raise Refused("broken")
        bitmap = page.render(scale=PREVIEW_SIDE / max(width, height), may_draw_forms=False)
        return bitmap.to_pil().convert("RGB")
    except pypdfium2.PdfiumError:
        raise Refused("broken") from None


def _file(number: str, mode: str) -> BinaryIO:
    return cast(BinaryIO, os.fdopen(int(number), mode))


def _clean(source: str, target: str, most: str) -> dict[str, Any]:
    with _file(source, "rb") as file, _file(target, "w+b") as made:
        return clean(file, made, int(most))


def _picture(source: str, kind: str, preview: str, thumbnail: str) -> dict[str, Any]:
    with _file(source, "rb") as file, _file(preview, "w+b") as large, _file(thumbnail, "w+b") as small:
        return picture(file, kind, large, small)


COMMANDS: Mapping[str, Callable[..., dict[str, Any]]] = {"clean": _clean, "picture": _picture}


def main(command: str, *rest: str) -> NoReturn:
    """Do one thing to one file, print what came of it, and end."""
    limit()
    answer = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        found = COMMANDS[command](*rest)
    except Refused as refused:
        found = {"refused": refused.args[0], "number": refused.args[1] if len(refused.args) > 1 else 0}
    except OSError as error:
        found = {"failed": error.errno or 0}
    except Exception:  # whatever a library says of a file from outside, the file does not open
        found = {"refused": "broken"}
    print(json.dumps(found), file=answer, flush=True)
    os._exit(0)  # every file is closed; taking the libraries down again takes as long as a small file


if __name__ == "__main__":
    main(*sys.argv[1:])
