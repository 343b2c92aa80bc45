"""A list whose rows grow with their text and are measured again when the width changes."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimerEvent
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QListView

from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme

_BATCH = 40


class GrowingList(QListView):
    """Lays out in small batches, so that twenty thousand rows never stall the window."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._sought = QPersistentModelIndex()
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(plain(name))
        theme.changed.connect(self.viewport().update)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Rows that come while the list has the focus get a current one too."""
        super().setModel(model)
        if model is not None:
            model.rowsInserted.connect(self._on_rows)
            model.modelReset.connect(self._on_rows)

    def _on_rows(self) -> None:
        if self.hasFocus():
            self._make_current()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the arrows will start: the first row becomes current, without being chosen."""
        super().focusInEvent(event)
        self._make_current()

    def _make_current(self) -> None:
        model = self.model()
        # When rows go, Qt may leave a heading current, which cannot be chosen.
        if model is None or self.currentIndex().flags() & Qt.ItemFlag.ItemIsSelectable:
            return
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                return

    def show_row(self, index: QModelIndex) -> None:
        """Make a row current and show it, as soon as it has been laid out."""
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self._sought = QPersistentModelIndex() if self.visualRect(index).isValid() else QPersistentModelIndex(index)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Qt lays out the next batch."""
        super().timerEvent(event)
        sought = self.model().index(self._sought.row(), 0) if self._sought.isValid() else QModelIndex()
        if sought.isValid() and self.visualRect(sought).isValid():
            self._sought = QPersistentModelIndex()
            if sought == self.currentIndex():
                self.scrollTo(sought)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again; Qt does so only where rows flow sideways."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
        current = self.visualRect(self.currentIndex())
        if self.viewport().height() <= current.bottom() < event.oldSize().height():
            self.scrollTo(self.currentIndex())
