"""Gives the store a new key: what was sealed under the old one is sealed anew, and the old one is forgotten."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from datetime import datetime

import apsw

from sozialclient.store.books import actions, journal
from sozialclient.store.contents.contents import message_purpose
from sozialclient.store.database.clock import microseconds, moment, now
from sozialclient.store.database.database import Access, Database, connect, copy_database
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.database.opening import PAGES, copy_of, opens_with, remove_with_wal, settle_rotation
from sozialclient.store.database.private_file import put_in_place, sync_folder
from sozialclient.store.database.wal import wal_of
from sozialclient.store.errors import StoreBusy, StoreDamaged, StoreError
from sozialclient.store.holdings import Holdings
from sozialclient.store.keys.errors import RotationShared
from sozialclient.store.keys.store_key import StoreKey
from sozialclient.store.mailboxes import pin_purpose, read_mailboxes, write_mailbox
from sozialclient.store.seats.seats import Seats, seated

MEMO = "key_rotated"


class Rotation:
    """Rotates the key of an open store.

    The index is copied under the new key; `key.json` then leads to both keys until the copy has
    taken the index's place. Whenever the power goes, one of the two opens what is there. The
    contents stay as they are: their keys lie in the index.
    """

    def __init__(self, holdings: Holdings, seats: Seats) -> None:
        self._folder, self._index, self._vault = holdings.folder, holdings.index, holdings.vault
        self._seats = seats

    def rotate(self, reached: Callable[[str], None] = lambda _step: None) -> None:
        """Make and use a new key; the store waits meanwhile, about a second for 10,000 applications.

        `reached` is told `copied`, `sealed`, `announced`, `swapped`, `settled`. Raises
        RotationShared when another program has the store open, StoreBusy, StoreKeyLocked, and the
        errors of the disk; then one key or the other holds, and nothing is lost.
        """
        self._vault.current_key()
        with self._seats.turn(), self._index.at_rest():
            others = len(seated(self._folder / "seats")) - 1
            if others > 0:
                raise RotationShared(seats=others)
            with disk_errors():
                self._settle()
                self._rotate(reached)

    def _rotate(self, reached: Callable[[str], None]) -> None:
        access, new = self._index.access, StoreKey.random()
        copy = dataclasses.replace(access, path=copy_of(access.path), key=new.subkey(PAGES))
        if wal_of(access.path).exists():
            # Somebody who took no seat has it open.
            raise StoreBusy()
        remove_with_wal(copy.path)
        try:
            _copy(access, copy)
            reached("copied")
            _seal_anew(copy, self._vault.current_key(), new)
            reached("sealed")
            self._vault.announce(new)
            reached("announced")
            put_in_place(copy.path, access.path)
            sync_folder(access.path.parent)
            reached("swapped")
        except BaseException:
            # What failed is to be reported; that tidying up failed too shows when the store is opened next.
            with contextlib.suppress(StoreError, OSError, apsw.Error):
                self._settle()
                remove_with_wal(copy.path)
            raise
        self._settle()
        reached("settled")

    def _settle(self) -> None:
        """Use the key that the index is under, in memory even if `key.json` can't be written."""
        if not self._vault.pending:
            return
        try:
            settle_rotation(self._vault, self._index.access)
        except (StoreError, OSError):
            following = self._vault.next_key
            self._vault.adopt(
                use_next=following is not None and opens_with(self._index.access, following.subkey(PAGES))
            )
            raise
        finally:
            self._index.use_key(self._vault.subkey(PAGES))


def rotated_at(index: Database) -> datetime | None:
    """When the key of the store was made (UTC), None while it is the first one."""
    with index.reading() as connection:
        raw = read_memo(connection, MEMO)
    return None if raw is None else moment(int(raw))


def _copy(access: Access, copy: Access) -> None:
    source = connect(access)
    try:
        copy_database(source, copy)
    finally:
        source.close(True)
    copy.path.chmod(0o600)


def _seal_anew(copy: Access, old: StoreKey, new: StoreKey) -> None:
    connection = connect(copy)
    try:
        with connection:
            _seal_message_keys(connection, old, new)
            for mailbox in read_mailboxes(connection):
                if mailbox.sealed_pin is not None:
                    purpose = pin_purpose(mailbox.name)
                    pin = _sealed_anew(old, new, purpose, mailbox.sealed_pin)
                    write_mailbox(connection, dataclasses.replace(mailbox, sealed_pin=pin))
            write_memo(connection, MEMO, str(microseconds(now())).encode())
            journal.write_entry(connection, actions.KEY_ROTATED, None, "")
        if connection.pragma("quick_check") != "ok":
            raise StoreDamaged(part="index")
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    finally:
        connection.close(True)
    if wal_of(copy.path).exists():
        raise StoreBusy()


def _seal_message_keys(connection: apsw.Connection, old: StoreKey, new: StoreKey) -> None:
    rows: list[tuple[int, bytes]] = list(connection.execute("SELECT application, wrapped FROM message_key"))
    connection.executemany(
        "UPDATE message_key SET wrapped = ? WHERE application = ?",
        ((_sealed_anew(old, new, message_purpose(number), wrapped), number) for number, wrapped in rows),
    )


def _sealed_anew(old: StoreKey, new: StoreKey, purpose: str, wrapped: bytes) -> bytes:
    try:
        return new.wrap(purpose, old.unwrap(purpose, wrapped))
    except StoreDamaged:
        # It was damaged before and is reported where it is needed; the others still get their new key.
        return wrapped
