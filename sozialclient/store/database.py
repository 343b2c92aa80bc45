"""Opens the databases of the store with the settings that durability and privacy rest on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from sozialclient.store.disk_errors import disk_errors
from sozialclient.store.errors import StoreUnsafe

_BUSY_MILLISECONDS = 10_000
_CACHE_KIBIBYTES = 4096

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
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    vfs = f"multipleciphers-{access.vfs}" if access.vfs else None
    connection = apsw.Connection(str(access.path), flags=flags, vfs=vfs)
    try:
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        if access.key is not None:
            for setting in ("cipher = 'sqlcipher'", "legacy = 4", f"legacy_page_size = {access.page_size}"):
                connection.execute(f"PRAGMA {setting}")
            connection.execute(f"PRAGMA key = \"x'{access.key.hex()}'\"")
        connection.execute(f"PRAGMA page_size = {access.page_size}")
        connection.execute("SELECT count(*) FROM sqlite_schema")
        _apply_settings(connection, access.page_size)
    except BaseException:
        connection.close(True)
        raise
    return connection


def _apply_settings(connection: apsw.Connection, page_size: int) -> None:
    connection.execute(f"PRAGMA cache_size = {-_CACHE_KIBIBYTES}")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    for setting, value in {**_REQUIRED, "page_size": page_size}.items():
        connection.execute(f"PRAGMA {setting} = {value}")
        if connection.pragma(setting) != value:
            raise StoreUnsafe(setting=setting)


class Database:
    """One writing connection behind a lock, and as many reading ones as are in use at the same time.

    In WAL mode readers see the last commit and never wait for the writer.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._write_lock = threading.Lock()
        self._pool_lock = threading.Lock()
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
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._give_up(connection)
                raise

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

    @property
    def wal_size(self) -> int:
        """Bytes in the WAL file."""
        try:
            return self._access.path.with_name(self._access.path.name + "-wal").stat().st_size
        except FileNotFoundError:
            return 0

    def close(self) -> None:
        """Close all connections; the last one to go takes the WAL with it. Twice is allowed."""
        with self._write_lock, self._pool_lock:
            self._closed = True
            for connection in [*self._idle, *([self._writer] if self._writer else [])]:
                connection.close(True)
            self._idle.clear()
            self._writer = None

    def _writer_connection(self) -> apsw.Connection:
        if self._closed:
            raise ValueError("the store is closed")
        if self._writer is None:
            self._writer = connect(self._access)
        return self._writer

    def _borrowed(self) -> apsw.Connection:
        with self._pool_lock:
            if self._closed:
                raise ValueError("the store is closed")
            if self._idle:
                return self._idle.pop()
        connection = connect(self._access)
        connection.execute("PRAGMA query_only = 1")
        return connection

    def _give_back(self, connection: apsw.Connection, healthy: bool) -> None:
        with self._pool_lock:
            keep = healthy and not self._closed
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close(True)

    def _give_up(self, connection: apsw.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        finally:
            self._writer = None
            connection.close(True)
