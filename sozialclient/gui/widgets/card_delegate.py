"""Draws the rows of a list of things with title, legal time, second line and chips."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from sozialclient.gui.plain import elided, plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.painted_row import draw_bar, draw_focus, draw_ground, draw_heading, is_selected
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow, Chip

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
HEADING_HEIGHT = 30
_REST = 24
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class CardDelegate(QStyledItemDelegate):
    """Paints `CardRow`s."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines, or three with chips, or a heading."""
        row: CardRow = index.data(ROW_ROLE)
        if row.heading:
            return QSize(0, self._theme.px(HEADING_HEIGHT))
        return QSize(0, self._theme.row("listRow3" if row.chips else "listRow2"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme, row = self._theme, index.data(ROW_ROLE)
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            draw_heading(painter, theme, box.adjusted(theme.px(16), theme.px(8), 0, 0), row.heading)
        else:
            box = box.adjusted(theme.px(6), 1, -theme.px(6), -1)
            draw_ground(painter, theme, box, option)
            if is_selected(option):
                draw_bar(painter, theme, box)
            self._lines(painter, box, row, is_selected(option))
            draw_focus(painter, theme, box, option)
        painter.restore()

    def _tone(self, name: str, selected: bool) -> str:
        return "onAccent" if selected and self._theme.high_contrast else name

    def _lines(self, painter: QPainter, box: QRect, row: CardRow, selected: bool) -> None:
        theme = self._theme
        ratio = painter.device().devicePixelRatio()
        side, left = theme.px(16), box.left() + theme.px(42)
        right = box.right() - theme.px(14)
        line, top = theme.px(19), box.top() + theme.px(8)
        tone = self._tone("accentText" if row.fresh else "text2", selected)
        painter.drawPixmap(box.left() + theme.px(15), top + (line - side) // 2, side, side,
                           theme.pixmap(row.icon, tone, 16, ratio))
        painter.setFont(theme.font("caption", strong=bool(row.time)))
        width = painter.fontMetrics().horizontalAdvance(row.time or row.aside)
        painter.setPen(theme.color(self._tone("eingang" if row.time else "text2", selected)))
        painter.drawText(QRect(right - width, top, width, line), _RIGHT, plain(row.time or row.aside))
        stamp = right - width - (side + theme.px(4) if row.time else 0)
        if row.time:
            painter.drawPixmap(stamp, top + (line - side) // 2, side, side,
                               theme.pixmap("stamp", self._tone("eingangLine", selected), 16, ratio))
        title_font = theme.font("body", strong=selected)
        if row.fresh:
            title_font.setWeight(QFont.Weight.Bold)
        painter.setFont(title_font)
        painter.setPen(theme.color(self._tone("text", selected)))
        room = stamp - left - theme.px(8)
        title = elided(painter.fontMetrics(), row.title, room)
        painter.drawText(QRect(left, top, room, line), _LEFT, plain(title))
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color(self._tone("text2", selected)))
        second = QRect(left, top + line + 1, right - left, line)
        text = elided(painter.fontMetrics(), row.subtitle, second.width())
        painter.drawText(second, _LEFT, plain(text))
        x, y = left, second.bottom() + theme.px(5)
        for at, chip in enumerate(row.chips):
            # Room for saying how many more there are, as long as there are more.
            spare = theme.px(_REST) if at + 1 < len(row.chips) else 0
            width = self._chip(painter, x, y, right - x - spare, chip, selected)
            if not width:
                self._rest(painter, QRect(x, y, right - x, theme.row("pill")), len(row.chips) - at, selected)
                break
            x += width + theme.px(6)

    def _rest(self, painter: QPainter, box: QRect, number: int, selected: bool) -> None:
        """How many chips there is no room for; the words for screen readers name them all."""
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color(self._tone("text2", selected)))
        painter.drawText(box, _LEFT, plain(f"+{number}"))

    def _chip(self, painter: QPainter, x: int, y: int, room: int, chip: Chip, selected: bool) -> int:
        theme = self._theme
        painter.setFont(theme.font("caption"))
        height, side = theme.row("pill"), theme.px(16)
        text_width = painter.fontMetrics().horizontalAdvance(chip.text)
        pad = theme.px(8) if chip.tint else 0
        width = pad + side + theme.px(5) + text_width + pad
        if width > room:
            return 0
        tone = self._tone(chip.tint or "text2", selected)
        if chip.tint:
            painter.setPen(theme.color("text") if theme.high_contrast else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(f"{chip.tint}Bg"))
            painter.drawRoundedRect(x, y, width, height, height / 2, height / 2)
            tone = chip.tint
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(x + pad, y + (height - side) // 2, side, side, theme.pixmap(chip.icon, tone, 16, ratio))
        painter.setPen(theme.color(tone))
        painter.drawText(QRect(x + pad + side + theme.px(5), y, text_width + 2, height), _LEFT, plain(chip.text))
        return width
