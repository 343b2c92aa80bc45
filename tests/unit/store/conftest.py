"""A store of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.store.keys import key_file, wraps
from tests.unit.store.key_material import KEY_MAILBOX, MemoryRing, certificate
from tests.unit.store.samples import sample


def open_store(folder: Path, *, vfs: str | None = None) -> Store:
    """The store in `folder` with its key beside it."""
    return Store.open(folder, KeyVault(folder, self_contained=True), vfs=vfs)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a name as people have them."""
    return tmp_path / "Ämter & Söhne ß €"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """An open, empty store."""
    opened = open_store(folder)
    yield opened
    opened.close()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that costs next to nothing; what is really chosen has a test of its own."""
    monkeypatch.setattr(wraps, "COST", key_file.Cost(passes=1, lanes=1, memory=64))


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    """The key ring of this PC."""
    before = keyring.get_keyring()
    own = MemoryRing()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


@pytest.fixture
def filled(folder: Path, ring: MemoryRing) -> Path:
    """A store with three applications whose key is in the key ring, and which a key file opens too."""
    store = Store.open(folder, KeyVault(folder))
    for number in range(3):
        sample(number).add(store)
    store.key_vault.add_certificate(certificate(), KEY_MAILBOX)
    store.close()
    return folder
