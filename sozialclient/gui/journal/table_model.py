"""Lines of the journal as rows, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.history.table_model import action_words, detail_words
from sozialclient.gui.plain import plain
from sozialclient.gui.wording import full, say
from sozialclient.model.application import JournalEntry

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("number", "at", "what", "application", "who", "detail", "version")


class JournalTableModel(QAbstractTableModel):
    """Number, time, what, about which application, who, detail, program version."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[JournalEntry] = ()

    def show_entries(self, entries: Sequence[JournalEntry]) -> None:
        """Show these lines, which come oldest first."""
        self.beginResetModel()
        self.entries = entries[::-1]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of lines."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """As `COLUMNS`."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """German column names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"journal.column.{COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        entry = self.entries[index.row()]
        return (str(entry.number), full(entry.at), action_words(entry.action), plain(entry.application_id or ""),
                plain(entry.who) or "–", detail_words(entry), entry.program_version)[index.column()]
