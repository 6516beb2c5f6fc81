"""Where bytes are kept, in a folder and in a bucket of a real S3 API, and how they are sealed."""

from __future__ import annotations

import io
import os
import stat
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.uploads.bucket import Bucket
from app.uploads.ciphering import CHUNK, HEADER, TAG, AlteredError, Opened, new_key, read_range, sealed
from app.uploads.storage import Folder, Store
from tests.storage import bucket

SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 20 * CHUNK + 7)


@pytest.fixture(scope="module")
def remote() -> Iterator[Bucket]:
    """A bucket."""
    with bucket() as made:
        yield made


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store of each sort."""
    if request.param == "folder":
        return Folder(tmp_path / "uploads")
    found: Bucket = request.getfixturevalue("remote")
    return found


def put(store: Store, content: bytes, key: bytes | None = None) -> tuple[uuid.UUID, bytes]:
    name, key = uuid.uuid4(), key or new_key()
    store.keep(name.hex, sealed(io.BytesIO(content), key, name.hex))
    return name, key


def whole(store: Store, name: uuid.UUID, key: bytes) -> bytes:
    return io.BufferedReader(Opened(store, name.hex, key)).read()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_stored_is_read_again_whole_and_anywhere(store: Store, size: int) -> None:
    content = os.urandom(size)
    name, key = put(store, content)
    assert whole(store, name, key) == content
    assert store.size(name.hex) == HEADER + size + TAG * max(1, -(-size // CHUNK))
    for start, length in ((0, 10), (CHUNK - 5, 10), (size - 3, 10), (size, 1), (3 * CHUNK, 2 * CHUNK + 1)):
        assert read_range(store, name, key, max(0, start), length) == content[max(0, start) : max(0, start) + length]


def test_a_file_is_there_whole_or_not_at_all_and_goes_when_dropped(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield os.urandom(12_000_000)
        raise OSError("the cable")

    name = uuid.uuid4()
    with pytest.raises(OSError, match=r"cable|storage"):
        store.keep(name.hex, broken())
    with pytest.raises(FileNotFoundError):
        store.size(name.hex)
    kept, _ = put(store, b"x")
    store.keep(kept.hex + ".preview", iter([b"y"]))
    assert {kept.hex, kept.hex + ".preview"} <= {one for one, _ in store.names()}
    store.drop(kept)
    store.drop(kept)
    assert not {kept.hex, kept.hex + ".preview", name.hex} & {one for one, _ in store.names()}
    with pytest.raises(FileNotFoundError):
        store.read(kept.hex, 0, 1)


def test_a_bucket_that_does_not_answer_raises_an_ordinary_error() -> None:
    from app.config import Bucket as Settings

    away = Bucket(Settings("http://127.0.0.1:9", "documents", "us-east-1", "a", "b"))
    with pytest.raises(OSError, match="storage"):
        away.size("ab")


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "uploads")
    name, _ = put(folder, b"x")
    (place,) = (tmp_path / "uploads").rglob(name.hex)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o700 for one in (place.parent, place.parent.parent))


@pytest.mark.check("UP-9")
def test_a_file_that_was_cut_moved_swapped_or_reordered_does_not_open(tmp_path: Path) -> None:
    folder, key = Folder(tmp_path / "uploads"), new_key()
    content = os.urandom(3 * CHUNK)
    name, _ = put(folder, content, key)
    (place,) = (tmp_path / "uploads").rglob(name.hex)
    whole_file = place.read_bytes()
    head, step = whole_file[:HEADER], CHUNK + TAG
    first, second, third = (whole_file[HEADER + at * step : HEADER + (at + 1) * step] for at in range(3))
    flipped = bytearray(whole_file)
    flipped[HEADER + 5] ^= 1
    other, _ = put(folder, os.urandom(3 * CHUNK), key)
    changed = {
        "cut in a chunk": whole_file[:-1],
        "cut between chunks": head + first + second,
        "two chunks swapped": head + second + first + third,
        "a chunk twice": head + first + first + third,
        "a byte changed": bytes(flipped),
        "nothing left": head,
        "the file of another document": next((tmp_path / "uploads").rglob(other.hex)).read_bytes(),
        "more behind it": whole_file + third,
    }
    for what, altered in changed.items():
        place.write_bytes(altered)
        with pytest.raises(AlteredError):
            whole(folder, name, key)
        assert what
    place.write_bytes(whole_file)
    with pytest.raises(AlteredError):
        whole(folder, name, new_key())
    assert whole(folder, name, key) == content
    assert content[:32] not in whole_file
