"""What the store refuses where nothing else stands behind it."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.model.delivery import Delivery
from sozialclient.store import KeyVault, Store
from sozialclient.store.applications import rows
from sozialclient.store.contents.spool import SMALL, SealedSpool, SpoolFile
from sozialclient.store.database import database
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.encoding import decoded
from sozialclient.store.database.opening import (
    CONTENTS_PAGE_SIZE,
    INDEX_PAGE_SIZE,
    PAGES,
    opens_with,
    settle_rotation,
)
from sozialclient.store.database.private_file import write_private
from sozialclient.store.errors import StoreBusy, StoreDamaged, StoreKeyWrong
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import FETCHED, sample


@pytest.mark.parametrize("name", ["store.db", "contents.db"])
def test_a_database_without_tables_of_ours_is_not_made_into_an_empty_store(folder: Path, name: str) -> None:
    store = open_store(folder)
    sample(1).add(store)
    store.close()
    (folder / name).write_bytes(b"")
    key = KeyVault(folder, self_contained=True).subkey(PAGES)
    index, contents = Access(folder / name, INDEX_PAGE_SIZE, key), Access(folder / name, CONTENTS_PAGE_SIZE)
    made = connect(index if name == "store.db" else contents)
    made.execute("CREATE TABLE other(thing)")
    made.close()
    before = (folder / name).read_bytes()
    with pytest.raises(StoreDamaged):
        open_store(folder)
    assert (folder / name).read_bytes() == before


def test_a_value_that_is_no_value_of_its_kind_is_damage() -> None:
    for raw in (b"", b"{", b"[]", b'{"message_id": 1}'):
        with pytest.raises(StoreDamaged):
            decoded(raw, Delivery)


def test_the_rest_of_a_spool_that_was_closed_meanwhile_is_not_missing_without_a_word(tmp_path: Path) -> None:
    spool = SealedSpool(SpoolFile(tmp_path))
    spool.write(bytes(3 * SMALL + 7))
    pieces = spool.chunks()
    for _ in range(len(list(spool.chunks())) - 1):
        next(pieces)
    spool.close()
    with pytest.raises(ValueError, match="closed"):
        list(pieces)


def test_only_the_first_opening_is_the_first(store: Store) -> None:
    identifier = sample(1).add(store).application_id
    with store._index.writing() as connection:
        assert rows.update_opened(connection, identifier, FETCHED)
        assert not rows.update_opened(connection, identifier, FETCHED + timedelta(days=1))
    assert store.card(identifier).opened == FETCHED


def test_a_missing_index_is_damage_and_no_wrong_key(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        opens_with(Access(tmp_path / "store.db", INDEX_PAGE_SIZE, bytes(32)), bytes(32))


def test_no_rotation_is_settled_by_a_key_that_opens_nothing(tmp_path: Path) -> None:
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
        open_store(tmp_path / name).close()
    vault = KeyVault(tmp_path / "theirs", self_contained=True)
    with pytest.raises(StoreKeyWrong):
        settle_rotation(vault, Access(tmp_path / "ours" / "store.db", INDEX_PAGE_SIZE, vault.subkey(PAGES)))


def test_a_file_that_cannot_take_its_place_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "name" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="name"):
        write_private(tmp_path / "name", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["name"]


def test_a_closed_database_rests_for_nobody(folder: Path) -> None:
    store = open_store(folder)
    store.close()
    with pytest.raises(ValueError, match="closed"), store._index.at_rest():
        pass


def test_a_closed_database_is_read_and_written_by_nobody(store: Store) -> None:
    sample(1).add(store)
    store.close()
    for access in (store._index.reading, store._index.writing):
        with pytest.raises(ValueError, match="closed"), access():
            pass


@pytest.mark.timeout(60)
def test_a_reader_that_does_not_end_keeps_its_database_and_stops_only_who_wants_rest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier = sample(1).add(store).application_id
    monkeypatch.setattr(database, "_REST_SECONDS", 0.05)
    found, reads, ends = [], threading.Event(), threading.Event()

    def read_slowly() -> None:
        with store._index.reading() as connection:
            rows = connection.execute("SELECT id FROM application")
            reads.set()
            ends.wait(30)
            found.extend(rows.fetchall())

    reader = threading.Thread(target=read_slowly)
    reader.start()
    assert reads.wait(30)
    with pytest.raises(StoreBusy), store._index.at_rest():
        pass
    assert [card.id for card in store.cards()] == [identifier], "others wait for a rest that never began"
    ends.set()
    reader.join()
    assert found == [(identifier,)]
    with store._index.at_rest():
        pass
