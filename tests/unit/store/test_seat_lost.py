"""Who lost the seat notices at the last moment before anything of the other PC would be changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.errors import StoreSeatLost
from sozialclient.store.seats import seats
from tests.unit.store.conftest import open_store
from tests.unit.store.other_pc import sit_down_elsewhere
from tests.unit.store.samples import sample


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life and watching for them, a hundred times as quick as in an office."""
    monkeypatch.setattr(seats, "SIGN_SECONDS", 0.04)
    monkeypatch.setattr(seats, "QUIET_SECONDS", 0.1)


def _bytes(folder: Path) -> dict[str, bytes]:
    """What the databases and their WALs hold."""
    return {path.name: path.read_bytes() for path in folder.glob("*.db*") if not path.name.endswith("-shm")}


def test_no_transaction_is_begun(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What spills over from its memory would be in the WAL long before it is committed."""
    sample(1).add(store)
    other = sit_down_elsewhere(monkeypatch, folder, store)
    before, begun = _bytes(folder), []
    with pytest.raises(StoreSeatLost), store._index.writing():
        begun.append("index")
    assert begun == []
    assert _bytes(folder) == before
    other.stand_up()


def test_a_seat_lost_during_a_transaction_ends_it(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample(1).add(store)
    before = _bytes(folder)
    with pytest.raises(StoreSeatLost), store._index.writing() as connection:
        connection.execute("DELETE FROM application")
        other = sit_down_elsewhere(monkeypatch, folder, store)
    assert _bytes(folder) == before
    other.stand_up()
    store.close()
    again = open_store(folder)
    assert [card.message_id for card in again.cards()] == ["message-1"]
    again.close()


def test_the_wal_is_not_emptied_into_what_is_another_pcs(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample(1).add(store)
    other = sit_down_elsewhere(monkeypatch, folder, store)
    before = _bytes(folder)
    assert before["store.db-wal"] and before["contents.db-wal"]
    for database in (store._index, store._contents):
        with pytest.raises(StoreSeatLost):
            database.checkpoint()
    assert _bytes(folder) == before
    other.stand_up()


def test_closing_leaves_the_wal_where_it_is(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last connection to go, which else empties the WAL and removes it."""
    sample(1).add(store)
    assert len(store.cards()) == 1
    other = sit_down_elsewhere(monkeypatch, folder, store)
    before = _bytes(folder)
    assert before["store.db-wal"] and before["contents.db-wal"]
    store.close()
    assert _bytes(folder) == before
    other.stand_up()
    again = open_store(folder)
    assert [card.message_id for card in again.cards()] == ["message-1"]
    again.close()


def test_no_database_is_opened_any_more(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sit_down_elsewhere(monkeypatch, folder, store)
    with pytest.raises(StoreSeatLost):
        store.cards()
    other.stand_up()


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder with open files in it")
def test_a_folder_that_is_gone_is_no_disk_that_fails(folder: Path, store: Store) -> None:
    folder.rename(folder.with_name("gone"))
    with pytest.raises(StoreSeatLost):
        store.cards()
    folder.with_name("gone").rename(folder)
    assert store.cards() == []
