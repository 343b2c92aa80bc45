"""Several ways to one key: each opens a store elsewhere, none opens with a wrong secret or after a change."""

from __future__ import annotations

import base64
import gc
import json
import shutil
from pathlib import Path

import pytest

from sozialclient.crypto.key_file import NotAKeyFile, WrongPin
from sozialclient.store import KeyKind, KeyVault, Store
from sozialclient.store.errors import StoreKeyMissing
from sozialclient.store.keys import dpapi
from sozialclient.store.keys.errors import (
    CertificateUnfitForKey,
    KeyFileForeign,
    NoPortableWrap,
    NoWrapOfThatKind,
    PassphraseTooShort,
    PassphraseWrong,
    RecoveryKeyWrong,
    StoreKeyLocked,
    StorePassphraseNeeded,
)
from sozialclient.store.keys.recovery_key import new_recovery_key
from sozialclient.store.keys.wraps import COST
from tests.unit.store.key_material import (
    KEY_MAILBOX,
    PASSPHRASE,
    PIN,
    MemoryRing,
    certificate,
    curve_certificate,
    everything,
    p12,
)
from tests.unit.store.samples import sample

pytestmark = pytest.mark.usefixtures("cheap")


def _read(folder: Path, vault: KeyVault) -> dict[str, tuple[bytes, ...]]:
    store = Store.open(folder, vault)
    try:
        return everything(store)
    finally:
        store.close()


def _new_pc(folder: Path, ring: MemoryRing) -> Path:
    """The data folder as it arrives on a PC whose key ring is empty."""
    copy = folder.with_name("neuer PC")
    shutil.copytree(folder, copy)
    ring.entries.clear()
    return copy


def test_a_key_file_opens_everything_on_a_new_pc(filled: Path, ring: MemoryRing) -> None:
    before = _read(filled, KeyVault(filled))
    assert len(before) == 3
    moved = _new_pc(filled, ring)
    with pytest.raises(StoreKeyMissing, match="keyring"):
        Store.open(moved, KeyVault(moved))
    vault = KeyVault(moved)
    vault.unlock_with_key_file(p12(), PIN)
    assert _read(moved, vault) == before
    assert len(ring.keys) == 1, "this PC has a way of its own now"
    again = KeyVault(moved)
    assert _read(moved, again) == before
    assert again.kind is KeyKind.KEYRING


def test_a_recovery_key_opens_everything_on_a_new_pc(filled: Path, ring: MemoryRing) -> None:
    vault = KeyVault(filled)
    text = vault.create_recovery_key()
    before = _read(filled, vault)
    moved = _new_pc(filled, ring)
    other = KeyVault(moved)
    with pytest.raises(RecoveryKeyWrong):
        other.unlock_with_recovery_key(new_recovery_key())
    assert other.locked
    other.unlock_with_recovery_key(text.lower())
    assert _read(moved, other) == before


def test_a_new_recovery_key_ends_the_old_one(filled: Path) -> None:
    vault = KeyVault(filled)
    first, second = vault.create_recovery_key(), vault.create_recovery_key()
    with pytest.raises(RecoveryKeyWrong):
        KeyVault(filled).unlock_with_recovery_key(first)
    KeyVault(filled).unlock_with_recovery_key(second)


def test_a_recovery_key_of_another_store_does_not_open_this_one(filled: Path, tmp_path: Path) -> None:
    KeyVault(filled).create_recovery_key()
    other = tmp_path / "other"
    other.mkdir()
    foreign = KeyVault(other, self_contained=True)
    foreign.create()
    with pytest.raises(RecoveryKeyWrong):
        KeyVault(filled).unlock_with_recovery_key(foreign.create_recovery_key())


def test_a_passphrase_replaces_every_way_of_a_pc(filled: Path, ring: MemoryRing) -> None:
    vault = KeyVault(filled)
    before = _read(filled, vault)
    vault.set_passphrase(PASSPHRASE)
    assert vault.kinds == (KeyKind.PASSPHRASE, KeyKind.CERTIFICATE)
    assert ring.keys == {}
    with pytest.raises(StorePassphraseNeeded):
        Store.open(filled, KeyVault(filled))
    shut = KeyVault(filled)
    for wrong in ("", "x", PASSPHRASE.upper(), PASSPHRASE + " "):
        with pytest.raises(PassphraseWrong):
            shut.unlock_with_passphrase(wrong)
    assert shut.locked
    shut.unlock_with_passphrase(PASSPHRASE)
    assert _read(filled, shut) == before
    by_file = KeyVault(filled)
    by_file.unlock_with_key_file(p12(), PIN)
    assert ring.keys == {}, "a passphrase is wanted, so the PC gets no way of its own"
    by_file.clear_passphrase()
    assert _read(filled, KeyVault(filled)) == before
    with pytest.raises(NoWrapOfThatKind):
        KeyVault(filled).unlock_with_passphrase(PASSPHRASE)


