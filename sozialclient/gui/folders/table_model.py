"""The rows of the folder pane: folders by state and views across them, each with its count."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.documents.local_time import berlin
from sozialclient.gui.plain import literal_tooltip
from sozialclient.gui.widgets.rows import ROW_ROLE, NavRow
from sozialclient.gui.wording import say, working_days_since
from sozialclient.model.application import State
from sozialclient.model.listing import ListQuery

Index = QModelIndex | QPersistentModelIndex
_OPEN = frozenset({State.NEW, State.IN_REVIEW, State.QUERY})
OLD_AFTER_DAYS = 3


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder or view: `narrow` makes a query ask for what belongs to it."""

    key: str
    icon: str
    narrow: Callable[[ListQuery], ListQuery]


def _in_state(state: State) -> Callable[[ListQuery], ListQuery]:
    return lambda query: dataclasses.replace(query, states=frozenset({state}))


def _month_change(query: ListQuery) -> ListQuery:
    return dataclasses.replace(query, states=_OPEN, month_change=True)


def _with_findings(query: ListQuery) -> ListQuery:
    return dataclasses.replace(query, states=_OPEN, with_findings=True)


def _old(query: ListQuery) -> ListQuery:
    return dataclasses.replace(query, states=_OPEN, received_before=old_before(datetime.now(UTC)))


def old_before(now: datetime) -> datetime:
    """An Eingang before this time (UTC) lies more than `OLD_AFTER_DAYS` working days back."""
    today = berlin(now).replace(hour=0, minute=0, second=0, microsecond=0)
    day = today
    while working_days_since(day, today.date()) <= OLD_AFTER_DAYS:
        day -= timedelta(days=1)
    return (day + timedelta(days=1)).astimezone(UTC)


FOLDERS = (
    Folder("new", "st-new", _in_state(State.NEW)),
    Folder("in_review", "st-work", _in_state(State.IN_REVIEW)),
    Folder("query", "st-wait", _in_state(State.QUERY)),
    Folder("transferred", "check-circle", _in_state(State.TRANSFERRED)),
    Folder("archived", "archive", _in_state(State.ARCHIVED)),
    Folder("trash", "trash", _in_state(State.TRASH)),
    Folder("unprocessable", "warning", _in_state(State.UNPROCESSABLE)),
)
VIEWS = (
    Folder("month_change", "month", _month_change),
    Folder("with_findings", "shield-question", _with_findings),
    Folder("old", "clock", _old),
)
STATE_ICONS = {State(folder.key): folder.icon for folder in FOLDERS}


def folder_of(key: str) -> Folder:
    """Folder or view by key. Raises KeyError for an unknown key."""
    return {folder.key: folder for folder in (*FOLDERS, *VIEWS)}[key]


def count_folders(
    states: Mapping[State, int], mailbox: str | None, count: Callable[[ListQuery], int]
) -> dict[str, int]:
    """How many applications each folder and view holds; `count` answers for the views."""
    everything = ListQuery(mailbox=mailbox)
    counts = {state.value: number for state, number in states.items()}
    return counts | {view.key: count(view.narrow(everything)) for view in VIEWS}


class FolderTableModel(QAbstractListModel):
    """One row per folder, a heading, one row per view."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Mapping[str, int] = {}
        self._rows = [*(folder.key for folder in FOLDERS), "", *(view.key for view in VIEWS)]

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show new numbers."""
        if dict(counts) != dict(self._counts):
            self._counts = counts
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def key_at(self, row: int) -> str:
        """Key of a row; empty for the heading."""
        return self._rows[row] if 0 <= row < len(self._rows) else ""

    def row_of(self, key: str) -> int:
        """Row of a folder. Raises ValueError for an unknown key."""
        return self._rows.index(key)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Folders, heading, views."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The heading cannot be chosen."""
        return super().flags(index) if self.key_at(index.row()) else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, words and what a screen reader says."""
        key = self.key_at(index.row())
        if role == ROW_ROLE:
            return self._row(key)
        if not key:
            return say("folders.views") if role == Qt.ItemDataRole.DisplayRole else None
        number = self._counts.get(key, 0)
        if role == Qt.ItemDataRole.DisplayRole:
            return say(f"folders.{key}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{say(f'folders.{key}')}, {number}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(say(f"folders.{key}"))
        return None

    def _row(self, key: str) -> NavRow:
        if not key:
            return NavRow(heading=say("folders.views"))
        number = self._counts.get(key, 0)
        count = str(number) if number else ""
        return NavRow(key=key, icon=folder_of(key).icon, text=say(f"folders.{key}"), count=count)
