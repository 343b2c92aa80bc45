"""A list of things under headings, as fields, links and steps are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.plain import plain
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")


class HeadedRows(QAbstractListModel, Generic[T]):
    """Headings (texts) and entries, drawn by `FieldDelegate`; headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[T | str] = ()

    def show_entries(self, entries: Sequence[T | str]) -> None:
        """Show these instead of all that was shown."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry_at(self, row: int) -> T | None:
        """What a row is about; None for a heading and outside the rows."""
        entry = self._entries[row] if 0 <= row < len(self._entries) else None
        return None if isinstance(entry, str) else entry

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Headings and entries."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only entries can be chosen."""
        return Qt.ItemFlag.NoItemFlags if isinstance(self._entries[index.row()], str) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a heading shows, or `entry_data`."""
        entry = self._entries[index.row()]
        if not isinstance(entry, str):
            return self.entry_data(entry, index.row(), role)
        if role == ROW_ROLE:
            return FieldRow(heading=plain(entry))
        return plain(entry) if role == Qt.ItemDataRole.DisplayRole else None

    def entry_data(self, entry: T, row: int, role: int) -> object:
        """What the row of an entry shows in a role: `ROW_ROLE` or one of Qt's."""
        raise NotImplementedError