def test_a_changed_passphrase_ends_the_old_one(filled: Path) -> None:
    vault = KeyVault(filled)
    vault.set_passphrase(PASSPHRASE)
    vault.set_passphrase(PASSPHRASE + "2")
    with pytest.raises(PassphraseWrong):
        KeyVault(filled).unlock_with_passphrase(PASSPHRASE)
    KeyVault(filled).unlock_with_passphrase(PASSPHRASE + "2")


def test_letters_may_be_composed_in_either_way(filled: Path) -> None:
    KeyVault(filled).set_passphrase("Ka\u0308se und Brot")
    KeyVault(filled).unlock_with_passphrase("K\u00e4se und Brot")


def test_a_short_passphrase_is_refused_and_changes_nothing(filled: Path) -> None:
    before = (filled / "key.json").read_bytes()
    with pytest.raises(PassphraseTooShort):
        KeyVault(filled).set_passphrase("elf Zeichen")
    assert (filled / "key.json").read_bytes() == before


def test_a_wrong_key_file_or_pin_is_told_apart(filled: Path) -> None:
    vault = KeyVault(filled)
    vault.lock()
    with pytest.raises(KeyFileForeign):
        vault.unlock_with_key_file(p12(1), PIN)
    with pytest.raises(WrongPin):
        vault.unlock_with_key_file(p12(), "999999")
    with pytest.raises(NotAKeyFile):
        vault.unlock_with_key_file(b"no key file", PIN)
    assert vault.locked
    vault.unlock_with_key_file(p12(), PIN)
    with pytest.raises(NoWrapOfThatKind):
        KeyVault(filled).unlock_with_recovery_key(new_recovery_key())


def test_a_mailbox_has_one_way_and_takes_it_along(filled: Path) -> None:
    vault = KeyVault(filled)
    vault.unlock()
    vault.add_certificate(certificate(1), KEY_MAILBOX)
    vault.add_certificate(certificate(2), "Zweites Amt")
    assert [way.label for way in vault.ways if way.kind is KeyKind.CERTIFICATE] == [KEY_MAILBOX, "Zweites Amt"]
    with pytest.raises(KeyFileForeign):
        KeyVault(filled).unlock_with_key_file(p12(0), PIN)
    KeyVault(filled).unlock_with_key_file(p12(1), PIN)
    vault.remove_certificate(KEY_MAILBOX)
    with pytest.raises(KeyFileForeign):
        KeyVault(filled).unlock_with_key_file(p12(1), PIN)
    KeyVault(filled).unlock_with_key_file(p12(2), PIN)


def test_a_certificate_that_guards_nothing_is_refused(filled: Path) -> None:
    vault = KeyVault(filled)
    for unfit in (certificate(5, 1024), curve_certificate()):
        with pytest.raises(CertificateUnfitForKey):
            vault.add_certificate(unfit, "x")


def test_a_copy_for_elsewhere_has_no_way_of_this_pc(filled: Path, ring: MemoryRing) -> None:
    vault = KeyVault(filled)
    kinds = {wrap["kind"] for wrap in json.loads(vault.portable_key_file())["wraps"]}
    assert kinds == {"certificate"}
    vault.remove_certificate(KEY_MAILBOX)
    with pytest.raises(NoPortableWrap):
        vault.portable_key_file()
    assert not vault.portable
    vault.create_recovery_key()
    assert vault.portable


def test_two_pcs_have_their_ways_side_by_side(filled: Path, ring: MemoryRing) -> None:
    first = dict(ring.entries)
    ring.entries.clear()
    second = KeyVault(filled)
    second.unlock_with_key_file(p12(), PIN)
    assert [way.kind for way in second.ways].count(KeyKind.KEYRING) == 2
    KeyVault(filled).unlock()
    ring.entries = first
    KeyVault(filled).unlock()


