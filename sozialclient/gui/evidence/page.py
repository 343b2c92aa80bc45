"""The evidence pane: every content of the delivery; choosing one shows it beside."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sozialclient.gui.evidence.table_model import EvidenceTableModel
from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.card_delegate import CardDelegate
from sozialclient.gui.widgets.growing_list import GrowingList
from sozialclient.gui.wording import say


class EvidencePage(QWidget):
    """A list; `content_chosen` carries the key of the row."""

    content_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = EvidenceTableModel()
        self.list = GrowingList(theme, say("application.tab.evidence"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(CardDelegate(theme))
        self.list.selectionModel().currentRowChanged.connect(self._on_current)
        self._sum = plain_label()
        self._sum.setProperty("tone", "second")
        self._sum.setContentsMargins(theme.px(20), theme.px(10), theme.px(12), theme.px(6))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sum)
        layout.addWidget(self.list, 1)

    def show_sum(self, sentence: str) -> None:
        """Say how many there are."""
        self._sum.setText(plain_words(sentence))

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.content_chosen.emit(self.model.rows[current.row()].content.key)
