"""The mailboxes above the folders: all of them together, then each, with the number of its applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.plain import Shown, literal_tooltip, plain, plain_joined
from sozialclient.gui.widgets.rows import ROW_ROLE, NavRow
from sozialclient.gui.wording import say
from sozialclient.model.mailbox import Mailbox

Index = QModelIndex | QPersistentModelIndex
EVERYTHING = ""
"""Stands for all mailboxes where a name of one is expected; no mailbox is called so."""


class MailboxTableModel(QAbstractListModel):
    """One row for all, one for each mailbox; numbers below `EVERYTHING` are those of the others put together.

    A mailbox that was removed has its row as long as the store holds applications of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._mailboxes: dict[str, Mailbox | None] = {}
        self._counts: Mapping[str, int] = {}
        self._known: tuple[Mailbox, ...] = ()

    def show_mailboxes(self, mailboxes: Sequence[Mailbox]) -> None:
        """Show the mailboxes that are set up."""
        self._known = tuple(mailboxes)
        self._fill()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show new numbers, by name of the mailbox."""
        self._counts = dict(counts)
        self._fill()
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def _fill(self) -> None:
        found: dict[str, Mailbox | None] = {one.name: one for one in self._known}
        found |= {name: None for name in self._counts if name not in found}
        if list(found) != list(self._mailboxes):
            self.beginResetModel()
            self._mailboxes = found
            self.endResetModel()
        self._mailboxes = found

    @property
    def several(self) -> bool:
        """Whether there is anything to choose from."""
        return len(self._mailboxes) > 1

    def names(self) -> list[str]:
        """`EVERYTHING`, then the mailboxes."""
        return [EVERYTHING, *self._mailboxes] if self.several else list(self._mailboxes)

    def name_at(self, row: int) -> str | None:
        """Name of a row's mailbox, None beyond the end."""
        names = self.names()
        return names[row] if 0 <= row < len(names) else None

    def caption(self, name: str) -> Shown:
        """What a mailbox is called, and that it is none for real data, or none any more."""
        if name == EVERYTHING:
            return say("folders.all")
        mailbox = self._mailboxes.get(name)
        if mailbox is None:
            return plain(name, " (", say("folders.removed"), ")")
        return plain(name, " (", say("folders.test"), ")") if mailbox.training else plain(name)

    def count(self, name: str) -> int:
        """How many applications a mailbox has in all folders."""
        return sum(self._counts.values()) if name == EVERYTHING else self._counts.get(name, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """All of them together, and each."""
        return 0 if parent.isValid() else len(self.names())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, words and what a screen reader says."""
        name = self.name_at(index.row())
        if name is None:
            return None
        caption, number = self.caption(name), self.count(name)
        if role == ROW_ROLE:
            icon = "inbox" if name == EVERYTHING else "folder"
            return NavRow(key=name, icon=icon, text=caption, count=str(number) if number else "")
        if role == Qt.ItemDataRole.DisplayRole:
            return caption
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return plain_joined(", ", (caption, str(number)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(caption)
        return None
