"""Small things the store remembers about itself: when it was backed up, which rules apply, and the like."""

from __future__ import annotations

import apsw


def read_memo(connection: apsw.Connection, name: str) -> bytes | None:
    """What was written under `name`, None: nothing."""
    value: bytes | None = connection.execute("SELECT value FROM memo WHERE name = ?", (name,)).get
    return value


def write_memo(connection: apsw.Connection, name: str, value: bytes) -> None:
    """Remember `value` within the caller's transaction."""
    connection.execute(
        "INSERT INTO memo(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
