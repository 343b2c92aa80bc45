"""What the office keeps for its desk beside the applications: its calendar, its saved views, each person's row."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TypeVar

import apsw

from sozialclient.model.calendar import OfficeCalendar
from sozialclient.model.view import RowFacts, SavedView, SavedViews
from sozialclient.store.books.who import account_of, who
from sozialclient.store.database.encoding import decoded, encoded, storable
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.holdings import Holdings
from sozialclient.store.work.errors import ViewUnknown

T = TypeVar("T")
_CALENDAR = "desk/calendar"
_VIEWS = "desk/views"
_ROW = "desk/row/"


class DeskMemos:
    """Small values of the store; changing one raises the errors of the disk, StoreReadingOnly and StoreSeatLost."""

    def __init__(self, holdings: Holdings) -> None:
        self._index = holdings.index

    def calendar(self) -> OfficeCalendar:
        """What working days are counted by. Raises StoreDamaged."""
        return self._read(_CALENDAR, OfficeCalendar) or OfficeCalendar()

    def set_calendar(self, calendar: OfficeCalendar) -> None:
        """Count by another calendar from now on."""
        self._write(_CALENDAR, calendar)

    def views(self) -> tuple[SavedView, ...]:
        """The saved views, by name. Raises StoreDamaged."""
        found = self._read(_VIEWS, SavedViews)
        return found.views if found else ()

    def save_view(self, view: SavedView) -> None:
        """Add a view, or replace the one of the same name."""
        with self._changing() as views:
            views[view.name] = view

    def remove_view(self, name: str) -> None:
        """Forget a view. Raises ViewUnknown."""
        with self._changing() as views:
            if views.pop(name, None) is None:
                raise ViewUnknown()

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, SavedView]]:
        """The views by name, kept as they are afterwards."""
        with self._index.writing() as connection:
            found = _read(connection, _VIEWS, SavedViews) or SavedViews()
            views = {one.name: one for one in found.views}
            yield views
            ordered = sorted(views.values(), key=lambda one: one.name.casefold())
            write_memo(connection, _VIEWS, encoded(storable(SavedViews(tuple(ordered)))))

    def row(self) -> RowFacts:
        """What the rows of the list say to whoever works here. Raises StoreDamaged."""
        return self._read(_ROW + account_of(who()), RowFacts) or RowFacts()

    def set_row(self, facts: RowFacts) -> None:
        """Say other things in the rows from now on, for this person at every PC."""
        self._write(_ROW + account_of(who()), facts)

    def _read(self, name: str, kind: type[T]) -> T | None:
        with self._index.reading() as connection:
            return _read(connection, name, kind)

    def _write(self, name: str, value: object) -> None:
        with self._index.writing() as connection:
            write_memo(connection, name, encoded(storable(value)))


def _read(connection: apsw.Connection, name: str, kind: type[T]) -> T | None:
    raw = read_memo(connection, name)
    return None if raw is None else decoded(raw, kind)