def test_a_store_of_the_first_version_is_read_and_taken_along(filled: Path, ring: MemoryRing) -> None:
    vault = KeyVault(filled)
    vault.unlock()
    old = json.loads((filled / "key.json").read_text(encoding="utf-8"))
    (entry,) = ring.keys
    ring.entries.clear()
    ring.entries[entry[0], old["store"]] = base64.b64encode(bytes(vault.current_key().raw)).decode()
    first = {"version": 1, "store": old["store"], "check": old["check"], "in_use": True,
             "wraps": [{"kind": "keyring", "value": ""}]}
    (filled / "key.json").write_text(json.dumps(first), encoding="utf-8")
    store = Store.open(filled, KeyVault(filled))
    before = everything(store)
    store.rotate_key()
    assert everything(store) == before
    store.close()
    assert _read(filled, KeyVault(filled)) == before
    assert (entry[0], old["store"]) not in ring.entries, "the key of before lies nowhere any more"


def test_locking_leaves_no_key_in_memory_of_ours(filled: Path) -> None:
    store = Store.open(filled, KeyVault(filled))
    vault = store.key_vault
    key, pages = bytes(vault.current_key().raw), vault.subkey("pages")
    assert holds(vault, key) and holds(store, pages)
    store.close()
    vault.lock()
    assert vault.locked
    gc.collect()
    assert not holds(vault, key) and not holds(store, pages) and not holds(store, key)
    with pytest.raises(StoreKeyLocked):
        vault.subkey("pages")
    with pytest.raises(StoreKeyLocked):
        vault.wrap("x", b"")
    with pytest.raises(StoreKeyLocked):
        Store.open(filled, vault)
    vault.unlock()
    assert vault.subkey("pages") == pages


def holds(start: object, secret: bytes) -> bool:
    """Whether `secret` is reachable from `start` through attributes, containers and closures."""
    seen: set[int] = set()
    waiting: list[object] = [start]
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, type(gc) | type | str | int):
            continue
        seen.add(id(item))
        if isinstance(item, bytes | bytearray | memoryview) and secret in bytes(item):
            return True
        waiting += [one for one in gc.get_referents(item) if type(one).__module__ != "builtins" or _carries(one)]
        waiting += [getattr(item, name) for name in getattr(type(item), "__slots__", ()) if hasattr(item, name)]
    return False


def _carries(item: object) -> bool:
    return isinstance(item, bytes | bytearray | dict | list | tuple | set)


def test_the_cost_of_a_passphrase_is_what_the_rules_ask_for() -> None:
    # The fixture replaces what the module has, not what was imported before.
    assert COST.memory >= 64 * 1024 and COST.passes >= 3 and COST.lanes >= 1


def test_windows_guards_a_private_half_and_another_pc_needs_another_way(
    folder: Path, ring: MemoryRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written and asked for where Windows guards secrets; DPAPI itself is stood in for."""
    ring.locked = True

    def protect(secret: bytes, entropy: bytes) -> bytes:
        return b"dpapi:" + bytes(one ^ entropy[at % len(entropy)] for at, one in enumerate(secret))

    def unprotect(sealed: bytes, entropy: bytes) -> bytes:
        return protect(sealed.removeprefix(b"dpapi:"), entropy).removeprefix(b"dpapi:")

    def refuse(_sealed: bytes, _entropy: bytes) -> bytes:
        raise OSError(13, "the data is invalid")

    monkeypatch.setattr(dpapi, "available", lambda: True)
    monkeypatch.setattr(dpapi, "protect", protect)
    monkeypatch.setattr(dpapi, "unprotect", unprotect)
    store = Store.open(folder, KeyVault(folder))
    recovery = store.key_vault.create_recovery_key()
    sample(1).add(store)
    store.rotate_key()
    before = everything(store)
    store.close()
    assert _read(folder, KeyVault(folder)) == before and KeyVault(folder).kind is KeyKind.DPAPI
    monkeypatch.setattr(dpapi, "unprotect", refuse)
    with pytest.raises(StoreKeyMissing, match="dpapi"):
        Store.open(folder, KeyVault(folder))
    vault = KeyVault(folder)
    vault.unlock_with_recovery_key(recovery)
    assert _read(folder, vault) == before
    assert [way.kind for way in vault.ways].count(KeyKind.DPAPI) == 2
