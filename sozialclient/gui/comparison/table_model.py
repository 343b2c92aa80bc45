"""The fields of two applications as a table: what, the first, the second, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from sozialclient.documents.comparison.compare import Change, Comparison, Difference
from sozialclient.documents.fields import Field
from sozialclient.gui.plain import Shown, literal_tooltip, plain, plain_joined
from sozialclient.gui.wording import say

Index = QModelIndex | QPersistentModelIndex
_COLUMNS = ("field", "left", "right", "change")


class ComparisonTableModel(QAbstractTableModel):
    """Only what differs, unless all is wanted; a word says what became of a field, never colour alone."""

    def __init__(self, comparison: Comparison, names: tuple[Shown, Shown], strong: QFont) -> None:
        super().__init__()
        self._comparison, self._names, self._strong = comparison, names, strong
        self.rows: tuple[Difference, ...] = comparison.changed

    def show_all(self, wanted: bool) -> None:
        """Show what is the same too, or only what differs."""
        self.beginResetModel()
        self.rows = self._comparison.differences if wanted else self._comparison.changed
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One for each field."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Four."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The applications by their names."""
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return plain(self._names[section - 1]) if section in (1, 2) else say(f"compare.column.{_COLUMNS[section]}")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; a whole row for screen readers and as tool tip."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (_place(row.field), value_of(row.left), value_of(row.right), change_of(row))[index.column()]
        if role == Qt.ItemDataRole.FontRole and row.change is not Change.SAME and index.column() in (1, 2):
            return self._strong
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = self.words(index.row())
            return words if role == Qt.ItemDataRole.AccessibleTextRole else literal_tooltip(words)
        return None

    def words(self, at: int) -> Shown:
        """A row in full, line by line."""
        row = self.rows[at]
        lines = [plain(_place(row.field), ": ", change_of(row))]
        for name, field in zip(self._names, (row.left, row.right), strict=True):
            lines.append(plain(plain(name), ": ", value_of(field)))
        return plain_joined("\n", lines)


def change_of(row: Difference) -> Shown:
    """What became of a field, in a word."""
    return say(f"compare.change.{row.change.value}")


def value_of(field: Field | None) -> Shown:
    """The value as shown, a dash where there is none."""
    return plain(field.value, limit=2_000) if field else say("compare.nothing")


def _place(field: Field) -> Shown:
    """The label first, because a narrow column shows only the beginning."""
    return plain_joined(" · ", filter(None, (field.label, field.group or field.section)))
