"""Opens the databases of the store with the settings that durability and privacy rest on."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import apsw

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.page_salt import salt_in_wal
from sozialclient.store.database.wal import WAL_LIMIT, wal_of
from sozialclient.store.errors import StoreBusy, StoreSeatLost, StoreUnsafe

_BUSY_MILLISECONDS = 10_000
# The index of fifty thousand applications fits in: to read it again costs no decryption.
_CACHE_KIBIBYTES = 8192
# A connection more is opened in a few milliseconds; kept, each holds a cache of its own.
_MOST_IDLE = 2
_REST_SECONDS = 10.0
# Threads that are the first to open a database in the same moment shut each other out with SQLite 3.54 for
# Windows (seen under Wine): all but one wait for the whole busy timeout and are refused.
_opening = threading.Lock()

# `synchronous` 2 is FULL: with less, a power cut loses deliveries that were acknowledged.
_REQUIRED: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "trusted_schema": 0,
    "cell_size_check": 1,
}


@dataclass(frozen=True, slots=True)
class Access:
    """What it takes to open a database.

    `key` (32 bytes) encrypts its pages in the SQLCipher 4 scheme, so that with 4096-byte pages
    stock SQLCipher opens the file with the same raw key; None leaves them plain. `vfs` names a
    registered VFS to put under the encryption.
    """

    path: Path
    page_size: int
    key: bytes | None = field(default=None, repr=False)
    vfs: str | None = None


def connect(access: Access, *, create: bool = False) -> apsw.Connection:
    """A connection to a database. Raises apsw.Error, and StoreUnsafe when a setting did not take."""
    with _opening:
        try:
            return _connected(access, create, b"")
        except apsw.NotADBError:
            salt = salt_in_wal(access.path) if access.key is not None else None
            if salt is None:
                raise
            return _connected(access, create, salt)


def copy_database(source: apsw.Connection, copy: Access) -> None:
    """Copy what `source` sees into a new database, in one moment and without a WAL left. Raises as `connect`."""
    target = connect(copy, create=True)
    try:
        with target.backup("main", source, "main") as backup:
            # In one step: between two, a writer would make it begin again.
            backup.step()
        target.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    finally:
        target.close(True)


def _connected(access: Access, create: bool, salt: bytes) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    vfs = f"multipleciphers-{access.vfs}" if access.vfs else None
    connection = apsw.Connection(str(access.path), flags=flags, vfs=vfs)
    try:
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        if access.key is not None:
            for setting in ("cipher = 'sqlcipher'", "legacy = 4", f"legacy_page_size = {access.page_size}"):
                connection.execute(f"PRAGMA {setting}")
            connection.execute(f"PRAGMA key = \"x'{access.key.hex()}{salt.hex()}'\"")
        connection.execute(f"PRAGMA page_size = {access.page_size}")
        if create and access.key is None:
            # Only an empty database takes this; without it `give_back` could not shrink the file.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("SELECT count(*) FROM sqlite_schema")
        _apply_settings(connection, access.page_size)
    except BaseException:
        connection.close(True)
        raise
    return connection


def _apply_settings(connection: apsw.Connection, page_size: int) -> None:
    connection.execute(f"PRAGMA cache_size = {-_CACHE_KIBIBYTES}")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    # We have neither. The contents are not encrypted: whoever can write to the file could have a
    # trigger or a view swallow what is stored, which would be acknowledged all the same.
    for swallowing in (apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, apsw.SQLITE_DBCONFIG_ENABLE_VIEW):
        connection.config(swallowing, 0)
    for setting, value in {**_REQUIRED, "page_size": page_size}.items():
        connection.execute(f"PRAGMA {setting} = {value}")
        if connection.pragma(setting) != value:
            raise StoreUnsafe(setting=setting)


class Seat(Protocol):
    """The right to write: lost while a PC slept, it must not be used any more."""

    def require_seat(self) -> None:
        """Raises StoreSeatLost when it is gone."""

    def turn(self) -> contextlib.AbstractContextManager[None]:
        """Be the only one at the files themselves. Raises StoreBusy."""


class Database:
    """One writing connection behind a lock, and as many reading ones as are in use at the same time.

    In WAL mode readers see the last commit and never wait for the writer.
    """

    def __init__(self, access: Access, seat: Seat | None = None) -> None:
        self._access = access
        self._seat = seat
        self._write_lock = threading.Lock()
        self._pool_lock = threading.Condition()
        self._lent = 0
        self._resting = False
        self._idle: list[apsw.Connection] = []
        self._closed = False
        self._writer: apsw.Connection | None = None

    @contextlib.contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """One transaction; when the block ends without an error it is committed and synced.

        Any error rolls it back and is raised as a store error. After a failed commit the
        connection is thrown away: what the disk holds is read anew, never synced again.
        """
        with self._write_lock, disk_errors():
            connection = self._writer_connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._require_seat()
                yield connection
                self._require_seat()
                connection.execute("COMMIT")
            except BaseException:
                self._give_up(connection)
                raise

    @property
    def access(self) -> Access:
        """What opens this database now."""
        return self._access

    def use_key(self, key: bytes) -> None:
        """Open it with another page key from now on; only while it is at rest."""
        self._access = dataclasses.replace(self._access, key=key)

    @contextlib.contextmanager
    def at_rest(self) -> Iterator[None]:
        """Nobody reads or writes during the block and no connection is open; whoever wants to, waits.

        Only for whoever has the turn of the seats. Raises StoreBusy when a reader does not come to an end.
        """
        with self._write_lock:
            self._begin_rest()
            try:
                yield
            finally:
                with self._pool_lock:
                    self._resting = False
                    self._pool_lock.notify_all()

    def _begin_rest(self) -> None:
        with self._pool_lock:
            if self._closed:
                raise ValueError("the store is closed")
            self._resting = True
            if not self._pool_lock.wait_for(lambda: self._lent == 0, _REST_SECONDS):
                self._resting = False
                self._pool_lock.notify_all()
                raise StoreBusy()
            for connection in [*self._idle, *([self._writer] if self._writer else [])]:
                self._shut(connection)
            self._idle.clear()
            self._writer = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """A connection for queries, not shared with another thread during the block."""
        with disk_errors():
            connection = self._borrowed()
            healthy = True
            try:
                yield connection
            except apsw.Error:
                healthy = False
                raise
            finally:
                self._give_back(connection, healthy)

    def checkpoint(self) -> None:
        """Move what is committed from the WAL into the database, as far as no one is in the way."""
        with contextlib.suppress(StoreBusy), self._turn():
            self._require_seat()
            self._checkpoint()

    def _checkpoint(self) -> None:
        with disk_errors():
            connection = connect(self._access)
            try:
                connection.set_busy_timeout(0)
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            except apsw.BusyError:
                return
            finally:
                connection.close(True)

    def give_back(self, pages: int) -> None:
        """Move up to `pages` pages into free room, in one transaction, and shorten the file by as many."""
        with self.writing() as connection:
            for _ in connection.execute(f"PRAGMA incremental_vacuum({pages})"):
                pass

    @property
    def wal_size(self) -> int:
        """Bytes in the WAL file."""
        try:
            return wal_of(self._access.path).stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def wal_is_long(self) -> bool:
        """Whether the WAL should be emptied before more is written."""
        return self.wal_size > WAL_LIMIT

    def close(self) -> None:
        """Close all connections; the last one to go takes the WAL with it. Twice is allowed."""
        with self._write_lock, self._pool_lock, disk_errors(), contextlib.ExitStack() as stack:
            self._closed = True
            with contextlib.suppress(StoreBusy, OSError):
                stack.enter_context(self._turn())
            for connection in [*self._idle, *([self._writer] if self._writer else [])]:
                self._shut(connection)
            self._idle.clear()
            self._writer = None
            self._access = dataclasses.replace(self._access, key=None)

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext() if self._seat is None else self._seat.turn()

    def _require_seat(self) -> None:
        if self._seat is not None:
            self._seat.require_seat()

    def _shut(self, connection: apsw.Connection) -> None:
        try:
            self._require_seat()
        except StoreSeatLost:
            # By itself SQLite would empty the WAL now, into a database that is another PC's.
            connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.close(True)

    def _writer_connection(self) -> apsw.Connection:
        if self._closed:
            raise ValueError("the store is closed")
        if self._writer is None:
            self._writer = self._connected()
        return self._writer

    def _connected(self) -> apsw.Connection:
        # A folder that is gone would be reported as one that can't be written to.
        self._require_seat()
        return connect(self._access)

    def _borrowed(self) -> apsw.Connection:
        with self._pool_lock:
            self._pool_lock.wait_for(lambda: not self._resting)
            if self._closed:
                raise ValueError("the store is closed")
            self._lent += 1
            if self._idle:
                return self._idle.pop()
        try:
            connection = self._connected()
            connection.execute("PRAGMA query_only = 1")
        except BaseException:
            self._returned()
            raise
        return connection

    def _give_back(self, connection: apsw.Connection, healthy: bool) -> None:
        with self._pool_lock:
            keep = healthy and not self._closed and len(self._idle) < _MOST_IDLE
            if keep:
                self._idle.append(connection)
        if not keep:
            self._shut(connection)
        self._returned()

    def _returned(self) -> None:
        with self._pool_lock:
            self._lent -= 1
            self._pool_lock.notify_all()

    def _give_up(self, connection: apsw.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        finally:
            self._writer = None
            self._shut(connection)
