"""The two ways in which a database takes a transaction back, and what one of them leaves beside it."""

from __future__ import annotations

import enum
from pathlib import Path

import apsw

from sozialclient.store.database.private_file import take_away


class Journal(enum.Enum):
    """How a transaction is kept from being seen half; the value is SQLite's `journal_mode`.

    WAL: what is new is written beside the database and moved into it later. Readers and the writer
    never wait for each other, and every byte is written twice. ROLLBACK: what is new goes into the
    database at once, what was there before into a file beside it that is cut to nothing by the commit
    (https://www.sqlite.org/pragma.html#pragma_journal_mode, TRUNCATE). Readers and the writer wait for each other.
    """

    WAL = "wal"
    ROLLBACK = "truncate"


def journal_of(database: Path) -> Path:
    """The file beside `database` that holds what a transaction under way changed."""
    return database.with_name(f"{database.name}-journal")


def renew_journal(database: Path) -> None:
    """Take away a journal by which nothing is taken back, so that the next transaction makes a new file.

    Only for the one seat that is left, and after the database was opened. A PC that slept in the middle
    of its own transaction may still have the old file open and cuts it when it wakes up; then that file
    must not be ours. A journal counts from the moment its first byte is not zero
    (https://www.sqlite.org/fileformat2.html#the_rollback_journal). Raises OSError.
    """
    journal = journal_of(database)
    if journal.exists():
        with journal.open("rb") as file:
            counts = file.read(1) not in (b"", b"\0")
        if not counts:
            take_away(journal)


def abandon(connection: apsw.Connection) -> None:
    """Let go of the database file in the middle of a transaction, without taking anything back.

    SQLite would write the old pages back when the connection closes, by now into a database that
    another PC works with. The journal stays as it is; whoever opens the database next goes by it.
    """
    connection.file_control("main", apsw.SQLITE_FCNTL_NULL_IO, 0)
