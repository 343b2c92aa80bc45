"""The commands that fit as rows, spoken as one sentence each."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sozialclient.gui.palette.commands import Found
from sozialclient.gui.plain import plain
from sozialclient.gui.widgets.rows import ROW_ROLE
from sozialclient.gui.wording import say

Index = QModelIndex | QPersistentModelIndex


class PaletteTableModel(QAbstractListModel):
    """One `Found` per row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Found, ...] = ()

    def show_rows(self, rows: tuple[Found, ...]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of commands."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Caption, sentence, or the row itself."""
        if not index.isValid():
            return None
        found = self.rows[index.row()]
        if role == ROW_ROLE:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(found.command.caption)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row())
        return None

    def spoken(self, row: int) -> str:
        """`Jetzt abholen, früher „Empfangen“, Taste F5.`"""
        found = self.rows[row]
        words = plain(found.command.caption, ", ", reason_words(found)) if found.reason else plain(
            found.command.caption)
        if found.command.keys:
            words = plain(words, ", ", say("palette.key", keys=found.command.keys))
        if not found.command.action.isEnabled():
            words = plain(words, ", ", say("palette.impossible"))
        return plain(words, ".")


def reason_words(found: Found) -> str:
    """Why a command was found: by an old name, or where it stands in the menus."""
    return say("palette.other_name", name=found.reason) if found.by_other_name else plain(found.reason)
