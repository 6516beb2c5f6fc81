"""Documents as they come in: what is taken, cleaned, refused; how they are kept, shown, copied and swept."""

from __future__ import annotations

import base64
import io
import os
import re
import resource
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.models import Account
from app.catalogue.models import Procedure, ProcedureVersion
from app.config import ConfigurationError, from_env
from app.extensions import db
from app.submissions import resealing
from app.submissions.models import Draft
from app.uploads import services, upkeep
from app.uploads.antivirus import Antivirus
from app.uploads.ciphering import AlteredError
from app.uploads.inspection import WORKSHOP, shown_name
from app.uploads.models import Document
from app.uploads.reading import opened
from app.uploads.scanning import look
from app.uploads.services import MAX_SIZE, RefusedError, Slot, duplicate, take_in
from app.uploads.storage import PARTS
from tests import files
from tests.app.conftest import CheckingClient, Clock
from tests.app.walk import begin
from tests.conftest import KEYS, migrated
from tests.storage import bucket

MEGABYTE = 1_000_000
NEW_KEY = "new:" + base64.b64encode(bytes(range(1, 33))).decode()
DOWNLOADED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with one draft, for what no page is needed for."""
    folder = tmp_path_factory.mktemp("portal")
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS, "INSTANCE_DIR": str(folder)}
    made = create_app(from_env(env), clock=Clock())
    migrated(made)
    with made.app_context():
        db.session.add(draft_row())
        db.session.commit()
        yield made
        db.session.rollback()
        db.engine.dispose()


def draft_row() -> Draft:
    """Give a draft of somebody's, of some procedure."""
    moment = Clock()()
    owner = Account(email="a@example.org", email_key="a@example.org", first_name="A", last_name="B", created_at=moment)
    of = Procedure(slug="demande", state="published")
    version = ProcedureVersion(
        procedure=of, number=1, digest="0" * 64, document="{}", author="tests", note="", published_at=moment
    )
    db.session.add_all((owner, of, version))
    db.session.flush()
    return Draft(
        account_id=owner.id,
        procedure_id=of.id,
        version_id=version.id,
        slot=1,
        answers={},
        terms={},
        created_at=moment,
        updated_at=moment,
        expires_at=moment,
    )


@pytest.fixture(autouse=True)
def emptied(request: pytest.FixtureRequest) -> None:
    """Forget the documents of the test before."""
    if "portal" in request.fixturenames:
        made = request.getfixturevalue("portal")
        db.session.rollback()
        services.remove(db.session, made.extensions["documents"], documents())
        db.session.commit()


def documents() -> list[Document]:
    return list(db.session.scalars(select(Document).order_by(Document.created_at, Document.name)))


def content_of(portal: Flask, document: Document) -> bytes:
    with opened(portal.extensions["documents"], document) as stream:
        return stream.read()


def kept(portal: Flask, content: bytes, name: str = "avis.pdf", pointer: str = "") -> Document:
    """Take a file into the only draft; give its row."""
    slot = Slot((), None, db.session.scalars(select(Draft)).one().id, pointer)
    store, moment = portal.extensions["documents"], portal.extensions["clock"]()
    document = take_in(db.session, store, slot, name, io.BytesIO(content), moment)
    db.session.commit()
    return document


def uploads(portal: Flask) -> Path:
    return Path(portal.extensions["config"].instance) / "uploads"


@pytest.fixture
def place(josette: CheckingClient) -> str:
    """A page of Josette's that asks for documents."""
    path = begin(josette, "cheque-reussite")
    josette.get(path)
    return path


def send(client: CheckingClient, place: str, content: bytes, name: str, **typed: str) -> TestResponse:
    """Post a page with a file at its question, under a type that lies."""
    data = MultiDict([("csrf_token", client.token), ("action", "upload domicile"), *typed.items()])
    data.add("domicile", (io.BytesIO(content), name, "text/html"))
    return client.post(place, data=data, content_type="multipart/form-data")


@pytest.mark.check("UP-1")
def test_what_is_too_heavy_is_refused_by_its_limit_and_the_rest_kept(
    josette: CheckingClient, place: str, app: Flask
) -> None:
    page = josette.get(place).get_data(as_text=True)
    assert 'accept="application/pdf,image/jpeg,image/png,image/heic' in page
    assert "10\u00a0Mo au plus par fichier" in page
    assert re.search(r"Ensemble, vos documents pèsent 50.Mo au plus", page)
    assert send(josette, place, files.heavy(MAX_SIZE), "juste.pdf").status_code == 303
    answer = send(josette, place, files.heavy(MAX_SIZE + 1), "trop.pdf", nom="DUROND")
    assert answer.status_code == 422
    assert "«\u00a0trop.pdf\u00a0» est trop lourd. La limite est de 10\u00a0Mo" in answer.get_data(as_text=True)
    assert 'value="DUROND"' in josette.get(place).get_data(as_text=True)
    with app.app_context():
        assert [one.size for one in documents()] == [MAX_SIZE]


