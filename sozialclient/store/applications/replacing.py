"""Puts new contents in the place of those of an application, so that one commit decides between them."""

from __future__ import annotations

import apsw

from sozialclient.store.database.database import Database


def take_place(index: apsw.Connection, application: int) -> int:
    """Take away what names and opens the contents of an application (its number), so that others can be written.

    Returns the first ordinal that is free. Nothing is lost before `index` is committed.
    """
    first: int = index.execute("SELECT max(ordinal) + 1 FROM content WHERE application = ?", (application,)).get
    for table in ("content", "message_key"):
        index.execute(f"DELETE FROM {table} WHERE application = ?", (application,))
    return first


def drop_replaced(contents: Database, application: int, first: int) -> None:
    """Remove the chunks that `take_place` left without a name, once the index is committed.

    What a crash leaves of them is sealed with a key that is gone; it goes with the application.
    """
    with contents.writing() as connection:
        connection.execute("DELETE FROM chunk WHERE application = ? AND ordinal < ?", (application, first))
