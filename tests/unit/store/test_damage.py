"""Bytes that are not what was written are noticed, and nothing is ever replaced by an empty store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from sozialclient.model.listing import Indexed, ListQuery
from sozialclient.store import KeyVault, Store
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE, INDEX_PAGE_SIZE, PAGES
from sozialclient.store.database.schema import CONTENTS, INDEX, Schema, migrate
from sozialclient.store.errors import (
    StoreDamaged,
    StoreError,
    StoreKeyMissing,
    StoreKeyWrong,
    StoreNewer,
)
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample

SIZE = 2_300_000


@pytest.fixture
def filled(folder: Path) -> Path:
    """A folder with a closed store of two applications, at which the office has begun to work."""
    store = open_store(folder)
    store.work.profiles.keep("order", b"{}")
    for number in (1, 2):
        identifier = sample(number, size=SIZE).add(store).application_id
        store.work.tick(identifier, "/a", note=identifier)
        store.work.write_note(identifier, identifier)
        store.words.keep(identifier, [f"word{number}"], Indexed.DOCUMENTS)
    store.close()
    assert not (folder / "store.db-wal").exists()
    return folder


def _access(folder: Path, name: str) -> Access:
    if name == "contents.db":
        return Access(folder / name, CONTENTS_PAGE_SIZE)
    return Access(folder / name, INDEX_PAGE_SIZE, KeyVault(folder, self_contained=True).subkey(PAGES))


def _change(folder: Path, name: str, *statements: str) -> None:
    """Change a database as someone could who has its page key but not the message keys."""
    connection = connect(_access(folder, name))
    for statement in statements:
        connection.execute(statement)
    connection.close()


# Of each sample the contents are xml, pdf, empty and the original, so pdf is number 1.
_PDF = "application = 1 AND ordinal = 1"


@pytest.mark.parametrize(
    ("name", "statements"),
    [
        pytest.param(
            "contents.db", (f"UPDATE chunk SET sealed = zeroblob(500) WHERE {_PDF} AND position = 1",), id="changed"
        ),
        pytest.param("contents.db", (f"UPDATE chunk SET sealed = x'' WHERE {_PDF} AND position = 1",), id="emptied"),
        pytest.param("contents.db", (f"DELETE FROM chunk WHERE {_PDF} AND position = 2",), id="removed"),
        pytest.param(
            "contents.db",
            tuple(
                f"UPDATE chunk SET position = {new} WHERE {_PDF} AND position = {old}"
                for old, new in ((0, 9), (1, 0), (9, 1))
            ),
            id="swapped",
        ),
        pytest.param(
            "contents.db",
            (
                "UPDATE chunk SET sealed = (SELECT sealed FROM chunk WHERE application = 2 AND ordinal = 1"
                f" AND position = 1) WHERE {_PDF} AND position = 1",
            ),
            id="from another application",
        ),
        pytest.param(
            "contents.db",
            (
                "UPDATE chunk SET sealed = (SELECT sealed FROM chunk WHERE application = 1 AND ordinal = 3"
                f" AND position = 1) WHERE {_PDF} AND position = 1",
            ),
            id="from another content",
        ),
        pytest.param("store.db", (f"UPDATE content SET chunks = 1 WHERE {_PDF}",), id="shortened"),
        pytest.param("store.db", (f"UPDATE content SET ordinal = 7 WHERE {_PDF}",), id="renumbered"),
        pytest.param(
            "store.db",
            ("UPDATE message_key SET wrapped = (SELECT wrapped FROM message_key WHERE application = 2)",),
            id="key",
        ),
    ],
)
def test_tampering_with_sealed_bytes_is_noticed(filled: Path, name: str, statements: tuple[str, ...]) -> None:
    _change(filled, name, *statements)
    store = open_store(filled)
    with pytest.raises(StoreDamaged):
        b"".join(store.payload("A-2026-000001", "pdf"))
    expected = sample(2, size=SIZE).payloads["pdf"]
    assert b"".join(store.payload("A-2026-000002", "pdf")) == expected
    store.close()


def _read_all(folder: Path) -> None:
    """Read everything and compare it with what was written."""
    store = open_store(folder)
    try:
        for number, card in enumerate(reversed(store.cards()), start=1):
            expected = sample(number, size=SIZE)
            assert card.message_id == expected.delivery.message_id
            for key, data in expected.payloads.items():
                assert b"".join(store.payload(card.id, key)) == data
            assert b"".join(store.original(card.id)) == expected.original
            assert store.delivery(card.id) == expected.delivery
            assert [tick.note for tick in store.work.ticks(card.id)] == [card.id]
            assert [note.text for note in store.work.notes(card.id)] == [card.id]
            assert [each.id for each in store.listing.each(ListQuery(words=(f"word{number}",)))] == [card.id]
        assert store.work.profiles.all() == {"order": b"{}"}
        assert store.words.waiting(Indexed.DOCUMENTS, 9) == []
        assert len(store.journal()) == 4
    finally:
        store.close()


@pytest.mark.parametrize(("name", "page_size"), [("store.db", INDEX_PAGE_SIZE), ("contents.db", CONTENTS_PAGE_SIZE)])
@pytest.mark.parametrize("offset", [7, 1000])
def test_a_flipped_bit_is_noticed_or_harmless(filled: Path, name: str, page_size: int, offset: int) -> None:
    database = filled / name
    whole = database.read_bytes()
    unnoticed = []
    pages = range(0, len(whole) // page_size, 7 if name == "contents.db" else 1)
    for page in pages:
        raw = bytearray(whole)
        raw[page * page_size + offset] ^= 4
        database.write_bytes(raw)
        try:
            _read_all(filled)
        except StoreDamaged:
            continue
        unnoticed.append(page)
    # Reading does not touch pages of tables that are empty and of indexes it does not need.
    assert len(pages) > 15
    assert len(unnoticed) < len(pages) * 2 // 3, unnoticed
    database.write_bytes(whole)
    _read_all(filled)


@pytest.mark.parametrize("name", ["store.db", "contents.db"])
@pytest.mark.parametrize("length", [0, 10, 32768, 45_000])
def test_a_truncated_database_is_noticed_and_kept(filled: Path, name: str, length: int) -> None:
    database = filled / name
    database.write_bytes(database.read_bytes()[:length])
    with pytest.raises(StoreDamaged):
        _read_all(filled)
    assert database.stat().st_size == length


@pytest.mark.parametrize("name", ["store.db", "contents.db"])
def test_a_database_that_vanished_is_not_replaced(filled: Path, name: str) -> None:
    (filled / name).unlink()
    with pytest.raises(StoreDamaged, match="missing"):
        open_store(filled)
    assert not (filled / name).exists()


def test_a_missing_key_is_not_replaced(filled: Path) -> None:
    (filled / "key.json").unlink()
    with pytest.raises(StoreKeyMissing):
        open_store(filled)
    assert not (filled / "key.json").exists()


def _garbled(path: Path) -> None:
    path.write_text("{", encoding="utf-8")


def _of_the_future(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 2', '"version": 99'), encoding="utf-8")


def _with_another_key(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    key = text.split('"value": "')[1].split('"')[0]
    path.write_text(text.replace(key, key[::-1].replace("=", "A")[:43] + "="), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "error"),
    [(_garbled, StoreDamaged), (_of_the_future, StoreNewer), (_with_another_key, StoreKeyWrong)],
)
def test_a_changed_key_file_is_told_apart(
    filled: Path, change: Callable[[Path], None], error: type[StoreError]
) -> None:
    change(filled / "key.json")
    before = (filled / "key.json").read_bytes()
    with pytest.raises(error):
        open_store(filled)
    assert (filled / "key.json").read_bytes() == before


@pytest.mark.parametrize("name", ["store.db", "contents.db"])
def test_the_database_of_another_store_is_refused(filled: Path, tmp_path: Path, name: str) -> None:
    other = tmp_path / "other"
    store = open_store(other)
    for number in (1, 2):
        sample(number, size=SIZE).add(store)
    store.close()
    shutil.copy(other / name, filled / name)
    with pytest.raises(StoreDamaged):
        _read_all(filled)


@pytest.mark.parametrize("name", ["store.db", "contents.db"])
def test_a_newer_schema_is_refused_untouched(filled: Path, name: str) -> None:
    _change(filled, name, "PRAGMA user_version = 99")
    before = (filled / name).read_bytes()
    with pytest.raises(StoreNewer) as raised:
        open_store(filled)
    known = len((INDEX if name == "store.db" else CONTENTS).steps)
    assert raised.value.parameters == {"found": "99", "known": str(known)}
    assert (filled / name).read_bytes() == before


@pytest.mark.parametrize("name", ["store.db", "contents.db"])
def test_a_database_that_is_not_ours_is_refused(filled: Path, name: str) -> None:
    _change(filled, name, "PRAGMA application_id = 1")
    with pytest.raises(StoreDamaged, match="header"):
        open_store(filled)


def test_a_store_of_version_1_goes_on(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "old.db"))
    migrate(connection, "0.0.1", Schema(INDEX.application_id, INDEX.steps[:1]))
    migrate(connection, "0.1.0", INDEX)
    assert connection.pragma("user_version") == len(INDEX.steps)
    assert connection.execute("SELECT count(*) FROM application WHERE contents IS NULL").get == 0
    connection.close()


def test_migrations_go_forward_step_by_step_and_keep_what_is_there(filled: Path) -> None:
    steps = (*INDEX.steps, "ALTER TABLE application ADD COLUMN retention_until INTEGER")
    broken = (*steps, "CREATE TABLE half(a); INSERT INTO nowhere VALUES (1)")
    connection = connect(_access(filled, "store.db"))
    with pytest.raises(apsw.SQLError, match="no such table: nowhere"):
        migrate(connection, "9.9", Schema(INDEX.application_id, broken))
    assert connection.pragma("user_version") == len(steps)
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").get == 0
    migrate(connection, "9.9", Schema(INDEX.application_id, steps))
    history = connection.execute("SELECT version, program_version FROM migration ORDER BY version").fetchall()
    assert history == [*((version, "0.1.0") for version in range(1, len(steps))), (len(steps), "9.9")]
    assert connection.execute("SELECT count(*) FROM application WHERE retention_until IS NULL").get == 2
    connection.close()
    with pytest.raises(StoreNewer):
        open_store(filled)


def test_stock_sqlite_sees_only_numbers_and_sealed_bytes(filled: Path) -> None:
    import sqlite3

    plain = sqlite3.connect(filled / "contents.db")
    rows = plain.execute("SELECT application, ordinal, position, typeof(sealed) FROM chunk").fetchall()
    assert len(rows) == 2 * (1 + 3 + 1 + 3 + 1 + 1)
    assert {type(value) for row in rows for value in row[:3]} == {int}
    assert {row[3] for row in rows} == {"blob"}
    plain.close()
    encrypted = sqlite3.connect(filled / "store.db")
    with pytest.raises(sqlite3.DatabaseError):
        encrypted.execute("SELECT * FROM application")
    encrypted.close()


def test_a_crash_while_the_store_was_made_is_no_obstacle(folder: Path) -> None:
    folder.mkdir()
    KeyVault(folder, self_contained=True).create()
    (folder / "store.db.new").write_bytes(b"half")
    (folder / "store.db.new-wal").write_bytes(b"half")
    (folder / "contents.db").write_bytes(b"made just before the crash")
    store = open_store(folder)
    sample(1).add(store)
    store.close()
    assert sorted(path.name for path in folder.iterdir()) == [
        "contents.db", "journal.head", "key.json", "seats", "store.db",
    ]
    text = (folder / "key.json").read_text(encoding="utf-8")
    (folder / "key.json").write_text(text.replace('"in_use": true', '"in_use": false'), encoding="utf-8")
    store = open_store(folder)
    assert len(store.cards()) == 1
    store.close()
    (folder / "store.db").unlink()
    with pytest.raises(StoreDamaged):
        Store.open(folder, KeyVault(folder, self_contained=True))