@pytest.mark.check("UP-1")
def test_five_files_a_question_and_fifty_megabytes_a_request_are_the_most(portal: Flask) -> None:
    for _ in range(5):
        kept(portal, files.pdf(), pointer="/domicile")
    with pytest.raises(RefusedError, match="5 au plus"):
        kept(portal, files.pdf(), pointer="/domicile")
    for one in documents():
        one.size = 9_999_999
    db.session.commit()
    with pytest.raises(RefusedError, match="50\u00a0Mo au plus"):
        kept(portal, files.pdf(), pointer="/ailleurs")
    assert {name for name, _ in portal.extensions["documents"].names()} == {one.id.hex for one in documents()}


WRONG_TYPE = {
    "page.html": b"<html><script>alert(1)</script></html>",
    "dessin.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "page.php": b"<?php system($_GET['x']);",
    "facture.pdf.exe": files.pdf(),
    "programme.pdf": b"MZ\x90\x00" + bytes(400),
    "deux.pdf": files.polyglot(),
    "trois.pdf": b"<html><!-- " + files.pdf() + b"-->",
    "quatre.pdf": files.pdf() + files.archive(),
    "archive.zip": files.archive(),
    "macro.docm": files.archive(),
    "macro.pdf": files.archive(),
    "image.gif": b"GIF89a" + bytes(60),
}
OTHERWISE_WRONG = (
    (b"", "vide.pdf", "est vide"),
    (files.locked(), "secret.pdf", "est protégé par un mot de passe"),
    (files.pdf()[:200], "casse.pdf", "est abîmé"),
    (files.image()[:300], "casse.jpg", "est abîmée"),
)


@pytest.mark.check("UP-2")
def test_only_what_really_is_a_pdf_or_an_image_is_taken(portal: Flask) -> None:
    words = re.escape("n’est pas du bon format. Formats acceptés : PDF, JPEG, PNG ou HEIC.")
    for name, content in WRONG_TYPE.items():
        with pytest.raises(RefusedError, match=words):
            kept(portal, content, name)
    for content, name, said in OTHERWISE_WRONG:
        with pytest.raises(RefusedError, match=said):
            kept(portal, content, name)
    assert documents() == []
    assert list(portal.extensions["documents"].names()) == []


@pytest.mark.check("UP-2")
def test_files_whose_names_are_odd_or_wrong_are_taken_for_what_they_are(portal: Flask) -> None:
    unlocked = kept(portal, files.forbidden(), "interdit.pdf")
    assert not pikepdf.open(io.BytesIO(content_of(portal, unlocked))).is_encrypted
    assert kept(portal, files.image("PNG"), "capture").name == "capture.png"
    assert kept(portal, files.image("PNG"), "photo.jpg").name == "photo.png"
    signed = files.pdf(b"% signe par une banque")
    known = kept(portal, signed, "avis 3.12")
    assert (known.name, content_of(portal, known)) == ("avis 3.12.pdf", signed)


@pytest.mark.check("UP-3")
@pytest.mark.parametrize("make", [files.huge_image, files.long_pdf, files.xref_bomb])
def test_a_bomb_is_refused_within_two_seconds_of_work_and_little_memory(
    portal: Flask, make: Callable[[], bytes]
) -> None:
    content, before = make(), resident()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(RefusedError, match=r"trop grande|10000 pages|abîmé"):
        kept(portal, content, "bombe.png" if make is files.huge_image else "bombe.pdf")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime <= 2
    assert resident() - before < 100 * MEGABYTE


def resident() -> int:
    """Give how much memory this process holds, in bytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found.group(1)) * 1024


@pytest.mark.check("UP-4")
@pytest.mark.parametrize(
    ("kind", "name", "became"),
    [("JPEG", "IMG_1.JPG", "IMG_1.JPG"), ("PNG", "IMG_3.png", "IMG_3.png"), ("HEIF", "IMG_2.HEIC", "IMG_2.jpg")],
)
def test_a_photograph_comes_out_upright_without_a_word_of_where_it_was_taken(
    portal: Flask, kind: str, name: str, became: str
) -> None:
    document = kept(portal, files.photo(kind), name)
    content = content_of(portal, document)
    with Image.open(io.BytesIO(content)) as shown:
        assert shown.size == ((320, 200) if kind == "HEIF" else (200, 320))
        assert dict(shown.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)
        red, green, _ = shown.convert("RGB").getpixel((30, 10))  # type: ignore[misc]  # three numbers
        assert green > red
    assert b"Telephone" not in content
    assert document.type == ("image/png" if kind == "PNG" else "image/jpeg")
    assert document.name == became


@pytest.mark.check("UP-4")
def test_a_pdf_is_disarmed(portal: Flask) -> None:
    content = content_of(portal, kept(portal, files.armed(), "piege.pdf"))
    before, after = written_out(files.armed()), written_out(content)
    for word in ("JavaScript", "JS", "Launch", "EmbeddedFile", "OpenAction", "AA", "XFA", "SubmitForm"):
        assert f"/{word}".encode() in before, word
        assert f"/{word} ".encode() not in after, word
    assert b"calc.exe" not in after


def written_out(content: bytes) -> bytes:
    """Give a PDF with nothing packed in it."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return files.written(document, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)


