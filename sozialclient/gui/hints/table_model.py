"""Hints as rows: what was noticed beside why it matters and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.documents.hints.hint import Hint
from sozialclient.gui.hints.words import advice_of, what_of
from sozialclient.gui.plain import literal_tooltip, plain_joined
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow

Index = QModelIndex | QPersistentModelIndex


class HintTableModel(QAbstractListModel):
    """The weightiest first; the tool tip holds the stable code."""

    def __init__(self, hints: Sequence[Hint]) -> None:
        super().__init__()
        self.hints = tuple(hints)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of hints."""
        return 0 if parent.isValid() else len(self.hints)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, sentence, all of it for screen readers, the code as tool tip."""
        hint = self.hints[index.row()]
        if role == ROW_ROLE:
            # Muted: only some of them have something to copy, and a button of their own for it.
            return FieldRow(key=str(index.row()), label=what_of(hint), value=advice_of(hint),
                            muted=True)
        if role == Qt.ItemDataRole.DisplayRole:
            return what_of(hint)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return plain_joined(" ", (what_of(hint), advice_of(hint)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(plain_joined("\n", (what_of(hint), hint.code)))
        return None
