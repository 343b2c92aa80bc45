"""The database file of the training intermediary: schema, one connection for all threads, transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sozialclient.errors import SozialclientError

_VERSION = 1
_SCHEMA = """
CREATE TABLE message_id (id TEXT PRIMARY KEY, used INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE delivery (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,
  addressee TEXT NOT NULL,
  originator TEXT,
  subject TEXT,
  creation TEXT NOT NULL,
  forwarding TEXT,
  reception TEXT,
  modification TEXT NOT NULL,
  inspections TEXT NOT NULL
);
CREATE INDEX delivery_addressee ON delivery (addressee, creation, number);
CREATE TABLE content (
  number INTEGER PRIMARY KEY REFERENCES delivery,
  certificates TEXT NOT NULL,
  package TEXT NOT NULL,
  custom TEXT NOT NULL,
  id_suffix TEXT NOT NULL,
  file TEXT NOT NULL
);
CREATE TABLE part (
  number INTEGER NOT NULL REFERENCES delivery,
  position INTEGER NOT NULL,
  content_id TEXT NOT NULL,
  media_type TEXT NOT NULL,
  base64 INTEGER NOT NULL,
  headers TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  start INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (number, position)
) WITHOUT ROWID;
CREATE TABLE upload (
  message_id TEXT PRIMARY KEY,
  folder TEXT NOT NULL,
  chunk_size INTEGER NOT NULL,
  total INTEGER NOT NULL,
  outcome TEXT
) WITHOUT ROWID;
CREATE TABLE upload_chunk (message_id TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL,
  PRIMARY KEY (message_id, number)) WITHOUT ROWID;
"""


class TrainingStateUnknown(SozialclientError):
    """The folder holds the state of another version of the training mailbox; parameter `version`."""

    reference = "DEMO-STATE"


class Database:
    """One connection shared by all threads; every use holds the lock."""

    def __init__(self, path: Path) -> None:
        """Raises TrainingStateUnknown, OSError, sqlite3.Error."""
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            self._connection.close()
            raise TrainingStateUnknown(version=version)
        if version == 0:
            self._connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; one thread at a time."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """Result of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
