"""Hints as rows: what was noticed beside why it matters and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.documents.hints.hint import Hint
from sozialclient.gui.hints.words import words_of
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
            return FieldRow(key=str(index.row()), label=words_of(hint, "what"), value=words_of(hint, "why", "action"),
                            muted=True)
        if role == Qt.ItemDataRole.DisplayRole:
            return words_of(hint, "what")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words_of(hint, "what", "why", "action")
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(plain_joined("\n", (words_of(hint, "what"), hint.code)))
        return None
