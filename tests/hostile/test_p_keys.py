"""Whoever has the store without its key has nothing, and who forgot one way has another."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import INDEX_PAGE_SIZE
from sozialclient.store.errors import StoreDamaged, StoreKeyMissing
from sozialclient.store.keys.errors import PassphraseWrong, StorePassphraseNeeded
from tests.e2e.canaries import spellings
from tests.hostile.expect import says_what_to_do
from tests.hostile.rows import guarded_by
from tests.unit.store.conftest import cheap, filled, folder, open_store, ring
from tests.unit.store.key_material import PASSPHRASE, PIN, MemoryRing, everything, p12
from tests.unit.store.samples import APPLICANT, sample
from tests.unit.store.test_wraps import holds

__all__ = ["cheap", "filled", "folder", "ring"]

MANUAL = Path(__file__).parents[2] / "docs" / "security.md"


@guarded_by("sozialclient.store.keys.vault.KeyVault.lock")
def test_p_05_a_locked_store_has_no_key_to_swap_out_and_the_manual_names_the_rest(
    filled: Path, ring: MemoryRing
) -> None:
    """Locking takes the store's key out of everything the program holds, so that a page file or hibernation image of
    a locked program has none of ours; the manual says that the rest is the work of the disk's encryption.

    A look at set-up whether BitLocker is on does not exist.
    """
    store = Store.open(filled, KeyVault(filled))
    vault = store.key_vault
    key, pages = bytes(vault.current_key().raw), vault.subkey("pages")
    assert holds(vault, key) and holds(store, pages)
    store.close()
    vault.lock()
    gc.collect()
    assert not holds(vault, key) and not holds(store, pages) and not holds(store, key)
    manual = MANUAL.read_text(encoding="utf-8")
    assert "swap and hibernation" in manual and "BitLocker" in manual


@guarded_by("sozialclient.store.keys.vault.KeyVault", "sozialclient.store.database.opening")
def test_p_09_a_store_copied_to_another_pc_is_unreadable_without_a_way_to_its_key(
    filled: Path, ring: MemoryRing
) -> None:
    """A copy of the folder opens nowhere without key ring, key file, recovery key or passphrase, and shows nothing."""
    moved = shutil.copytree(filled, filled.with_name("stolen"))
    ring.entries.clear()
    with pytest.raises(StoreKeyMissing) as refused:
        Store.open(moved, KeyVault(moved))
    says_what_to_do(refused.value)
    bytes_there = b"".join(path.read_bytes() for path in sorted(moved.rglob("*")) if path.is_file())
    assert len(bytes_there) > 50_000
    for text in (APPLICANT, "Grundsicherung", "Bescheid über Miete.pdf", "urn:"):
        assert not any(data in bytes_there for _, data in spellings(text) if len(data) > 4), text
    vault = KeyVault(moved)
    vault.unlock_with_key_file(p12(), PIN)
    store = Store.open(moved, vault)
    assert len(store.cards()) == 3, "with its key file it is all there"
    store.close()


@guarded_by("sozialclient.store.keys.wraps", "sozialclient.store.keys.vault.KeyVault.unlock_with_passphrase")
@pytest.mark.usefixtures("cheap")
def test_p_10_ten_wrong_passphrases_lock_nobody_out_and_a_forgotten_one_is_not_the_end(
    filled: Path, ring: MemoryRing
) -> None:
    """Wrong passphrases are refused as often as they come and change nothing; a changed one ends the old one; who
    forgot it takes the recovery key."""
    vault = KeyVault(filled)
    recovery = vault.create_recovery_key()
    store = Store.open(filled, vault)
    before = everything(store)
    store.close()
    vault.set_passphrase("das erste Kennwort hier")
    vault.set_passphrase(PASSPHRASE)
    with pytest.raises(StorePassphraseNeeded):
        Store.open(filled, KeyVault(filled))
    file = (filled / "key.json").read_bytes()
    for wrong in ("das erste Kennwort hier", *(f"falsch geraten {number}" for number in range(9))):
        with pytest.raises(PassphraseWrong):
            KeyVault(filled).unlock_with_passphrase(wrong)
    assert (filled / "key.json").read_bytes() == file
    for way in ("passphrase", "recovery"):
        opened = KeyVault(filled)
        if way == "passphrase":
            opened.unlock_with_passphrase(PASSPHRASE)
        else:
            opened.unlock_with_recovery_key(recovery)
        store = Store.open(filled, opened)
        assert everything(store) == before
        store.close()


@guarded_by("sozialclient.store.keys.rotation")
def test_p_16_after_a_new_key_the_old_one_opens_and_unwraps_nothing(folder: Path) -> None:
    """With a new store key every application is still there, and the old key opens no page and no message's key."""
    store = open_store(folder)
    for number in range(3):
        sample(number).add(store)
    old = store.key_vault.subkey("pages")
    with store._index.reading() as connection:
        rows: Iterator[tuple[int, bytes]] = connection.execute("SELECT application, wrapped FROM message_key")
        wrapped = list(rows)
    kept = {card.id: b"".join(store.original(card.id)) for card in store.cards()}
    store.rotate_key()
    assert {card.id: b"".join(store.original(card.id)) for card in store.cards()} == kept
    assert len(wrapped) == 3
    for number, sealed in wrapped:
        with pytest.raises(StoreDamaged):
            store.key_vault.unwrap(f"message/{number}", sealed)
    store.close()
    with pytest.raises(apsw.NotADBError):
        connect(Access(folder / "store.db", INDEX_PAGE_SIZE, old))
    again = open_store(folder)
    assert len(again.cards()) == 3
    again.close()
