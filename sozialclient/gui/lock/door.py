"""The one place where the window opens its data folder: with what this PC has, or with what somebody brings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.errors import SozialclientError

if TYPE_CHECKING:
    from sozialclient.store.keys.vault import KeyVault
    from sozialclient.store.keys.ways import KeyWay
    from sozialclient.usecases.workplace import Workplace

Unlocking = Callable[["KeyVault"], None]
"""Unlocks a vault with a secret; raises what the vault raises."""


class KeyFileUnreadable(SozialclientError):
    """The key file cannot be read; parameter `cause` is the system's error number."""

    reference = "FILE-CHOSEN"


class StoreDoor:
    """Opens one data folder. Every call belongs on a worker."""

    def __init__(self, make_vault: Callable[[], KeyVault], open_with: Callable[[KeyVault], Workplace]) -> None:
        self._make_vault, self._open_with = make_vault, open_with
        self._unlocked: KeyVault | None = None
        self._turn = threading.Lock()

    def open(self) -> Workplace:
        """Open the folder, with the key that `unlock` reached if it was called. Raises the errors of `store`."""
        from sozialclient.usecases.store_keys import note_unlocking

        with self._turn:
            vault, self._unlocked = self._unlocked, None
        brought = vault is not None
        workplace = self._open_with(vault or self._make_vault())
        if brought and workplace.store.reading_seat is None:
            note_unlocking(workplace.store)
        return workplace

    def unlock(self, unlocking: Unlocking) -> None:
        """Reach the key for the next `open`. Raises what `unlocking` raises."""
        vault = self._make_vault()
        unlocking(vault)
        with self._turn:
            self._unlocked = vault

    def prove(self, unlocking: Unlocking) -> None:
        """See whether `unlocking` reaches the key, and forget it again. Raises what `unlocking` raises."""
        vault = self._make_vault()
        unlocking(vault)
        vault.lock()

    def ways(self) -> tuple[KeyWay, ...]:
        """The ways to the key; needs none. Raises StoreDamaged, StoreNewer."""
        return self._make_vault().ways


def by_passphrase(text: str) -> Unlocking:
    """Unlock with the passphrase."""
    return lambda vault: vault.unlock_with_passphrase(text)


def by_recovery_key(text: str) -> Unlocking:
    """Unlock with the recovery key as typed."""
    return lambda vault: vault.unlock_with_recovery_key(text)


def by_key_file(path: Path, pin: str) -> Unlocking:
    """Unlock with a key file; raises also KeyFileUnreadable."""

    def unlocking(vault: KeyVault) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise KeyFileUnreadable(cause=error.errno or 0) from None
        vault.unlock_with_key_file(data, pin)

    return unlocking
