"""The journal of one application as rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.plain import plain
from sozialclient.gui.wording import full, say
from sozialclient.model.application import JournalEntry, State
from sozialclient.texts import text

Index = QModelIndex | QPersistentModelIndex
_RULE = re.compile(r"state=(\w+) days=(\d+)")
_DUE = re.compile(r"due=(\d{4})-(\d\d)-(\d\d)")
_COLUMNS = ("at", "what", "who", "detail")


def action_words(action: str) -> str:
    """German wording of a journal action; the bare word when there is none yet."""
    try:
        return text("journal", action)
    except (KeyError, FileNotFoundError):
        return action


def detail_words(entry: JournalEntry) -> str:
    """The detail of an entry; a state is named as its folder is, a rule by its days, a Wiedervorlage by its day."""
    from sozialclient.store.books.actions import DELETED, DUE_SET, STATE_CHANGED, TRASHED_BY_RULE

    if entry.action in (TRASHED_BY_RULE, DELETED) and (found := _RULE.fullmatch(entry.detail)):
        return say("history.rule", state=say(f"folders.{found[1]}"), days=found[2])
    if entry.action == DUE_SET and (found := _DUE.fullmatch(entry.detail)):
        return f"{found[3]}.{found[2]}.{found[1]}"
    if entry.action == STATE_CHANGED and entry.detail in {state.value for state in State}:
        return say(f"folders.{entry.detail}")
    return plain(entry.detail)


class HistoryTableModel(QAbstractTableModel):
    """Newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[JournalEntry] = ()

    def show_entries(self, entries: Sequence[JournalEntry]) -> None:
        """Show these entries."""
        self.beginResetModel()
        self._entries = sorted(entries, key=lambda entry: entry.at, reverse=True)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of entries."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """When, what, who, detail."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """German column names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"history.{_COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        entry = self._entries[index.row()]
        by = plain(entry.who) or "–"
        return (full(entry.at), action_words(entry.action), by, detail_words(entry))[index.column()]
