"""Knows a message again that was deleted for good, without keeping what it was called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

import apsw

from sozialclient.store.database.clock import microseconds, moment
from sozialclient.store.database.memos import read_memo, write_memo

LOST = "restore.unreadable"
"""Rule of the record for what a restore could not read: nobody wanted that to be gone."""

PREFIX = "deleted-message/"
"""Name of the memo, followed by a SHA-256 (hex) or, of earlier deletions, by their id; its value is the id of the
deleted application."""


def note_deleted_message(connection: apsw.Connection, mailbox: str, message_id: str, application_id: str) -> None:
    """Keep what `deleted_at` needs, within the transaction that writes the record of the deletion."""
    name = _name(mailbox, message_id)
    before = read_memo(connection, name)
    if before is not None:
        # It was fetched again since: the deletion before that one can still be told whose it was.
        write_memo(connection, f"{PREFIX}{before.decode()}", before)
    write_memo(connection, name, application_id.encode())


def deleted_at(connection: apsw.Connection, mailbox: str, message_ids: Iterable[str]) -> dict[str, datetime]:
    """Those of `message_ids` that were deleted on purpose, with the time of the last deletion (UTC)."""
    found = {}
    for message_id in message_ids:
        application_id = read_memo(connection, _name(mailbox, message_id))
        if application_id is None:
            continue
        at = connection.execute(
            "SELECT max(at) FROM deletion WHERE application = ? AND rule <> ?", (application_id.decode(), LOST)
        ).get
        if at is not None:
            found[message_id] = moment(at)
    return found


def untold_since(connection: apsw.Connection, mailbox: str, at: datetime) -> int:
    """Deletions after `at` that a program made which kept nothing to know their message by."""
    return int(connection.execute(
        "SELECT count(*) FROM deletion WHERE mailbox = ? AND at >= ? AND rule <> ? AND application NOT IN"
        " (SELECT CAST(value AS TEXT) FROM memo WHERE name GLOB ? || '*')",
        (mailbox, microseconds(at), LOST, PREFIX),
    ).get or 0)


def _name(mailbox: str, message_id: str) -> str:
    # Whoever has an id can recognise it; nobody gets one out of this.
    told = f"{mailbox}\0{message_id}".encode("utf-8", "surrogatepass")
    return PREFIX + hashlib.sha256(told).hexdigest()
