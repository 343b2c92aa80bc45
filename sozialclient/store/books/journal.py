"""What happened, in order and chained: a line that is changed or removed breaks the chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import apsw
import msgspec

from sozialclient import __version__
from sozialclient.model.application import JournalEntry
from sozialclient.store.books import actions
from sozialclient.store.books.journal_details import harmless
from sozialclient.store.books.who import who
from sozialclient.store.database.clock import microseconds, moment, now

# Time, action, application, detail, program version; from the third schema on also who it was.
_Row = tuple[int, str, str | None, str, str] | tuple[int, str, str | None, str, str, str]
_Line = tuple[int, int, str, str | None, str, str, str, bytes]

_LINE = "number, at, action, application, detail, program_version, who, link"


def write_entry(connection: apsw.Connection, action: str, application_id: str | None, detail: str) -> None:
    """Add a line within the caller's transaction; a `detail` that might name a person is left out."""
    last = connection.execute("SELECT link FROM journal ORDER BY number DESC LIMIT 1").get
    at, shown, mine = microseconds(now()), harmless(connection, detail), who()
    link = _link(last or b"", _row(at, action, application_id, shown, __version__, mine))
    connection.execute(
        "INSERT INTO journal(at, action, application, detail, program_version, who, link) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (at, action, application_id, shown, __version__, mine, link),
    )


def read_entries(connection: apsw.Connection, application_id: str | None) -> list[JournalEntry]:
    """All lines, or those of one application, oldest first."""
    condition = "" if application_id is None else "WHERE application = ?"
    rows: Iterator[_Line] = connection.execute(
        f"SELECT {_LINE} FROM journal {condition} ORDER BY number", () if application_id is None else (application_id,)
    )
    return [
        JournalEntry(moment(at), action, application, detail, version, by, number)
        for number, at, action, application, detail, version, by, _link in rows
    ]


def seen_since(connection: apsw.Connection, application_id: str, at: datetime) -> bool:
    """Whether who works here was noted as having looked at an application after `at`."""
    found = connection.execute(
        "SELECT EXISTS(SELECT 1 FROM journal WHERE application = ? AND action IN (?, ?) AND who = ? AND at > ?)",
        (application_id, actions.OPENED, actions.VIEWED, who(), microseconds(at)),
    ).get
    return bool(found)


def last_line(connection: apsw.Connection) -> tuple[int, bytes] | None:
    """Number and link of the last line, None when there is none."""
    row: tuple[int, bytes] | None = connection.execute(
        "SELECT number, link FROM journal ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return row


def last_action(connection: apsw.Connection) -> str | None:
    """What the last line is about, None when there is none."""
    action: str | None = connection.execute("SELECT action FROM journal ORDER BY number DESC LIMIT 1").get
    return action


def link_of(connection: apsw.Connection, number: int) -> bytes | None:
    """Link of a line, None when there is no such line."""
    link: bytes | None = connection.execute("SELECT link FROM journal WHERE number = ?", (number,)).get
    return link


def first_broken_line(connection: apsw.Connection) -> int | None:
    """Number of the first line that does not fit the one before it, None when all do."""
    last = b""
    rows: Iterator[_Line] = connection.execute(f"SELECT {_LINE} FROM journal ORDER BY number")
    for position, (number, at, action, application, detail, version, by, link) in enumerate(rows, start=1):
        if number != position or link != _link(last, _row(at, action, application, detail, version, by)):
            return number
        last = link
    return None


def _row(at: int, action: str, application_id: str | None, detail: str, version: str, by: str) -> _Row:
    # Lines of older programs name nobody and were linked without a place for it.
    row = (at, action, application_id, detail, version)
    return (*row, by) if by else row


def _link(last: bytes, row: _Row) -> bytes:
    return hashlib.sha256(last + msgspec.json.encode(row)).digest()
