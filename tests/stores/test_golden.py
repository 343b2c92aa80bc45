"""Stores of every version there ever was go on, and an interrupted migration is no obstacle."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import INDEX_PAGE_SIZE, PAGES
from sozialclient.store.database.schema import INDEX
from sozialclient.store.errors import StoreError, StoreNewer
from tests.stores.place import expected_path, golden_store, versions
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample

_LARGEST = 400_000


def test_every_version_has_a_golden_store() -> None:
    assert versions() == list(range(1, len(INDEX.steps) + 1))
    for version in versions():
        assert sum(path.stat().st_size for path in expected_path(version).parent.iterdir()) < _LARGEST


@pytest.fixture(params=versions())
def version(request: pytest.FixtureRequest) -> int:
    found = request.param
    assert isinstance(found, int)
    return found


@pytest.fixture
def folder(tmp_path: Path, version: int) -> Path:
    """A copy of a golden store in a folder with a name as people have them."""
    golden_store(version, tmp_path / "Ämter & Söhne")
    return tmp_path / "Ämter & Söhne"


def _index(folder: Path) -> apsw.Connection:
    vault = KeyVault(folder, self_contained=True)
    return connect(Access(folder / "store.db", INDEX_PAGE_SIZE, vault.subkey(PAGES)))


def _version_of(folder: Path) -> int:
    connection = _index(folder)
    try:
        return int(connection.pragma("user_version"))
    finally:
        connection.close(True)


def _assert_whole(store: Store, version: int) -> None:
    """Every application is there and reads as it was written; the books say so too."""
    expected: dict[str, Any] = msgspec.json.decode(expected_path(version).read_bytes())
    cards = {card.id: card for card in store.cards()}
    assert cards.keys() == expected["applications"].keys()
    for identifier, wanted in expected["applications"].items():
        card = cards[identifier]
        assert (card.message_id, card.state.value) == (wanted["message_id"], wanted["state"])
        assert (card.applicant, card.service_name) == (wanted["applicant"], wanted["service"])
        for key, digest in wanted["contents"].items():
            assert hashlib.sha256(b"".join(store.payload(identifier, key))).hexdigest() == digest
        assert hashlib.sha256(b"".join(store.original(identifier))).hexdigest() == wanted["original"]
        assert store.delivery(identifier).message_id == wanted["message_id"]
        assert store.facts(identifier).service_name == wanted["service"]
    actions = [entry.action for entry in store.journal()]
    assert actions[: len(expected["journal"])] == expected["journal"]
    assert store.journal_broken_at() is None
    assert [mailbox.name for mailbox in store.mailboxes()] == ["Sozialamt"]
    assert store.books.audit().balanced


def test_an_old_store_goes_on(folder: Path, version: int) -> None:
    assert _version_of(folder) == version
    store = open_store(folder)
    _assert_whole(store, version)
    sample(9).add(store)
    store.close()
    assert _version_of(folder) == len(INDEX.steps)
    store = open_store(folder)
    assert len(store.cards()) == 4
    assert store.journal_broken_at() is None
    assert store.books.audit().balanced
    store.close()


def test_what_came_before_is_recognised_when_it_comes_again(folder: Path, version: int) -> None:
    """Digests of version 1 equal no later one, so there a message is kept once more rather than not at all."""
    store = open_store(folder)
    assert sample(1, size=200).add(store).duplicate is (version > 1)
    store.close()


def test_an_interrupted_migration_is_rolled_back_and_resumed(folder: Path, version: int) -> None:
    """It ends before the n-th statement, further on each time, until it is through."""
    if version == len(INDEX.steps):
        pytest.skip("nothing to migrate")
    interrupted = 0
    for limit in itertools.count():
        before = _version_of(folder)
        try:
            _open_until(folder, limit)
        except StoreError:
            interrupted += 1
            assert _version_of(folder) >= before
            continue
        break
    assert interrupted > 10 * (len(INDEX.steps) - version)
    store = open_store(folder)
    _assert_whole(store, version)
    store.close()


def _open_until(folder: Path, limit: int) -> None:
    """Open the store; the statement of the migration with that number is not carried out any more."""
    seen = itertools.count()

    def refuse(operation: int, *_names: str | None) -> int:
        changes = (apsw.SQLITE_INSERT, apsw.SQLITE_UPDATE, apsw.SQLITE_ALTER_TABLE, apsw.SQLITE_CREATE_TABLE,
                   apsw.SQLITE_CREATE_INDEX, apsw.SQLITE_DROP_INDEX)
        return apsw.SQLITE_DENY if operation in changes and next(seen) == limit else apsw.SQLITE_OK

    def watch(connection: apsw.Connection) -> None:
        connection.authorizer = refuse

    apsw.connection_hooks.append(watch)
    try:
        open_store(folder).close()
    finally:
        apsw.connection_hooks.remove(watch)


def test_a_newer_version_is_refused_untouched(folder: Path) -> None:
    connection = _index(folder)
    connection.execute(f"PRAGMA user_version = {len(INDEX.steps) + 1}")
    connection.close(True)
    before = (folder / "store.db").read_bytes()
    with pytest.raises(StoreNewer):
        open_store(folder)
    assert (folder / "store.db").read_bytes() == before
