"""Opens the encrypted database with the settings that durability and privacy rest on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw

from sozialclient.store.disk_errors import disk_errors
from sozialclient.store.errors import StoreUnsafe

PAGE_SIZE = 16384
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
    "page_size": PAGE_SIZE,
}


def connect(path: Path, key: bytes, *, create: bool = False, vfs: str | None = None) -> apsw.Connection:
    """A connection to the database at `path`, encrypted in the SQLCipher 4 scheme under a raw 32-byte `key`.

    Stock SQLCipher opens the file with the same raw key and `cipher_page_size` 16384. `vfs` names
    a registered VFS to put under the cipher. Raises apsw.Error, and StoreUnsafe when a setting
    did not take.
    """
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    connection = apsw.Connection(str(path), flags=flags, vfs=f"multipleciphers-{vfs}" if vfs else None)
    try:
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        for setting in ("cipher = 'sqlcipher'", "legacy = 4", f"legacy_page_size = {PAGE_SIZE}"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        connection.execute("SELECT count(*) FROM sqlite_schema")
        _apply_settings(connection)
    except BaseException:
        connection.close(True)
        raise
    return connection


def _apply_settings(connection: apsw.Connection) -> None:
    connection.execute(f"PRAGMA cache_size = {-_CACHE_KIBIBYTES}")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    for setting, value in _REQUIRED.items():
        connection.execute(f"PRAGMA {setting} = {value}")
        if connection.pragma(setting) != value:
            raise StoreUnsafe(setting=setting)


class Database:
    """One writing connection behind a lock, and as many reading ones as are in use at the same time.

    In WAL mode readers see the last commit and never wait for the writer.
    """

    def __init__(self, path: Path, key: bytes, *, vfs: str | None = None) -> None:
        self._path = path
        self._key = key
        self._vfs = vfs
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
            connection = connect(self._path, self._key, vfs=self._vfs)
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
            return self._path.with_name(self._path.name + "-wal").stat().st_size
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
            self._writer = connect(self._path, self._key, vfs=self._vfs)
        return self._writer

    def _borrowed(self) -> apsw.Connection:
        with self._pool_lock:
            if self._closed:
                raise ValueError("the store is closed")
            if self._idle:
                return self._idle.pop()
        connection = connect(self._path, self._key, vfs=self._vfs)
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
