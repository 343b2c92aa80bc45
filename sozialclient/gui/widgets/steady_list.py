"""A list of any length that knows the height of each row beforehand, so the scroll bar is true at once."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QCursor, QKeyEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.growing_list import GrowingList

Index = QModelIndex | QPersistentModelIndex
_Action = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_STEPS = {_Action.MoveUp: -1, _Action.MovePrevious: -1, _Action.MoveDown: 1, _Action.MoveNext: 1}


class SteadyList(GrowingList):
    """Places rows by arithmetic: Qt's own list asks each row for its height, which for fifty thousand takes seconds.

    `kinds` gives for each row an index into `heights` (pixels). What stood at the top stays there
    when rows come and go above it.
    """

    def __init__(self, theme: Theme, name: str, kinds: Callable[[], bytearray], heights: Sequence[int]) -> None:
        self._kinds, self._heights = kinds, heights
        self._tops: array[int] = array("q", [0])
        self._anchor, self._beyond = QPersistentModelIndex(), 0
        super().__init__(theme, name)

    def rows_in_sight(self) -> tuple[int, int]:
        """First row seen and the first one below what is seen."""
        top = self.verticalOffset()
        return self._row_at(top), self._row_at(top + self.viewport().height()) + 1

    def doItemsLayout(self) -> None:
        """Measure all rows; five milliseconds for fifty thousand."""
        held = self._anchor.row() if self._anchor.isValid() and self.verticalOffset() else -1
        beyond = self._beyond
        self._measure()
        QAbstractItemView.doItemsLayout(self)
        if 0 <= held < len(self._tops) - 1:
            self.verticalScrollBar().setValue(self._tops[held] + beyond)

    def _measure(self) -> None:
        self._tops = array("q", accumulate(map(self._heights.__getitem__, self._kinds()), initial=0))

    def _measured(self) -> array[int]:
        if len(self._tops) != len(self._kinds()) + 1:
            self._measure()
        return self._tops

    def _row_at(self, height: int) -> int:
        return bisect_right(self._measured(), height) - 1

    def updateGeometries(self) -> None:
        """The scroll bar spans all rows."""
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setSingleStep(self._heights[0] // 2)
        bar.setPageStep(room)
        bar.setRange(0, max(0, self._measured()[-1] - room))
        QAbstractItemView.updateGeometries(self)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Draw anew, and remember what stands at the top."""
        model, top = self.model(), self.verticalOffset()
        row = self._row_at(top)
        if model is not None and 0 <= row < model.rowCount():
            self._anchor, self._beyond = QPersistentModelIndex(model.index(row, 0)), top - self._tops[row]
        self.viewport().update()

    def visualRect(self, index: Index) -> QRect:
        """Where a row is, relative to the viewport."""
        tops, row = self._measured(), index.row()
        if not index.isValid() or row + 1 >= len(tops):
            return QRect()
        return QRect(0, tops[row] - self.verticalOffset(), self.viewport().width(), tops[row + 1] - tops[row])

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The row at a point of the viewport."""
        row = self._row_at(point.y() + self.verticalOffset())
        model = self.model()
        inside = model is not None and 0 <= row < min(model.rowCount(), len(self._tops) - 1)
        return model.index(row, 0) if inside else QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _Hint.EnsureVisible) -> None:
        """Move as little as needed to show a row whole, or as `hint` says."""
        self.executeDelayedItemsLayout()
        rect, room, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if not rect.isValid():
            return
        if hint == _Hint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - room // 2)
        elif hint == _Hint.PositionAtTop or rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif hint == _Hint.PositionAtBottom or rect.bottom() >= room:
            bar.setValue(bar.value() + min(rect.top(), rect.bottom() + 1 - room))

    def horizontalOffset(self) -> int:
        """Never scrolled sideways."""
        return 0

    def verticalOffset(self) -> int:
        """Pixels above the viewport."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        """No row is hidden."""
        return False

    def keyboardSearch(self, _letters: str) -> None:
        """Letters do nothing: they would have to read every row, and there is a search for that."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """The next row a key leads to; headings are passed over."""
        model, row = self.model(), self.currentIndex().row()
        if model is None or not model.rowCount():
            return QModelIndex()
        last = model.rowCount() - 1
        if action == _Action.MoveHome or row < 0:
            return self._choosable(0, 1)
        if action == _Action.MoveEnd:
            return self._choosable(last, -1)
        if action in _STEPS:
            found = self._choosable(row + _STEPS[action], _STEPS[action])
        elif action in (_Action.MovePageUp, _Action.MovePageDown):
            step = 1 if action == _Action.MovePageDown else -1
            edge = self._tops[row] + step * max(self._heights[0], self.viewport().height() - self._heights[1])
            found = self._choosable(min(last, max(0, self._row_at(edge))), -step)
        else:
            return self.currentIndex()
        return found if found.isValid() else self.currentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down, and a key that finds no other row, first choose the row they stand on, so that none is passed over."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Down and plain and self._nothing_chosen():
            self._choose_current()
            return
        super().keyPressEvent(event)
        if event.key() in _WALKING and plain and self._nothing_chosen():
            self._choose_current()

    def _nothing_chosen(self) -> bool:
        standing = self.currentIndex().flags() & Qt.ItemFlag.ItemIsSelectable
        return bool(standing) and not self.selectionModel().hasSelection()

    def _choose_current(self) -> None:
        command = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.currentIndex(), command)

    def _choosable(self, row: int, step: int) -> QModelIndex:
        model = self.model()
        while 0 <= row < model.rowCount():
            index = model.index(row, 0)
            if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                return index
            row += step
        return QModelIndex()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Choose the rows a rectangle of the viewport touches."""
        model, offset = self.model(), self.verticalOffset()
        area = rect.normalized()
        first, last = (self._row_at(max(0, edge + offset)) for edge in (area.top(), area.bottom()))
        last = min(last, model.rowCount() - 1)
        chosen = QItemSelection(model.index(first, 0), model.index(last, 0)) if first <= last else QItemSelection()
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where the chosen rows are."""
        region = QRegion()
        for chosen in map(selection.at, range(selection.size())):
            region += self.visualRect(chosen.topLeft()).united(self.visualRect(chosen.bottomRight()))
        return region & QRegion(self.viewport().rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows in sight, and only those."""
        painter = QPainter(self.viewport())
        try:
            self._paint_rows(painter, event.rect())
        finally:
            # A painter that an error leaves active brings the whole program down.
            painter.end()

    def _paint_rows(self, painter: QPainter, area: QRect) -> None:
        model, offset = self.model(), self.verticalOffset()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        flags = QStyle.StateFlag
        plain = option.state & ~(flags.State_Selected | flags.State_HasFocus | flags.State_MouseOver)
        pointed = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())) if self.underMouse() else QModelIndex()
        current = self.currentIndex() if self.hasFocus() else QModelIndex()
        last = min(self._row_at(area.bottom() + offset), model.rowCount() - 1)
        for row in range(max(0, self._row_at(area.top() + offset)), last + 1):
            index = model.index(row, 0)
            option.rect = self.visualRect(index)
            option.state = plain
            if self.selectionModel().isSelected(index):
                option.state |= flags.State_Selected
            if index == current:
                option.state |= flags.State_HasFocus
            if index == pointed:
                option.state |= flags.State_MouseOver
            self.itemDelegate().paint(painter, option, index)