ODD_NAMES = (
    "../../x.pdf",
    'a"b.pdf',
    "a\r\nSet-Cookie: x=1.pdf",
    "facture\u202efdp.exe.pdf",
    "é" * 300 + ".pdf",
    "🙂.pdf",
)


@pytest.mark.check("UP-8")
def test_odd_names_are_harmless_and_what_was_sent_is_only_downloaded(
    josette: CheckingClient, marcel: CheckingClient, place: str, app: Flask
) -> None:
    sent = files.pdf()
    with app.app_context():
        seen = {kept(app, sent, name).id: shown_name(name) for name in ODD_NAMES}
    root = place.rpartition("/pages")[0]
    for key, name in seen.items():
        assert not {"/", "\\", "\r", "\n", "\u202e"} & set(name)
        assert len(name) <= 120
        got = josette.get(f"{root}/documents/{key}")
        assert got.headers["Content-Disposition"].startswith("attachment; filename")
        assert DOWNLOADED.items() <= dict(got.headers).items()
        assert (got.headers["Content-Length"], got.data) == (str(len(sent)), sent)
        assert "Set-Cookie" not in got.headers
        assert marcel.get(f"{root}/documents/{key}").status_code == 404
    for path in uploads(app).rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
        assert re.fullmatch(r"[0-9a-f]{2}|[0-9a-f]{32}", path.name)


@pytest.mark.check("UP-9")
def test_the_disk_holds_ciphertext_only_and_keys_are_replaced_without_touching_files(portal: Flask) -> None:
    content = files.pdf(b"% un secret de Josette")
    document = kept(portal, content)
    (file,) = (one for one in uploads(portal).rglob("*") if one.is_file())
    sealed = file.read_bytes()
    assert b"Josette" not in sealed
    assert b"%PDF" not in sealed
    assert list((uploads(portal).parent / "spool").iterdir()) == []
    old, config = document.sealed_key, portal.extensions["config"]
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": f"{NEW_KEY},{KEYS}"}
    before, turned = config.encryption_keys, from_env(env).encryption_keys
    try:
        object.__setattr__(config, "encryption_keys", turned)
        db.session.commit()
        keys = next(one for one in resealing.TEXTS if one.column is Document.sealed_key)
        again = [resealing.reseal(db.session, ("keys", partial(resealing._texts, keys))) for _ in range(2)]
        assert [(one.done, one.left, one.lost) for one in again] == [(1, 0, 0), (0, 0, 0)]
        db.session.refresh(document)
        object.__setattr__(config, "encryption_keys", {"new": turned["new"]})
        assert document.sealed_key.startswith("new.")
        assert content_of(portal, document) == content
        assert file.read_bytes() == sealed
        document.sealed_key = old
        with pytest.raises(AlteredError):
            content_of(portal, document)
    finally:
        object.__setattr__(config, "encryption_keys", before)
        services.remove(db.session, portal.extensions["documents"], [document])
        db.session.commit()


def test_a_copy_has_a_row_and_bytes_of_its_own(portal: Flask) -> None:
    store, clock = portal.extensions["documents"], portal.extensions["clock"]
    document = kept(portal, files.pdf(b"% copie"))
    content = content_of(portal, document)
    copy = duplicate(db.session, store, document, Slot((), None, document.draft_id, "/autre"), clock())
    db.session.commit()
    assert (copy.name, copy.size, copy.sha256) == (document.name, document.size, document.sha256)
    assert copy.sealed_key != document.sealed_key
    services.remove(db.session, store, [document])
    db.session.rollback()
    assert content_of(portal, document) == content
    services.remove(db.session, store, [document])
    assert len(list(store.names())) == 2
    db.session.commit()
    assert [name for name, _ in store.names()] == [copy.id.hex]
    assert content_of(portal, copy) == content
    store.drop(copy.id)
    with pytest.raises(services.NotKeptError):
        duplicate(db.session, store, copy, Slot((), None, copy.draft_id), clock())


