"""Remembers from which state an application went into the Papierkorb, so that it can go back there."""

from __future__ import annotations

import apsw

from sozialclient.model.application import State
from sozialclient.store.books.actions import STATE_CHANGED
from sozialclient.store.database.memos import write_memo
from sozialclient.store.deletion.errors import ApplicationHeld
from sozialclient.store.errors import StoreNoSuchApplication

PREFIX = "before-trash/"
"""Name of the memo, followed by the application's id; its value is a state."""


def note_move(connection: apsw.Connection, application_id: str, state: State) -> None:
    """Keep or forget the state before the Papierkorb, ahead of a move to `state`.

    Raises StoreNoSuchApplication, and ApplicationHeld for a move of a held one into the Papierkorb.
    """
    row = connection.execute("SELECT state, held FROM application WHERE id = ?", (application_id,)).fetchone()
    if row is None:
        raise StoreNoSuchApplication(application=application_id)
    before, held = row
    if state is not State.TRASH:
        forget(connection, application_id)
    elif held:
        raise ApplicationHeld(application=application_id)
    elif before != State.TRASH.value:
        write_memo(connection, PREFIX + application_id, str(before).encode())


def forget(connection: apsw.Connection, application_id: str) -> None:
    """Remember nothing of an application."""
    connection.execute("DELETE FROM memo WHERE name = ?", (PREFIX + application_id,))


def state_before(connection: apsw.Connection, application_id: str) -> State:
    """Where an application in the Papierkorb came from; the journal knows where there is no memo."""
    value: bytes | None = connection.execute("SELECT value FROM memo WHERE name = ?", (PREFIX + application_id,)).get
    if value is not None:
        return State(value.decode())
    last: str | None = connection.execute(
        "SELECT detail FROM journal WHERE application = ? AND action = ? AND detail <> ? ORDER BY number DESC LIMIT 1",
        (application_id, STATE_CHANGED, State.TRASH.value),
    ).get
    if last is not None:
        return State(last)
    readable: int | None = connection.execute(
        "SELECT content_count + attachment_count > 0 AND failure IS NULL FROM application WHERE id = ?",
        (application_id,),
    ).get
    return State.NEW if readable else State.UNPROCESSABLE
