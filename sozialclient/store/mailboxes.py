"""The mailboxes the office set up and when they were fetched."""

from __future__ import annotations

from datetime import datetime

import apsw

from sozialclient.model.mailbox import Mailbox
from sozialclient.store.database.clock import microseconds, moment_or_none
from sozialclient.store.database.encoding import decoded, encoded
from sozialclient.store.errors import StoreNoSuchMailbox


def pin_purpose(name: str) -> str:
    """What the kept PIN of a mailbox is sealed for."""
    return f"pin of {name}"


def read_mailboxes(connection: apsw.Connection) -> list[Mailbox]:
    """All mailboxes by name."""
    rows = connection.execute("SELECT value FROM mailbox ORDER BY name")
    return [decoded(value, Mailbox) for (value,) in rows]


def read_mailbox(connection: apsw.Connection, name: str) -> Mailbox:
    """One mailbox. Raises StoreNoSuchMailbox."""
    value: bytes | None = connection.execute("SELECT value FROM mailbox WHERE name = ?", (name,)).get
    if value is None:
        raise StoreNoSuchMailbox()
    return decoded(value, Mailbox)


def write_mailbox(connection: apsw.Connection, mailbox: Mailbox) -> None:
    """Add a mailbox or replace the one of the same name."""
    connection.execute(
        "INSERT INTO mailbox(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (mailbox.name, encoded(mailbox)),
    )


def delete_mailbox(connection: apsw.Connection, name: str) -> None:
    """Forget a mailbox; its applications stay. Raises StoreNoSuchMailbox."""
    connection.execute("DELETE FROM mailbox WHERE name = ?", (name,))
    if not connection.changes():
        raise StoreNoSuchMailbox()


def write_fetch(connection: apsw.Connection, mailbox: str, at: datetime, outcome: str) -> None:
    """Note that a mailbox was fetched."""
    connection.execute("INSERT INTO fetch(mailbox, at, outcome) VALUES (?, ?, ?)", (mailbox, microseconds(at), outcome))


def read_last_fetch(connection: apsw.Connection, mailbox: str) -> datetime | None:
    """When the mailbox was fetched last without an error; None: never."""
    last = connection.execute(
        "SELECT at FROM fetch WHERE mailbox = ? AND outcome = 'ok' ORDER BY number DESC LIMIT 1", (mailbox,)).get
    return moment_or_none(last)
