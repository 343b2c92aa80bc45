"""The proof of a backup names every application that is not, byte for byte, what was stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialclient.errors import Cancelled
from sozialclient.store import KeyVault
from sozialclient.store.backup.verify import unreadable_applications
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE, INDEX_PAGE_SIZE, PAGES
from tests.unit.store.backup_rig import never, quiet
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample


@pytest.fixture
def filled(folder: Path) -> Path:
    """A closed store with five applications."""
    store = open_store(folder)
    for number in range(5):
        sample(number, size=1_200_000).add(store)
    store.close()
    return folder


def _vault(folder: Path) -> KeyVault:
    return KeyVault(folder, self_contained=True)


def _change(access: Access, *statements: str) -> None:
    connection = connect(access)
    for statement in statements:
        connection.execute(statement)
        assert connection.changes() == 1
    connection.close(True)


def test_a_whole_store_is_proved_with_every_byte_told(filled: Path) -> None:
    read: list[int] = []
    assert unreadable_applications(filled, _vault(filled), read.append, never) == ()
    assert len(read) == 5 and sum(read) > 5 * 2 * 1_200_000


def test_each_kind_of_loss_is_named_and_hides_no_other(filled: Path) -> None:
    _change(
        Access(filled / "store.db", INDEX_PAGE_SIZE, _vault(filled).subkey(PAGES)),
        "DELETE FROM message_key WHERE application = 1",
        "UPDATE content SET sha256 = zeroblob(32) WHERE application = 2 AND kind = 'original'",
    )
    _change(
        Access(filled / "contents.db", CONTENTS_PAGE_SIZE),
        "DELETE FROM chunk WHERE application = 3 AND ordinal = 1 AND position = 1",
        "UPDATE chunk SET sealed = zeroblob(40) WHERE application = 4 AND ordinal = 0",
    )
    assert unreadable_applications(filled, _vault(filled), quiet, never) == (1, 2, 3, 4)


def test_it_can_be_broken_off(filled: Path) -> None:
    asked: list[int] = []

    def after_three() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        unreadable_applications(filled, _vault(filled), quiet, after_three)
    assert len(asked) == 4
