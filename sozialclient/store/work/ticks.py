"""Ticks: which fields of an application were carried over, when and by whom."""

from __future__ import annotations

from collections.abc import Iterator

import apsw

from sozialclient.model.work import Tick
from sozialclient.store.books.who import account_of, who
from sozialclient.store.database.clock import microseconds, moment, moment_or_none, now
from sozialclient.store.work.errors import TickMissing, TickNeedsAnother

_Row = tuple[str, int, str, int | None, str, str]


def read_ticks(connection: apsw.Connection, number: int) -> tuple[Tick, ...]:
    """The ticks of an application, given by row number, in the order they were set."""
    rows: Iterator[_Row] = connection.execute(
        "SELECT step, at, who, second_at, second_who, note FROM tick WHERE application = ? ORDER BY at, step", (number,)
    )
    return tuple(
        Tick(step=step, at=moment(at), who=by, second_at=moment_or_none(second), second_who=second_by, note=note)
        for step, at, by, second, second_by, note in rows
    )


def set_tick(connection: apsw.Connection, number: int, step: str, note: str | None) -> None:
    """Tick a step, or change the note of one that is ticked; time and person of the first tick stay."""
    connection.execute(
        "INSERT INTO tick(application, step, at, who, note) VALUES (:number, :step, :at, :who, coalesce(:note, ''))"
        " ON CONFLICT(application, step) DO UPDATE SET note = coalesce(:note, note)",
        {"number": number, "step": step, "at": microseconds(now()), "who": who(), "note": note},
    )


def set_second(connection: apsw.Connection, number: int, step: str) -> None:
    """Note that somebody else compared a step. Raises TickMissing and TickNeedsAnother."""
    first = connection.execute("SELECT who FROM tick WHERE application = ? AND step = ?", (number, step)).get
    if first is None:
        raise TickMissing()
    if account_of(str(first)) == account_of(who()):
        raise TickNeedsAnother()
    connection.execute(
        "UPDATE tick SET second_at = ?, second_who = ? WHERE application = ? AND step = ?",
        (microseconds(now()), who(), number, step),
    )


def remove_tick(connection: apsw.Connection, number: int, step: str) -> None:
    """Take a tick back, with its second look and its note."""
    connection.execute("DELETE FROM tick WHERE application = ? AND step = ?", (number, step))
