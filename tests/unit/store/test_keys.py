"""The store key: made once, found again, kept where the system can guard it."""

from __future__ import annotations

import importlib
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends.null import Keyring as NullRing

from sozialclient.store import KeyKind, KeyVault, Store
from sozialclient.store.errors import StoreDamaged, StoreKeyMissing
from sozialclient.store.keys.key_ring import SERVICE
from tests.unit.store.samples import sample


class _Ring(keyring.backend.KeyringBackend):
    """A key ring that keeps its entries in memory and can be locked."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring gives it no types
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def set_password(self, service: str, username: str, password: str) -> None:
        self._require_unlocked()
        self.entries[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        self._require_unlocked()
        return self.entries.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        self.entries.pop((service, username))

    def _require_unlocked(self) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked


@pytest.fixture
def ring() -> Iterator[_Ring]:
    before = keyring.get_keyring()
    own = _Ring()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


def test_the_key_stays_the_same(folder: Path) -> None:
    folder.mkdir()
    vault = KeyVault(folder, self_contained=True)
    assert not vault.in_use
    vault.create()
    key = vault.subkey("pages")
    vault.create()
    again = KeyVault(folder, self_contained=True)
    assert again.subkey("pages") == key
    assert again.subkey("other") != key
    assert again.kind is KeyKind.FILE
    assert len(key) == 32


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_the_key_file_is_for_its_owner_only(folder: Path) -> None:
    folder.mkdir()
    KeyVault(folder, self_contained=True).create()
    assert stat.S_IMODE((folder / "key.json").stat().st_mode) == 0o600


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        vault = KeyVault(tmp_path / name, self_contained=True)
        vault.create()
        keys.add(vault.subkey("pages"))
    assert len(keys) == 2


def test_the_key_ring_is_used_where_there_is_one(folder: Path, ring: _Ring) -> None:
    store = Store.open(folder, KeyVault(folder))
    identifier = sample(1).add(store).application_id
    store.close()
    ((service, _), secret) = next(iter(ring.entries.items()))
    assert service == SERVICE
    assert len(secret.encode("utf-16-le")) < 2560, "too long for the Windows credential store"
    assert secret not in (folder / "key.json").read_text(encoding="utf-8")
    vault = KeyVault(folder)
    assert vault.kind is KeyKind.KEYRING
    store = Store.open(folder, vault)
    assert store.card(identifier).id == identifier
    store.close()
    ring.locked = True
    with pytest.raises(StoreKeyMissing, match="keyring"):
        Store.open(folder, KeyVault(folder))
    ring.locked = False
    ring.entries.clear()
    with pytest.raises(StoreKeyMissing, match="keyring"):
        Store.open(folder, KeyVault(folder))


def test_a_self_contained_folder_touches_no_key_ring(folder: Path, ring: _Ring) -> None:
    Store.open(folder, KeyVault(folder, self_contained=True)).close()
    assert ring.entries == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has DPAPI instead of the file")
@pytest.mark.parametrize("locked", [True, False], ids=["locked ring", "null ring"])
def test_without_a_usable_key_ring_the_file_is_used_and_named(folder: Path, ring: _Ring, locked: bool) -> None:
    if locked:
        ring.locked = True
    else:
        keyring.set_keyring(NullRing())  # type: ignore[no-untyped-call]  # keyring gives it no types
    vault = KeyVault(folder)
    Store.open(folder, vault).close()
    assert vault.kind is KeyKind.FILE
    assert KeyVault(folder).kind is KeyKind.FILE


def test_a_key_ring_that_writes_plain_text_is_not_used(
    folder: Path, ring: _Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Ring, "__module__", "keyrings.alt.file")
    vault = KeyVault(folder)
    Store.open(folder, vault).close()
    assert ring.entries == {}
    assert vault.kind is not KeyKind.KEYRING


def test_windows_keeps_the_key_in_its_credential_manager(folder: Path, ring: _Ring) -> None:
    if sys.platform != "win32":
        pytest.skip("Windows' Credential Manager")
    windows = importlib.import_module("keyring.backends.Windows")
    vault_ring = windows.WinVaultKeyring()
    keyring.set_keyring(vault_ring)
    try:
        vault = KeyVault(folder)
        Store.open(folder, vault).close()
        assert vault.kind is KeyKind.KEYRING
        assert KeyVault(folder).subkey("pages") == vault.subkey("pages")
        assert vault_ring.persist == windows.win32cred.CRED_PERSIST_LOCAL_MACHINE
    finally:
        vault_ring.delete_password(SERVICE, json.loads((folder / "key.json").read_bytes())["store"])
    with pytest.raises(StoreKeyMissing, match="keyring"):
        Store.open(folder, KeyVault(folder))


def test_where_windows_forbids_saved_credentials_dpapi_keeps_the_key(
    folder: Path, ring: _Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "win32":
        pytest.skip("Windows' Credential Manager")
    windows = importlib.import_module("keyring.backends.Windows")

    def refuse(credential: object, flags: int) -> None:
        raise windows.pywintypes.error(1312, "CredWrite", "A specified logon session does not exist.")

    monkeypatch.setattr(windows.win32cred, "CredWrite", refuse)
    keyring.set_keyring(windows.WinVaultKeyring())
    vault = KeyVault(folder)
    Store.open(folder, vault).close()
    assert vault.kind is KeyKind.DPAPI
    assert KeyVault(folder).subkey("pages") == vault.subkey("pages")


def test_wrapping_is_bound_to_its_purpose(folder: Path) -> None:
    folder.mkdir()
    vault = KeyVault(folder, self_contained=True)
    vault.create()
    wrapped = vault.wrap("pin/1", b"secret")
    assert b"secret" not in wrapped
    assert KeyVault(folder, self_contained=True).unwrap("pin/1", wrapped) == b"secret"
    assert vault.wrap("pin/1", b"secret") != wrapped
    for purpose, value in (("pin/2", wrapped), ("pin/1", wrapped[:-1]), ("pin/1", b"")):
        with pytest.raises(StoreDamaged):
            vault.unwrap(purpose, value)


def test_a_folder_without_a_key_says_so(folder: Path) -> None:
    with pytest.raises(StoreKeyMissing):
        KeyVault(folder, self_contained=True).subkey("pages")


@pytest.mark.skipif(os.name == "nt", reason="Windows has it")
def test_dpapi_is_refused_where_there_is_none() -> None:
    from sozialclient.store.keys import dpapi

    assert not dpapi.available()
    with pytest.raises(OSError, match="Windows"):
        dpapi.protect(b"x", b"y")
