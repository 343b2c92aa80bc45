"""After a deletion nothing in the data folder opens the application any more: looked for in the raw bytes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.contents.contents import Kind
from tests.unit.store.conftest import open_store
from tests.unit.store.deletions import stored
from tests.unit.store.samples import sample

PAGE = 4096


def wrapped_key(store: Store, identifier: str) -> bytes:
    """The message key as it lies in the index."""
    with store._index.reading() as connection:
        value: bytes = connection.execute(
            "SELECT wrapped FROM message_key JOIN application ON application = application.number WHERE id = ?",
            (identifier,),
        ).get
    return value


def sealed(store: Store, identifier: str) -> list[bytes]:
    """All sealed chunks of an application."""
    with store._index.reading() as connection:
        number = connection.execute("SELECT number FROM application WHERE id = ?", (identifier,)).get
    with store._contents.reading() as connection:
        rows: Iterator[tuple[bytes]] = connection.execute("SELECT sealed FROM chunk WHERE application = ?", (number,))
        return [chunk for (chunk,) in rows]


def index_pages(store: Store) -> bytes:
    """Every page of the index decrypted, free ones too; what is in the WAL counts as written."""
    with store._index.reading() as connection:
        return bytes(connection.serialize("main"))


def raw(folder: Path) -> bytes:
    """Everything in the data folder that the databases wrote."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))


def middle(chunk: bytes) -> bytes:
    """A piece that lies within one page wherever the chunk begins."""
    return chunk[40:104]


def delete(store: Store, identifier: str) -> None:
    store.deletion.throw_away([identifier])
    store.deletion.delete([identifier], "person")


def test_a_copy_from_before_with_its_key_still_opens_and_the_manual_says_so(store: Store, folder: Path) -> None:
    goes = stored(store, 1)
    store._tidy_up()
    copy = folder.parent / "older copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("seats", "spool"))
    delete(store, goes)
    store.deletion.sweep()
    older = open_store(copy)
    assert b"".join(older.original(goes)) == sample(1).original
    older.close()


def test_the_file_becomes_shorter_when_much_is_gone(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sozialclient.store.deletion.deletion._COMPACT_FROM", 1_000_000)
    many = [stored(store, number, size=400_000) for number in range(1, 11)]
    for each in many[:8]:
        delete(store, each)
    store.deletion.sweep()
    before = (folder / "contents.db").stat().st_size
    store.deletion.compact()
    assert (folder / "contents.db").stat().st_size < before // 2
    for number in (9, 10):
        expected = sample(number, size=400_000)
        assert b"".join(store._reader.read(many[number - 1], Kind.ORIGINAL)) == expected.original
    size = (folder / "contents.db").stat().st_size
    store.deletion.compact()
    assert (folder / "contents.db").stat().st_size == size
