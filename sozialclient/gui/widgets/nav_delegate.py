"""Draws the rows of the folder pane: wide with words, or as a rail of icons and counts."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sozialclient.gui.plain import elided, plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.rows import ROW_ROLE, NavRow

Index = QModelIndex | QPersistentModelIndex


class NavDelegate(QStyledItemDelegate):
    """Paints `NavRow`s; `rail` leaves only icon and count."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rail = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Height of a row in the chosen density."""
        row: NavRow = index.data(ROW_ROLE)
        if row.heading:
            return QSize(0, 0 if self.rail else self._theme.px(30))
        return QSize(0, self._theme.row("navRow") + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme, row = self._theme, index.data(ROW_ROLE)
        box: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            if not self.rail:
                painter.setFont(theme.font("caption", strong=True))
                painter.setPen(theme.color("text3"))
                inner = box.adjusted(theme.px(10), theme.px(8), 0, 0)
                painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, plain(row.heading))
            painter.restore()
            return
        selected = bool(state & QStyle.StateFlag.State_Selected)
        box = box.adjusted(0, 0, 0, -1)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accentSoft" if selected else "hover"))
            painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        if selected:
            bar = QRect(box.left(), box.top() + theme.px(8), theme.px(3), box.height() - theme.px(16))
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(bar, 2, 2)
        self._content(painter, box, row, selected)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(theme.on_selection("focus") if selected else "focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        painter.restore()

    def _content(self, painter: QPainter, box: QRect, row: NavRow, selected: bool) -> None:
        theme = self._theme
        tone = "text" if theme.high_contrast and not selected else ("accentText" if selected else "text2")
        if theme.high_contrast and selected:
            tone = "onAccent"
        pixmap = theme.pixmap(row.icon, tone, 16, painter.device().devicePixelRatio())
        side = theme.px(16)
        x = box.left() + theme.px(8 if self.rail else 10)
        painter.drawPixmap(x, box.top() + (box.height() - side) // 2, side, side, pixmap)
        painter.setFont(theme.font("body", strong=selected))
        words = box.adjusted(theme.px(36), 0, -theme.px(10), 0)
        count_flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if self.rail:
            words = box.adjusted(theme.px(26), 0, -theme.px(2), 0)
            painter.setFont(theme.font("caption", strong=selected))
            count_flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(theme.color(tone if row.count and selected else "text2"))
        # A number cut off would be another number.
        number = elided(painter.fontMetrics(), row.count, words.width())
        painter.drawText(words, count_flags, plain(number))
        if not self.rail:
            room = words.width() - painter.fontMetrics().horizontalAdvance(row.count) - theme.px(8)
            painter.setPen(theme.color("onAccent" if theme.high_contrast and selected else "text"))
            text = elided(painter.fontMetrics(), row.text, room)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, plain(text))
