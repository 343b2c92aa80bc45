"""Bytes that are not what was written are noticed, and nothing is ever replaced by an empty store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sozialclient.store import KeyVault, Store, schema
from sozialclient.store.database import PAGE_SIZE, connect
from sozialclient.store.errors import (
    StoreDamaged,
    StoreError,
    StoreKeyMissing,
    StoreKeyWrong,
    StoreNewer,
)
from sozialclient.store.opening import PAGES
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample

SIZE = 2_300_000


@pytest.fixture
def filled(folder: Path) -> Path:
    """A folder with a closed store of two applications."""
    store = open_store(folder)
    for number in (1, 2):
        sample(number, size=SIZE).add(store)
    store.close()
    assert not (folder / "store.db-wal").exists()
    return folder


def _change(folder: Path, *statements: str) -> None:
    """Change the database as someone could who has its page key but not the message keys."""
    connection = connect(folder / "store.db", KeyVault(folder, self_contained=True).subkey(PAGES))
    connection.execute("PRAGMA foreign_keys = 0")
    for statement in statements:
        connection.execute(statement)
    connection.close()


_PDF = "(SELECT number FROM content WHERE application = 1 AND key = 'pdf')"


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            (f"UPDATE chunk SET sealed = zeroblob(500) WHERE content = {_PDF} AND position = 1",), id="changed"
        ),
        pytest.param((f"UPDATE chunk SET sealed = x'' WHERE content = {_PDF} AND position = 1",), id="emptied"),
        pytest.param((f"DELETE FROM chunk WHERE content = {_PDF} AND position = 2",), id="removed"),
        pytest.param(
            tuple(
                f"UPDATE chunk SET position = {new} WHERE content = {_PDF} AND position = {old}"
                for old, new in ((0, 9), (1, 0), (9, 1))
            ),
            id="swapped",
        ),
        pytest.param(
            (
                f"UPDATE chunk SET sealed = (SELECT sealed FROM chunk JOIN content ON content = content.number"
                f" WHERE application = 2 AND key = 'pdf' AND position = 1) WHERE content = {_PDF} AND position = 1",
            ),
            id="from another application",
        ),
        pytest.param(
            (
                f"UPDATE chunk SET sealed = (SELECT sealed FROM chunk JOIN content ON content = content.number"
                f" WHERE application = 1 AND kind = 'original' AND position = 1) WHERE content = {_PDF}"
                f" AND position = 1",
            ),
            id="from another content",
        ),
        pytest.param((f"UPDATE content SET chunks = 1 WHERE number = {_PDF}",), id="shortened"),
        pytest.param((f"UPDATE content SET ordinal = 7 WHERE number = {_PDF}",), id="renumbered"),
        pytest.param(
            ("UPDATE message_key SET wrapped = (SELECT wrapped FROM message_key WHERE application = 2)",), id="key"
        ),
    ],
)
def test_tampering_with_sealed_bytes_is_noticed(filled: Path, statements: tuple[str, ...]) -> None:
    _change(filled, *statements)
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
        assert len(store.journal()) == 2
    finally:
        store.close()


def test_a_flipped_bit_is_noticed_or_harmless(filled: Path) -> None:
    database = filled / "store.db"
    whole = database.read_bytes()
    pages = len(whole) // PAGE_SIZE
    assert pages > 500
    unnoticed = []
    for page in [*range(0, 12), *range(12, pages, 29)]:
        raw = bytearray(whole)
        raw[page * PAGE_SIZE + 1000] ^= 4
        database.write_bytes(raw)
        try:
            _read_all(filled)
        except StoreDamaged:
            continue
        unnoticed.append(page)
    # The first pages hold indexes and empty tables too, which reading does not touch.
    assert [page for page in unnoticed if page >= 40] == []
    assert len(unnoticed) < 8
    database.write_bytes(whole)
    _read_all(filled)


@pytest.mark.parametrize("length", [0, 10, PAGE_SIZE, 20 * PAGE_SIZE, 20 * PAGE_SIZE + 77])
def test_a_truncated_database_is_noticed_and_kept(filled: Path, length: int) -> None:
    database = filled / "store.db"
    database.write_bytes(database.read_bytes()[:length])
    with pytest.raises(StoreDamaged):
        _read_all(filled)
    assert database.stat().st_size == length


def test_a_database_that_vanished_is_not_replaced(filled: Path) -> None:
    (filled / "store.db").unlink()
    with pytest.raises(StoreDamaged, match="missing"):
        open_store(filled)
    assert not (filled / "store.db").exists()


def test_a_missing_key_is_not_replaced(filled: Path) -> None:
    (filled / "key.json").unlink()
    with pytest.raises(StoreKeyMissing):
        open_store(filled)
    assert not (filled / "key.json").exists()


def _garbled(path: Path) -> None:
    path.write_text("{", encoding="utf-8")


def _of_the_future(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 1', '"version": 2'), encoding="utf-8")


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


def test_the_database_of_another_store_is_refused(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    open_store(other).close()
    shutil.copy(other / "store.db", filled / "store.db")
    with pytest.raises(StoreDamaged):
        open_store(filled)


def test_a_newer_schema_is_refused_untouched(filled: Path) -> None:
    _change(filled, "PRAGMA user_version = 99")
    before = (filled / "store.db").read_bytes()
    with pytest.raises(StoreNewer) as raised:
        open_store(filled)
    assert raised.value.parameters == {"found": "99", "known": str(len(schema.MIGRATIONS))}
    assert (filled / "store.db").read_bytes() == before


def test_a_database_that_is_not_ours_is_refused(filled: Path) -> None:
    _change(filled, "PRAGMA application_id = 1")
    with pytest.raises(StoreDamaged, match="header"):
        open_store(filled)


def test_migrations_go_forward_step_by_step_and_keep_what_is_there(filled: Path) -> None:
    key = KeyVault(filled, self_contained=True).subkey(PAGES)
    steps = (*schema.MIGRATIONS, "ALTER TABLE application ADD COLUMN retention_until INTEGER")
    connection = connect(filled / "store.db", key)
    with pytest.raises(Exception, match="no such table: nowhere"):
        schema.migrate(connection, "9.9", (*steps, "CREATE TABLE half(a); INSERT INTO nowhere VALUES (1)"))
    assert connection.pragma("user_version") == 2
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").get == 0
    schema.migrate(connection, "9.9", steps)
    history = connection.execute("SELECT version, program_version FROM migration ORDER BY version").fetchall()
    assert history == [(1, "0.1.0"), (2, "9.9")]
    assert connection.execute("SELECT count(*) FROM application WHERE retention_until IS NULL").get == 2
    connection.close()
    with pytest.raises(StoreNewer):
        open_store(filled)


def test_a_crash_while_the_store_was_made_is_no_obstacle(folder: Path) -> None:
    folder.mkdir()
    KeyVault(folder, self_contained=True).create()
    (folder / "store.db.new").write_bytes(b"half")
    (folder / "store.db.new-wal").write_bytes(b"half")
    store = open_store(folder)
    sample(1).add(store)
    store.close()
    assert sorted(path.name for path in folder.iterdir()) == ["key.json", "seats", "store.db"]
    text = (folder / "key.json").read_text(encoding="utf-8")
    (folder / "key.json").write_text(text.replace('"in_use": true', '"in_use": false'), encoding="utf-8")
    store = open_store(folder)
    assert len(store.cards()) == 1
    store.close()
    (folder / "store.db").unlink()
    with pytest.raises(StoreDamaged):
        Store.open(folder, KeyVault(folder, self_contained=True))
