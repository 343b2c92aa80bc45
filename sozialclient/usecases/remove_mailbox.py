"""Remove a mailbox: what is fetched from it ends, its key goes, what was fetched stays (ADR 32)."""

from __future__ import annotations

from sozialclient.errors import SozialclientError
from sozialclient.model.removal import Removal
from sozialclient.store.errors import StoreError
from sozialclient.store.keys.key_file import SYSTEM, KeyKind
from sozialclient.store.store import Store
from sozialclient.usecases.delete_applications import rotate_quietly


class LastWayToStore(SozialclientError):
    """The key file of this mailbox is all that opens the store on another PC; parameter `name`."""

    reference = "MAILBOX-LAST-WAY"


def removal_of(store: Store, name: str) -> Removal:
    """What removing a mailbox would mean now. Raises StoreNoSuchMailbox."""
    mailbox = store.mailbox(name)
    own = [way for way in store.key_vault.ways if (way.kind, way.label) == (KeyKind.CERTIFICATE, name)]
    others = [way for way in store.key_vault.ways
              if way.kind not in SYSTEM and way not in own and way.genuine is not False]
    return Removal(
        name=name,
        url=mailbox.url,
        training=mailbox.training,
        applications=store.listing.states(name),
        unread=len(store.unprocessable.left_waiting(name)),
        pin_kept=mailbox.sealed_pin is not None,
        opens_store=bool(own),
        last_way=bool(own) and not others and any(store.counts().values()),
        fetched=store.last_fetch(name),
    )


def remove_mailbox(store: Store, name: str) -> bool:
    """Remove a mailbox, and renew the key of the store: the mailbox's key file may have opened it at any time.

    False: the key could not be renewed now, so who has an old copy of `key.json` and that key file could still open
    the store. Raises StoreNoSuchMailbox, LastWayToStore, FetchRunning, RotationPending, StoreReadingOnly; then nothing
    has changed.
    """
    store.require_writing()
    store.mailbox(name)
    with store.fetching(name):
        removal = removal_of(store, name)
        if removal.last_way:
            raise LastWayToStore(name=name)
        _remove(store, name)
    if removal.training:
        return True
    try:
        rotate_quietly(store)
    except StoreError:
        # It is removed, whatever keeps the key from being renewed now.
        return False
    return True


def _remove(store: Store, name: str) -> None:
    try:
        store.remove_mailbox(name)
    except StoreError:
        # Once it is gone, only tidying up can have failed: the next fetch does that, but nobody else renews the key.
        if any(mailbox.name == name for mailbox in store.mailboxes()):
            raise
