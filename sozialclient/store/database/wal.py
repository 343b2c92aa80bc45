"""Where a database's write-ahead log lies, and how long it may grow."""

from __future__ import annotations

from pathlib import Path

WAL_LIMIT = 64 * 1024 * 1024
"""Bytes after which the log is moved into its database before more is written."""


def wal_of(database: Path) -> Path:
    """The file beside `database` that SQLite keeps its write-ahead log in."""
    return database.with_name(f"{database.name}-wal")
