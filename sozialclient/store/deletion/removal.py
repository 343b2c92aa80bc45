"""Takes applications out of both databases: first what names and opens them, then their sealed bytes."""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from sozialclient.model.retention import rule_words
from sozialclient.store.books import actions, journal
from sozialclient.store.books.tally import count_deletion
from sozialclient.store.database.clock import microseconds, now
from sozialclient.store.database.database import Database
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.deletion.deleted_messages import note_deleted_message
from sozialclient.store.deletion.trash import forget

UNSWEPT = "deletion/unswept"
"""Memo: numbers of deleted applications whose chunks may still lie in the contents (JSON)."""


def remove_rows(connection: apsw.Connection, application_ids: Sequence[tuple[str, str]]) -> None:
    """Delete applications, given with the rule for it, within the caller's transaction on the index.

    With the row go its message key and what names its contents; a record, what its message is known by, the
    tally and the journal stay. The chunks are left for `sweep`, which the memo in the same transaction asks for:
    a crash in between leaves sealed bytes without a key. `application.number` is never used twice.
    """
    numbers = [_remove(connection, identifier, rule) for identifier, rule in application_ids]
    _point_past(connection, [identifier for identifier, _ in application_ids])
    write_memo(connection, UNSWEPT, msgspec.json.encode([*_unswept(connection), *numbers]))


def _remove(connection: apsw.Connection, identifier: str, rule: str) -> int:
    number, mailbox, message_id, original = connection.execute(
        "SELECT application.number, mailbox, message_id, sha256 FROM application"
        " LEFT JOIN content ON application = application.number AND kind = 'original' WHERE id = ?",
        (identifier,),
    ).get
    for table in ("message_key", "content"):
        connection.execute(f"DELETE FROM {table} WHERE application = ?", (number,))
    connection.execute("DELETE FROM found WHERE rowid = ?", (number,))
    connection.execute("DELETE FROM application WHERE number = ?", (number,))
    forget(connection, identifier)
    connection.execute(
        "INSERT INTO deletion(at, mailbox, application, original, rule) VALUES (?, ?, ?, ?, ?)",
        (microseconds(now()), mailbox, identifier, original or b"", rule),
    )
    note_deleted_message(connection, mailbox, message_id, identifier)
    count_deletion(connection, mailbox)
    journal.write_entry(connection, actions.DELETED, identifier, rule_words(rule))
    return int(number)


def _point_past(connection: apsw.Connection, gone: Sequence[str]) -> None:
    """Let those marked as a second copy of a deleted one point to the oldest copy that is left, if any."""
    connection.execute(
        "UPDATE application SET duplicate_of = ("
        " SELECT id FROM application AS older WHERE older.contents = application.contents"
        " AND older.training = application.training AND older.number < application.number"
        " ORDER BY older.number LIMIT 1)"
        " WHERE duplicate_of IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(list(gone)).decode(),),
    )


def sweep(index: Database, contents: Database) -> None:
    """Delete the chunks of deleted applications. Twice does no harm; nothing to do costs one look."""
    with index.reading() as connection:
        waiting = _unswept(connection)
    if not waiting:
        return
    for number in waiting:
        # An application that has a row again can only mean a restored store: its bytes are needed.
        with index.reading() as connection:
            lives = connection.execute("SELECT 1 FROM application WHERE number = ?", (number,)).get
        if not lives:
            with contents.writing() as connection:
                connection.execute("DELETE FROM chunk WHERE application = ?", (number,))
        if contents.wal_is_long:
            contents.checkpoint()
    with index.writing() as connection:
        left = sorted(set(_unswept(connection)) - set(waiting))
        if left:
            write_memo(connection, UNSWEPT, msgspec.json.encode(left))
        else:
            connection.execute("DELETE FROM memo WHERE name = ?", (UNSWEPT,))


def _unswept(connection: apsw.Connection) -> list[int]:
    return msgspec.json.decode(read_memo(connection, UNSWEPT) or b"[]", type=list[int])
