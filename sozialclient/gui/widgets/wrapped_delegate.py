"""Rows of a short list whose words go on below each other, however many lines that takes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from sozialclient.gui.theme import Theme

_ENDLESS = 100_000


class WrappedDelegate(QStyledItemDelegate):
    """Measures rows by the room words really have.

    Qt measures them as if the padding that the style sheet gives to rows were not there, and cuts off what then
    takes one line more.
    """

    def __init__(self, theme: Theme, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view
        self._beside, self._above = theme.px(2 * 8 + 6), theme.px(2 * 5)
        view.setItemDelegate(self)
        view.setWordWrap(True)
        view.setResizeMode(QListWidget.ResizeMode.Adjust)

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the list, as high as the words need."""
        width = self._view.viewport().width()
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        room = self._view.fontMetrics().boundingRect(
            0, 0, max(1, width - self._beside), _ENDLESS, Qt.TextFlag.TextWordWrap, words)
        return QSize(width, room.height() + self._above)
