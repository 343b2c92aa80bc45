"""Draws the rows of the folder pane: wide with words, or as a rail of icons and counts."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from sozialclient.gui.plain import elided, plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.painted_row import draw_bar, draw_focus, draw_ground, draw_heading, is_selected
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
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not row.heading:
            box = box.adjusted(0, 0, 0, -1)
            draw_ground(painter, theme, box, option)
            if is_selected(option):
                draw_bar(painter, theme, box)
            self._content(painter, box, row, is_selected(option))
            draw_focus(painter, theme, box, option)
        elif not self.rail:
            draw_heading(painter, theme, box.adjusted(theme.px(10), theme.px(8), 0, 0), row.heading)
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
            if painter.fontMetrics().horizontalAdvance(row.count) > words.width():
                painter.setFont(theme.font("caption"))
            count_flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(theme.color(tone if row.count and selected else "text2"))
        # A number cut off would be another number.
        fits = painter.fontMetrics().horizontalAdvance(row.count) <= words.width()
        painter.drawText(words, count_flags, plain(row.count if fits else "…"))
        if not self.rail:
            room = words.width() - painter.fontMetrics().horizontalAdvance(row.count) - theme.px(8)
            painter.setPen(theme.color("onAccent" if theme.high_contrast and selected else "text"))
            text = elided(painter.fontMetrics(), row.text, room)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, plain(text))
