"""Keeps what the office does with an application, each change durable when it returns."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import date

import apsw

from sozialclient.model.application import State
from sozialclient.model.work import Note, Tick, Work
from sozialclient.store.applications.rows import update_state
from sozialclient.store.books import actions, journal
from sozialclient.store.books.who import who
from sozialclient.store.database.clock import microseconds, moment, now
from sozialclient.store.database.encoding import storable
from sozialclient.store.errors import StoreNoSuchApplication
from sozialclient.store.holdings import Holdings
from sozialclient.store.work.columns import WORK_COLUMNS, work_of
from sozialclient.store.work.desk_memos import DeskMemos
from sozialclient.store.work.errors import NoteTooLong
from sozialclient.store.work.profiles import Profiles
from sozialclient.store.work.ticks import read_ticks, remove_tick, set_second, set_tick

LONGEST_NOTE = 10_000
"""Characters of a note, and of what was entered instead."""
LONGEST_NAME = 200
"""Characters of a person in charge and of a file number."""


class CaseWork:
    """The work on applications; `profiles` are the orders of fields, `desk` calendar, saved views and rows.

    All methods raise StoreNoSuchApplication and the errors of the disk.
    """

    def __init__(self, holdings: Holdings) -> None:
        self._index = holdings.index
        self.profiles = Profiles(holdings)
        self.desk = DeskMemos(holdings)

    def work(self, application_id: str) -> Work:
        """Who is in charge, the file number, the day it comes up again, and how far carrying over has come."""
        with self._index.reading() as connection:
            row = connection.execute(
                f"SELECT {WORK_COLUMNS} FROM application WHERE id = ?", (application_id,),
            ).fetchone()
        if row is None:
            raise StoreNoSuchApplication(application=application_id)
        return work_of(row)

    def ticks(self, application_id: str) -> tuple[Tick, ...]:
        """What was carried over, in the order it was."""
        with self._index.reading() as connection:
            return read_ticks(connection, _number(connection, application_id))

    def tick(self, application_id: str, step: str, *, note: str | None = None) -> None:
        """Tick a step, or change its note. Raises NoteTooLong."""
        note = None if note is None else _kept(note, LONGEST_NOTE)
        with self._changing(application_id) as (connection, number):
            set_tick(connection, number, step, note)

    def untick(self, application_id: str, step: str) -> None:
        """Take a tick back."""
        with self._changing(application_id) as (connection, number):
            remove_tick(connection, number, step)

    def second_look(self, application_id: str, step: str) -> None:
        """Note that another person compared a ticked step. Raises TickMissing and TickNeedsAnother."""
        with self._changing(application_id) as (connection, number):
            set_second(connection, number, step)

    def begin(self, application_id: str, steps: Collection[str]) -> None:
        """Note which steps there are to carry over; whoever begins a new application takes it into review."""
        with self._changing(application_id) as (connection, number):
            connection.execute("UPDATE application SET steps = ? WHERE number = ?", (len(steps), number))
            state = connection.execute("SELECT state FROM application WHERE number = ?", (number,)).get
            if state == State.NEW.value:
                update_state(connection, application_id, State.IN_REVIEW)
                journal.write_entry(connection, actions.STATE_CHANGED, application_id, State.IN_REVIEW.value)

    def finish(self, application_id: str, file_number: str) -> None:
        """Note that it was carried over, and under which file number it is found there. Raises NoteTooLong."""
        file_number = _kept(file_number, LONGEST_NAME)
        with self._changing(application_id) as (connection, number):
            connection.execute("UPDATE application SET file_number = ? WHERE number = ?", (file_number, number))
            _find_anew(connection, number)
            update_state(connection, application_id, State.TRANSFERRED)
            ticked = connection.execute("SELECT count(*) FROM tick WHERE application = ?", (number,)).get
            journal.write_entry(connection, actions.TRANSFERRED, application_id, str(ticked))

    def note_file_number(self, application_id: str, file_number: str) -> None:
        """Keep a file number before the end of carrying over. Raises NoteTooLong."""
        file_number = _kept(file_number, LONGEST_NAME)
        with self._changing(application_id) as (connection, number):
            connection.execute("UPDATE application SET file_number = ? WHERE number = ?", (file_number, number))
            _find_anew(connection, number)

    def assign(self, application_id: str, person: str) -> None:
        """Put somebody in charge; empty: nobody. Raises NoteTooLong."""
        person = _kept(person, LONGEST_NAME)
        with self._changing(application_id) as (connection, number):
            connection.execute("UPDATE application SET assigned = ? WHERE number = ?", (person, number))
            _find_anew(connection, number)
            journal.write_entry(connection, actions.ASSIGNED, application_id, "")

    def set_due(self, application_id: str, due: date | None) -> None:
        """Set the day on which it should come up again; None: none."""
        with self._changing(application_id) as (connection, number):
            connection.execute("UPDATE application SET due = ? WHERE number = ?",
                               (due.isoformat() if due else None, number))
            journal.write_entry(connection, actions.DUE_SET, application_id, f"due={due.isoformat()}" if due else "")

    def persons(self) -> list[str]:
        """Everybody who is in charge of anything, by name."""
        with self._index.reading() as connection:
            rows = connection.execute("SELECT DISTINCT assigned FROM application WHERE assigned <> '' ORDER BY 1")
            return [name for (name,) in rows]

    def notes(self, application_id: str) -> tuple[Note, ...]:
        """The remarks, oldest first."""
        with self._index.reading() as connection:
            rows: Iterator[tuple[int, int, str, str]] = connection.execute(
                "SELECT number, at, who, text FROM note WHERE application = ? ORDER BY number",
                (_number(connection, application_id),),
            )
            return tuple(Note(number, moment(at), by, text) for number, at, by, text in rows)

    def write_note(self, application_id: str, text: str) -> None:
        """Add a remark. Raises NoteTooLong."""
        text = _kept(text, LONGEST_NOTE)
        with self._changing(application_id) as (connection, number):
            connection.execute("INSERT INTO note(application, at, who, text) VALUES (?, ?, ?, ?)",
                               (number, microseconds(now()), who(), text))
            _find_anew(connection, number)
            journal.write_entry(connection, actions.NOTE_WRITTEN, application_id, "")

    @contextlib.contextmanager
    def _changing(self, application_id: str) -> Iterator[tuple[apsw.Connection, int]]:
        with self._index.writing() as connection:
            yield connection, _number(connection, application_id)


def _number(connection: apsw.Connection, application_id: str) -> int:
    number: int | None = connection.execute("SELECT number FROM application WHERE id = ?", (application_id,)).get
    if number is None:
        raise StoreNoSuchApplication(application=application_id)
    return number


def _find_anew(connection: apsw.Connection, number: int) -> None:
    """Let the words of an application be collected again: there are new ones."""
    connection.execute("UPDATE application SET indexed = 0 WHERE number = ?", (number,))


def _kept(text: str, most: int) -> str:
    """`text` as the store can hold it; what is pasted may have halves of characters."""
    if len(text) > most:
        raise NoteTooLong(length=len(text), most=most)
    return storable(text)
