"""The mailboxes the office set up and when they were fetched."""

from __future__ import annotations

from datetime import datetime

import apsw

from sozialclient.model.mailbox import Mailbox
from sozialclient.store.books import actions, journal
from sozialclient.store.database.clock import microseconds, moment_or_none
from sozialclient.store.database.encoding import decoded, encoded
from sozialclient.store.errors import StoreNoSuchMailbox
from sozialclient.store.holdings import Holdings


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


def is_set_up(connection: apsw.Connection, name: str) -> bool:
    """Whether there is a mailbox of this name, which applications of a removed one outlive."""
    return bool(connection.execute("SELECT EXISTS(SELECT 1 FROM mailbox WHERE name = ?)", (name,)).get)


def forget_mailbox(holdings: Holdings, name: str) -> None:
    """Forget a mailbox with its key files and kept PIN, and the way of its key file to the store.

    Its applications, counts, fetches and deletion records stay. The way goes first: where the rest does not
    follow, the next PIN brings the way back, while one that outlived its mailbox would be nobody's.
    Raises StoreNoSuchMailbox and RotationPending before anything is changed.
    """
    with holdings.index.reading() as connection:
        read_mailbox(connection, name)
    holdings.vault.remove_certificate(name)
    with holdings.index.writing() as connection:
        # Before the row is gone, because the journal takes no other names than those of mailboxes.
        journal.write_entry(connection, actions.MAILBOX_REMOVED, None, name)
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
