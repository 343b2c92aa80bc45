"""A rotation that somebody else began or ended, and one that meets what was damaged before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialclient.store import KeyVault
from sozialclient.store.errors import StoreDamaged
from sozialclient.store.keys.errors import RotationPending
from sozialclient.store.keys.store_key import StoreKey
from tests.unit.store.conftest import open_store
from tests.unit.store.key_material import certificate
from tests.unit.store.samples import mailbox_of, sample


@pytest.fixture
def vault(folder: Path) -> KeyVault:
    """The unlocked vault of a closed store."""
    open_store(folder).close()
    made = KeyVault(folder, self_contained=True)
    made.unlock()
    return made


@pytest.mark.parametrize("use_next", [True, False])
def test_what_another_program_settled_first_holds(folder: Path, vault: KeyVault, use_next: bool) -> None:
    new = StoreKey.random()
    expected = new.subkey("pages") if use_next else vault.subkey("pages")
    vault.announce(new)
    other = KeyVault(folder, self_contained=True)
    other.unlock()
    assert other.pending and vault.pending
    other.settle(use_next=use_next)
    settled = (folder / "key.json").read_bytes()
    vault.settle(use_next=not use_next)
    assert vault.subkey("pages") == other.subkey("pages") == expected
    assert not vault.pending and not other.pending
    assert (folder / "key.json").read_bytes() == settled
    assert KeyVault(folder, self_contained=True).subkey("pages") == expected


def test_while_a_rotation_waits_no_way_is_added_and_no_other_is_begun(folder: Path, vault: KeyVault) -> None:
    """A new way would lead to one of the two keys only."""
    vault.announce(StoreKey.random())
    before = (folder / "key.json").read_bytes()
    with pytest.raises(RotationPending):
        vault.announce(StoreKey.random())
    with pytest.raises(RotationPending):
        vault.add_certificate(certificate(), "Amt")
    assert (folder / "key.json").read_bytes() == before
    vault.settle(use_next=False)
    vault.add_certificate(certificate(), "Amt")
    assert vault.has_certificate(certificate(), "Amt")


def test_the_key_of_one_message_that_was_damaged_before_keeps_no_other_from_its_new_one(folder: Path) -> None:
    store = open_store(folder)
    tokens = [sample(number).add(store) for number in range(3)]
    store.save_mailbox(mailbox_of("without a PIN"))
    store.save_mailbox(mailbox_of("with a PIN"), pin="135790")
    with store._index.writing() as connection:
        connection.execute("UPDATE message_key SET wrapped = zeroblob(60) WHERE application = 2")
    store.rotate_key()
    whole = [tokens[0].application_id, tokens[2].application_id]
    assert [b"".join(store.original(each)) for each in whole] == [sample(0).original, sample(2).original]
    with pytest.raises(StoreDamaged):
        store.original(tokens[1].application_id)
    assert (store.kept_pin("without a PIN"), store.kept_pin("with a PIN")) == (None, "135790")
    store.close()
