"""What may be asked for as rows with a box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from sozialclient.gui.evidence.notes import presence_word
from sozialclient.gui.plain import Shown, literal_tooltip, plain, plain_joined
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow, Tick
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.usecases.request_evidence import Proposal

Index = QModelIndex | QPersistentModelIndex


class RequestTableModel(QAbstractListModel):
    """The program's proposals are ticked at first; `changed` when a tick is."""

    changed = Signal()

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        super().__init__()
        self.proposals = tuple(proposals)
        self._chosen = {one.key for one in proposals if one.ask}

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of what is ticked, in the order of the rows."""
        return tuple(one.key for one in self.proposals if one.key in self._chosen)

    def turn(self, row: int) -> None:
        """Tick a row or take its tick back."""
        if 0 <= row < len(self.proposals):
            self._chosen ^= {self.proposals[row].key}
            self.dataChanged.emit(self.index(row), self.index(row))
            self.changed.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of proposals."""
        return 0 if parent.isValid() else len(self.proposals)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, name, sentence and state for screen readers, grounds as tool tip."""
        one = self.proposals[index.row()]
        ticked = one.key in self._chosen
        if role == ROW_ROLE:
            return FieldRow(key=str(index.row()), label=plain(one.item.name), value=_about(one), muted=True,
                            tick=Tick.DONE if ticked else Tick.OPEN)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(one.item.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return say("request.ticked" if ticked else "request.unticked", name=one.item.name, about=_about(one))
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = (one.item.name, one.occasion, one.basis, one.note)
            return literal_tooltip(plain_joined("\n", filter(None, lines)))
        return None


def _about(one: Proposal) -> Shown:
    return plain_joined(" · ", filter(None, (presence_word(one.presence.value), one.occasion)))
