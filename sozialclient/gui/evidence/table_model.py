"""All contents of a delivery as rows: what it is, size, kind, soundness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.plain import literal_tooltip, visible_line
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say, size
from sozialclient.model.delivery import Content
from sozialclient.model.verdict import Verdict

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("name", "role", "size", "state")
_VERDICT_ICONS = {Verdict.PASSED: ("check-circle", "okLine"), Verdict.FAILED: ("shield-x", "dangerLine"),
                  Verdict.UNDECIDED: ("undecided", "undecidedLine")}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A content and what it is to the application (`application_xml`, `application_pdf`, `evidence`, `other`)."""

    content: Content
    role: str

    @property
    def name(self) -> str:
        """File name of the sender, or what we call it, as one literal line."""
        named = visible_line(self.content.untrusted_name or "")
        return named or say(f"evidence.role.{self.role}")


class EvidenceTableModel(QAbstractTableModel):
    """One row per content, in the order of the delivery."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: Sequence[EvidenceRow] = ()

    def show_rows(self, rows: Sequence[EvidenceRow]) -> None:
        """Show these contents."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of contents."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Name, role, size, state."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """German column names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"evidence.column.{COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words, icon, sentence for screen readers."""
        row = self.rows[index.row()]
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == "name":
            return ", ".join(self._words(row, each) for each in COLUMNS) + "."
        if role == Qt.ItemDataRole.TextAlignmentRole and column == "size":
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DecorationRole and column == "state":
            return self._theme.pixmap(*_VERDICT_ICONS[row.content.integrity], 16)
        if role == Qt.ItemDataRole.DecorationRole and column == "name":
            return self._theme.pixmap("file-pdf" if "pdf" in row.name.lower() else "file", "text2", 16)
        if role == Qt.ItemDataRole.ToolTipRole:
            content = row.content
            return literal_tooltip(f"{content.untrusted_name or row.name}\n{content.untrusted_media_type or ''}")
        return None

    @staticmethod
    def _words(row: EvidenceRow, column: str) -> str:
        content = row.content
        if column == "name":
            return row.name
        if column == "role":
            return say(f"evidence.role.{row.role}")
        if column == "size":
            return size(content.size) if content.size is not None else say("evidence.unreadable")
        return say(f"evidence.integrity.{content.integrity.value}")
