"""Files as people send them, and as others make them: small, real, some hostile."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image

from tests.clamd import SIGNED

PNG = b"\x89PNG\r\n\x1a\n"


def written(document: pikepdf.Pdf, **options: object) -> bytes:
    """Give the bytes of a PDF."""
    made = io.BytesIO()
    document.save(made, **options)  # type: ignore[arg-type]  # what pikepdf takes
    return made.getvalue()


def pdf(content: bytes = b"", pages: int = 1) -> bytes:
    """Make a PDF with this in its first page, as it is."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    document.pages[0].Contents = document.make_stream(content)
    return written(document, compress_streams=False)


def infected() -> bytes:
    """Make a sound PDF that bears the signature of our antivirus."""
    return pdf(b"% " + SIGNED)


def heavy(size: int = 10_000_000) -> bytes:
    """Make a sound PDF of exactly so many bytes, unlike any other."""
    filler = os.urandom(size // 2).hex().encode()
    over = len(pdf(b"% " + filler)) - size
    return pdf(b"% " + filler[:-over]).ljust(size, b"\n")


def locked(content: bytes = b"") -> bytes:
    """Make a PDF that asks for a password."""
    with pikepdf.open(io.BytesIO(pdf(content))) as document:
        return written(document, encryption=pikepdf.Encryption(owner="maitre", user="secret"))


def forbidden() -> bytes:
    """Make a PDF that opens, but whose author forbids printing it."""
    with pikepdf.open(io.BytesIO(pdf(b"% lisible"))) as document:
        return written(document, encryption=pikepdf.Encryption(owner="maitre", user=""))


def armed() -> bytes:
    """Make a PDF with everything in it that acts by itself or carries another file."""
    document = pikepdf.new()
    page = document.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    start = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    document.Root.OpenAction = script
    document.Root.AA = pikepdf.Dictionary(WC=start)
    document.attachments["tableau.exe"] = b"MZ" + b"\0" * 64
    document.Root.Names.JavaScript = pikepdf.Dictionary(Names=pikepdf.Array(["x", document.make_indirect(script)]))
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=pikepdf.Array([]))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=start)
    link.AA = pikepdf.Dictionary(E=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://ailleurs.example"))
    page.obj.Annots = pikepdf.Array([document.make_indirect(link)])
    return written(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def image(kind: str = "JPEG", size: tuple[int, int] = (320, 200), **options: object) -> bytes:
    """Make an image, green at its left, red elsewhere."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("green", (0, 0, size[0] // 4, size[1]))
    made = io.BytesIO()
    drawn.save(made, kind, **options)
    return made.getvalue()


def photo(kind: str = "JPEG") -> bytes:
    """Make a photograph as a telephone does: lying on its side, with the place where it was taken."""
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Telephone", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 54.0, 0.0), 3: "E", 4: (2.0, 26.0, 0.0)})
    return image(kind, exif=exif)


def polyglot() -> bytes:
    """Make a PDF that is a page of HTML too."""
    head, _, rest = pdf().partition(b"\n")
    return head + b"\n<html><script>alert(1)</script>\n" + rest


def archive() -> bytes:
    """Make a ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("word/vbaProject.bin", "macro")
    return made.getvalue()


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@cache
def huge_image() -> bytes:
    """Make a PNG that says it is 50,000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(10_000_000))) + _chunk(b"IEND", b"")


@cache
def long_pdf() -> bytes:
    """Make a PDF of 10,000 pages."""
    return pdf(pages=10_000)


@cache
def xref_bomb(megabytes: int = 4_000) -> bytes:
    """Make a PDF whose table of contents inflates to gigabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    ending = ((megabytes * 1_000_000 % 65_521 << 16) + 1).to_bytes(4, "big")
    body = b"\x78\xda" + block * megabytes + b"\x03\x00" + ending
    entries = megabytes * 250_000
    head = b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    table = f"3 0 obj<</Type/XRef/Size {entries}/W[1 2 1]/Index[0 {entries}]/Root 1 0 R/Filter/FlateDecode"
    made = head + f"{table}/Length {len(body)}>>stream\n".encode() + body
    return made + f"\nendstream endobj\nstartxref\n{len(head)}\n%%EOF".encode()
