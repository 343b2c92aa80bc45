"""The rows of the folder pane: folders by state and views across them, each with its count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.plain import Shown, literal_tooltip, plain
from sozialclient.gui.widgets.rows import ROW_ROLE, NavRow
from sozialclient.gui.wording import say
from sozialclient.model.application import State
from sozialclient.model.view import OPEN, Filters, SavedView

Index = QModelIndex | QPersistentModelIndex
OLD_AFTER_DAYS = 3
SAVED = "saved:"
"""Before the name of a saved view it makes the key of its row."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder or view, and what belongs to it."""

    key: str
    icon: str
    filters: Filters


def _folder(state: State, icon: str) -> Folder:
    return Folder(state.value, icon, Filters(states=frozenset({state})))


FOLDERS = (
    _folder(State.NEW, "st-new"),
    _folder(State.IN_REVIEW, "st-work"),
    _folder(State.QUERY, "st-wait"),
    _folder(State.TRANSFERRED, "check-circle"),
    _folder(State.ARCHIVED, "archive"),
    _folder(State.TRASH, "trash"),
    _folder(State.UNPROCESSABLE, "warning"),
)
VIEWS = (
    Folder("month_change", "month", Filters(states=OPEN, month_change=True)),
    Folder("with_findings", "shield-question", Filters(states=OPEN, with_findings=True)),
    Folder("old", "clock", Filters(states=OPEN, older_than=OLD_AFTER_DAYS)),
    Folder("due", "calendar", Filters(states=OPEN, due=True)),
)
STATE_ICONS = {State(folder.key): folder.icon for folder in FOLDERS}


def folder_of(key: str) -> Folder:
    """Folder or view by key. Raises KeyError for an unknown key."""
    return {folder.key: folder for folder in (*FOLDERS, *VIEWS)}[key]


def count_folders(
    states: Mapping[State, int], saved: Iterable[SavedView], count: Callable[[Filters], int]
) -> dict[str, int]:
    """How many applications each folder and view holds; `count` answers for the views."""
    counts = {state.value: number for state, number in states.items()}
    counts |= {view.key: count(view.filters) for view in VIEWS}
    return counts | {SAVED + view.name: count(view.filters) for view in saved}


class FolderTableModel(QAbstractListModel):
    """One row per folder, a heading, one row per view, those the office saved last."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Mapping[str, int] = {}
        self.saved: dict[str, SavedView] = {}
        self._rows = [*(folder.key for folder in FOLDERS), "", *(view.key for view in VIEWS)]

    def show_saved(self, views: Sequence[SavedView]) -> None:
        """Show these views of the office."""
        if tuple(self.saved.values()) == tuple(views):
            return
        start = 1 + len(FOLDERS) + len(VIEWS)
        if self.saved:
            self.beginRemoveRows(QModelIndex(), start, len(self._rows) - 1)
            del self._rows[start:]
            self.endRemoveRows()
        self.saved = {SAVED + view.name: view for view in views}
        if views:
            self.beginInsertRows(QModelIndex(), start, start + len(views) - 1)
            self._rows += self.saved
            self.endInsertRows()

    def name_of(self, key: str) -> Shown:
        """What a folder or view is called."""
        return plain(key.removeprefix(SAVED)) if key.startswith(SAVED) else say(f"folders.{key}")

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show new numbers."""
        if dict(counts) != dict(self._counts):
            self._counts = counts
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def key_at(self, row: int) -> str:
        """Key of a row; empty for the heading."""
        return self._rows[row] if 0 <= row < len(self._rows) else ""

    def row_of(self, key: str) -> int:
        """Row of a folder or view; the first one for a saved view that is gone. Raises ValueError for any other."""
        return 0 if key.startswith(SAVED) and key not in self.saved else self._rows.index(key)

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
            return self.name_of(key)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.name_of(key)}, {number}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(self.name_of(key))
        return None

    def _row(self, key: str) -> NavRow:
        if not key:
            return NavRow(heading=say("folders.views"))
        number = self._counts.get(key, 0)
        count = str(number) if number else ""
        icon = "filter" if key in self.saved else folder_of(key).icon
        return NavRow(key=key, icon=icon, text=self.name_of(key), count=count)
