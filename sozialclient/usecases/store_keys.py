"""Look after the key of the store: who can open it, recovery key, passphrase, a new key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sozialclient.model.mailbox import Mailbox
from sozialclient.store.books import actions
from sozialclient.store.errors import StoreKeyMissing, StoreKeyWrong
from sozialclient.store.keys.errors import (
    CertificateUnfitForKey,
    RotationPending,
    RotationShared,
    StorePassphraseNeeded,
)
from sozialclient.store.keys.key_file import SYSTEM, KeyKind
from sozialclient.store.keys.recovery_key import new_recovery_key
from sozialclient.store.keys.vault import KeyVault
from sozialclient.store.keys.ways import KeyWay
from sozialclient.store.store import Store

__all__ = ["SYSTEM", "KeyKind", "KeyStatus", "KeyWay", "new_recovery_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    """How the key of a store is kept.

    `opens_here`: without asking anybody. `portable`: also on another PC. `rotated`: when the key
    was made (UTC), None while it is the first one or the store is shut.
    """

    store: str
    ways: tuple[KeyWay, ...]
    opens_here: bool
    passphrase: bool
    portable: bool
    rotated: datetime | None = None


def key_status(store: Store) -> KeyStatus:
    """How the key of an open store is kept."""
    return _status(store.key_vault, opens_here=_opens_here(store.key_vault), rotated=store.rotated)


def shut_status(vault: KeyVault) -> KeyStatus:
    """What can be said without opening anything. Raises StoreDamaged, StoreNewer."""
    return _status(vault, opens_here=False, rotated=None)


def keep_recovery_key(store: Store, text: str) -> None:
    """Let a recovery key open the store, once its owner has it on paper. Raises as `typed_recovery_key`."""
    store.key_vault.keep_recovery_key(text)
    store.record(actions.RECOVERY_KEY_MADE, None, "")


def set_passphrase(store: Store, text: str) -> bool:
    """Ask for a passphrase at every start; False when the key itself could not be changed now.

    The key is changed too, because what the disk kept of the old `key.json` may lead to it. That
    cannot be while another program has the store open. Raises PassphraseTooShort.
    """
    store.key_vault.set_passphrase(text)
    store.record(actions.PASSPHRASE_SET, None, "")
    try:
        store.rotate_key()
    except RotationShared:
        return False
    return True


def clear_passphrase(store: Store) -> None:
    """Let this PC open the store without asking again."""
    store.key_vault.clear_passphrase()
    store.record(actions.PASSPHRASE_CLEARED, None, "")


def note_unlocking(store: Store) -> None:
    """Note that the store was opened by a way that is not this PC's own."""
    store.record(actions.STORE_UNLOCKED, None, store.key_vault.kind.value)


def let_key_file_open(store: Store, mailbox: Mailbox, certificate: bytes) -> None:
    """Let the key file of a mailbox open the store; needs its certificate (DER) only.

    The key file of a training mailbox never does: its PIN lies beside it. Nor does one whose
    certificate is too weak, nor that of a mailbox that is not kept here.
    """
    if mailbox.training or store.reading_seat is not None or store.key_vault.has_certificate(certificate, mailbox.name):
        return
    if all((known.name, known.key_file) != (mailbox.name, mailbox.key_file) for known in store.mailboxes()):
        return
    try:
        store.key_vault.add_certificate(certificate, mailbox.name)
    except (CertificateUnfitForKey, RotationPending):
        # The window says that there is no second way as long as there is none.
        return
    store.record(actions.CERTIFICATE_WAY_ADDED, None, mailbox.name)


def needs_somebody(error: Exception) -> bool:
    """Whether the store stays shut until somebody brings passphrase, key file or recovery key."""
    return isinstance(error, StorePassphraseNeeded | StoreKeyMissing | StoreKeyWrong)


def _opens_here(vault: KeyVault) -> bool:
    return any(kind in SYSTEM for kind in vault.kinds)


def _status(vault: KeyVault, *, opens_here: bool, rotated: datetime | None) -> KeyStatus:
    kinds = vault.kinds
    return KeyStatus(
        store=vault.store_id, ways=vault.ways, opens_here=opens_here, passphrase=KeyKind.PASSPHRASE in kinds,
        portable=vault.portable, rotated=rotated,
    )
