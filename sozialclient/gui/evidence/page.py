"""The evidence pane: every content of the delivery, what is missing, what is expected; choosing one shows it beside."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sozialclient.gui.evidence.picture_delegate import PictureDelegate
from sozialclient.gui.evidence.table_model import EvidenceTableModel
from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.growing_list import GrowingList
from sozialclient.gui.wording import say


class EvidencePage(QWidget):
    """A list; `content_chosen` carries the key of the content a row is about."""

    content_chosen = Signal(str)
    request_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = EvidenceTableModel()
        self.list = GrowingList(theme, say("application.tab.evidence"))
        self.list.setModel(self.model)
        self.pictures = PictureDelegate(theme)
        self.list.setItemDelegate(self.pictures)
        self.list.selectionModel().currentRowChanged.connect(self._on_current)
        self._sum = plain_label(wrap=True)
        self._sum.setProperty("tone", "second")
        self._sum.setContentsMargins(theme.px(20), theme.px(10), theme.px(12), theme.px(6))
        self.request = push_button(theme, say("action.request"), look="link", icon="request")
        self.request.clicked.connect(self.request_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sum)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.request, 0, Qt.AlignmentFlag.AlignLeft)

    def show_sum(self, sentence: str) -> None:
        """Say how many there are."""
        self._sum.setText(plain_words(sentence))

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        key = self.model.key_at(current.row()) if current.isValid() else ""
        if key:
            self.content_chosen.emit(key)
