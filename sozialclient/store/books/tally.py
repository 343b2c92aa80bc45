"""Counts what arrived and what was deleted, apart from the rows themselves, so that the books can be checked."""

from __future__ import annotations

import apsw


def count_arrival(connection: apsw.Connection, mailbox: str) -> None:
    """One application more, within the transaction that adds its row."""
    connection.execute(
        "INSERT INTO tally(mailbox, arrived) VALUES (?, 1)"
        " ON CONFLICT(mailbox) DO UPDATE SET arrived = arrived + 1",
        (mailbox,),
    )


def count_deletion(connection: apsw.Connection, mailbox: str) -> None:
    """One application fewer, within the transaction that deletes its row."""
    connection.execute("UPDATE tally SET deleted = deleted + 1 WHERE mailbox = ?", (mailbox,))
