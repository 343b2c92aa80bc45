"""The books as a table: a column for each mailbox, so that every state can be read at full length."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.plain import plain
from sozialclient.model.application import State
from sozialclient.model.books import AuditReport, MailboxBooks
from sozialclient.reports.audit_words import row_words
from sozialclient.texts import text

Index = QModelIndex | QPersistentModelIndex
_ROWS = ("column.arrived", *(f"state.{state.value}" for state in State), "column.deleted", "column.sum",
         "column.verdict")


class BooksTableModel(QAbstractTableModel):
    """Arrivals, the applications of each state, deletions, their sum and the verdict."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[MailboxBooks, ...] = ()
        self._report: AuditReport | None = None

    def show_report(self, report: AuditReport) -> None:
        """Show these books; the sum of all mailboxes only where there are several."""
        self.beginResetModel()
        several = len(report.mailboxes) != 1
        self._columns = (*report.mailboxes, report.total) if several else report.mailboxes
        self._report = report
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One for each number."""
        return 0 if parent.isValid() else len(_ROWS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One for each mailbox."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of mailboxes above, of the numbers at the left."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return text("audit", _ROWS[section])
        return _name(self._columns[section])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The number; screen readers hear what it counts."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        words = self._words(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_name(self._columns[index.column()])}, {text('audit', _ROWS[index.row()])}: {words}"
        return None

    def _words(self, index: Index) -> str:
        books, report = self._columns[index.column()], self._report
        if report is None or index.row() == len(_ROWS) - 1:
            return row_words(books, report) if report is not None else ""
        counts = (books.arrived, *(books.states[state] for state in State), books.deleted,
                  books.present + books.deleted)
        return str(counts[index.row()])


def _name(books: MailboxBooks) -> str:
    return plain(books.mailbox) if books.mailbox else text("audit", "row.total")
