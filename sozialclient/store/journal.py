"""What happened, in order and chained: a line that is changed or removed breaks the chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import apsw
import msgspec

from sozialclient import __version__
from sozialclient.model.application import JournalEntry
from sozialclient.store.clock import microseconds, moment, now

_Row = tuple[int, str, str | None, str, str]


def write_entry(connection: apsw.Connection, action: str, application_id: str | None, detail: str) -> None:
    """Add a line within the caller's transaction."""
    last = connection.execute("SELECT link FROM journal ORDER BY number DESC LIMIT 1").get
    row: _Row = (microseconds(now()), action, application_id, detail, __version__)
    connection.execute(
        "INSERT INTO journal(at, action, application, detail, program_version, link) VALUES (?, ?, ?, ?, ?, ?)",
        (*row, _link(last or b"", row)),
    )


def read_entries(connection: apsw.Connection, application_id: str | None) -> list[JournalEntry]:
    """All lines, or those of one application, oldest first."""
    condition = "" if application_id is None else "WHERE application = ?"
    rows = connection.execute(
        f"SELECT at, action, application, detail, program_version FROM journal {condition} ORDER BY number",
        () if application_id is None else (application_id,),
    )
    return [
        JournalEntry(moment(at), action, application, detail, version)
        for at, action, application, detail, version in rows
    ]


def first_broken_line(connection: apsw.Connection) -> int | None:
    """Number of the first line that does not fit the one before it, None when all do."""
    last = b""
    rows: Iterator[tuple[int, int, str, str | None, str, str, bytes]] = connection.execute(
        "SELECT number, at, action, application, detail, program_version, link FROM journal ORDER BY number"
    )
    for position, (number, at, action, application, detail, version, link) in enumerate(rows, start=1):
        if number != position or link != _link(last, (at, action, application, detail, version)):
            return number
        last = link
    return None


def _link(last: bytes, row: _Row) -> bytes:
    return hashlib.sha256(last + msgspec.json.encode(row)).digest()