@pytest.mark.check("UP-10")
def test_files_that_belong_to_nothing_go_after_a_day_and_twice_changes_nothing(portal: Flask) -> None:
    store, clock = portal.extensions["documents"], portal.extensions["clock"]
    document, lost = kept(portal, files.pdf()), uuid.uuid4()
    look(store, Antivirus(portal.extensions["config"]), lambda *_: None)
    for name in (lost.hex, f"{lost.hex}.preview", f"{lost.hex}.a1b2c3d4.part", f"{document.id.hex}.a1b2c3d4.part"):
        (uploads(portal) / name[:2]).mkdir(exist_ok=True)
        (uploads(portal) / name[:2] / name).write_bytes(b"x")
    made = {document.id.hex, f"{document.id.hex}.preview", f"{document.id.hex}.thumbnail"}
    age(portal, hours=23)
    assert upkeep.purge(db.session, store, clock()) == 0
    age(portal, hours=25)
    assert (upkeep.purge(db.session, store, clock()), upkeep.purge(db.session, store, clock())) == (4, 0)
    assert {name for name, _ in store.names()} == made
    services.remove(db.session, store, documents())
    db.session.commit()
    assert list(store.names()) == []


def age(portal: Flask, hours: int) -> None:
    """Make every file as old as this."""
    for path in uploads(portal).rglob("*"):
        os.utime(path, (time.time(), portal.extensions["clock"]().timestamp() - hours * 3600))


def test_images_of_a_document_are_shown_to_its_owner_and_kept_sealed(
    josette: CheckingClient, marcel: CheckingClient, place: str, app: Flask
) -> None:
    root, store = place.rpartition("/pages")[0], app.extensions["documents"]
    with app.app_context():
        keys = [kept(app, files.pdf()).id, kept(app, files.photo(), "photo.jpg").id]
    assert josette.get(f"{root}/documents/{keys[0]}/apercu").headers["Location"] == f"{root}/documents/{keys[0]}"
    assert josette.get(f"{root}/documents/{keys[0]}/vignette").status_code == 303
    with app.app_context():
        look(store, Antivirus(app.extensions["config"]), lambda *_: None)
        assert {one.preview for one in documents()} == {"made"}
    for key in keys:
        for what, side in (("apercu", 1600), ("vignette", 240)):
            got = josette.get(f"{root}/documents/{key}/{what}")
            assert (got.status_code, got.mimetype) == (200, "image/jpeg")
            assert got.headers["Content-Disposition"] == "inline"
            assert DOWNLOADED.items() <= dict(got.headers).items()
            with Image.open(io.BytesIO(got.data)) as shown:
                assert max(shown.size) <= side
                assert shown.height > shown.width
            assert marcel.get(f"{root}/documents/{key}/{what}").status_code == 404
    assert all(b"JFIF" not in one.read_bytes() for one in uploads(app).rglob("*.preview"))


def test_all_of_this_works_on_a_bucket_too(portal: Flask) -> None:
    folder = portal.extensions["documents"]
    with bucket() as store:
        portal.extensions["documents"] = store
        try:
            document = kept(portal, files.photo(), "photo.jpg")
            look(store, Antivirus(portal.extensions["config"]), lambda *_: None)
            assert {name for name, _ in store.names()} == {document.id.hex + part for part in PARTS}
            with Image.open(io.BytesIO(content_of(portal, document))) as shown:
                assert shown.size == (200, 320)
            services.remove(db.session, store, documents())
            db.session.commit()
            assert list(store.names()) == []
        finally:
            portal.extensions["documents"] = folder


def test_a_bucket_is_configured_whole_and_never_shows_its_secret() -> None:
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS}
    whole = {"URL": "http://127.0.0.1:9", "BUCKET": "b", "REGION": "fr-par", "KEY_ID": "i", "SECRET": "tres-secret"}
    given = {f"DOCUMENTS_{name}": value for name, value in whole.items()}
    config = from_env({**env, **given})
    assert config.bucket is not None
    assert "tres-secret" not in repr(config)
    for name in given:
        with pytest.raises(ConfigurationError, match=name):
            from_env({**env, **given, name: ""})
    with pytest.raises(ConfigurationError, match="https://"):
        from_env({**env, **given, "DOCUMENTS_URL": "ftp://b"})


def test_the_workshop_knows_nothing_of_the_portal(tmp_path: Path) -> None:
    assert re.findall(r"^\s*(?:from|import) (?:app|forms)\b", Path(WORKSHOP).read_text("utf-8"), re.M) == []
    done = subprocess.run([sys.executable, "-I", WORKSHOP, "unknown"], capture_output=True, check=False, env={})
    assert done.stdout == b'{"refused": "broken"}\n'
