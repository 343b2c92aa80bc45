"""Draws one command: icon, caption, why it was found with the hit marked, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sozialclient.gui.palette.commands import Found
from sozialclient.gui.palette.table_model import reason_words
from sozialclient.gui.plain import elided, plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.painted_row import draw_bar
from sozialclient.gui.widgets.rows import ROW_ROLE

Index = QModelIndex | QPersistentModelIndex
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class PaletteDelegate(QStyledItemDelegate):
    """Paints `Found`s; what cannot be done now is grey and says so when spoken."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Height of a palette row in the chosen density."""
        return QSize(0, self._theme.row("paletteRow"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme, found = self._theme, index.data(ROW_ROLE)
        box: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accentSoft" if selected else "hover"))
            painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        if selected and not theme.high_contrast:
            draw_bar(painter, theme, box)
        self._content(painter, box.adjusted(theme.px(14), 0, -theme.px(12), 0), found, selected=selected)
        painter.restore()

    def _content(self, painter: QPainter, box: QRect, found: Found, *, selected: bool) -> None:
        theme, command = self._theme, found.command
        possible = command.action.isEnabled()
        tone = "onAccent" if theme.high_contrast and selected else ("text" if possible else "textDisabled")
        side = theme.px(16)
        icon = command.action.property("themeIcon")
        if icon:
            pixmap = theme.pixmap(str(icon).split("|")[0], tone, 16, painter.device().devicePixelRatio())
            painter.drawPixmap(box.left(), box.center().y() - side // 2, side, side, pixmap)
        words = box.adjusted(theme.px(30), 0, 0, 0)
        words = self._keys(painter, words, found, tone)
        painter.setFont(theme.font("body", strong=True))
        metrics = painter.fontMetrics()
        caption = elided(metrics, command.caption, words.width())
        self._marked(painter, words, caption, "", found.in_caption.spans, tone)
        words = words.adjusted(metrics.horizontalAdvance(caption) + theme.px(12), 0, 0, 0)
        if words.width() > theme.px(40) and found.reason:
            painter.setFont(theme.font("caption"))
            whole = reason_words(found)
            before = whole[:whole.find(plain(found.reason))]
            reason = elided(painter.fontMetrics(), whole, words.width())
            second = tone if theme.high_contrast or not possible else "text2"
            self._marked(painter, words, reason, before, found.in_reason.spans, second)

    def _keys(self, painter: QPainter, words: QRect, found: Found, tone: str) -> QRect:
        keys = found.command.keys
        if not keys:
            return words
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color(tone))
        painter.drawText(words, _MIDDLE | Qt.AlignmentFlag.AlignRight, plain(keys))
        return words.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(keys) - self._theme.px(12), 0)

    def _marked(self, painter: QPainter, box: QRect, words: str, before: str, spans: Sequence[tuple[int, int]],
                tone: str) -> None:
        """Draw `words` on one line with `spans` of what follows `before` marked."""
        metrics = painter.fontMetrics()
        for start, end in spans if not self._theme.high_contrast else ():
            left = metrics.horizontalAdvance(words[: len(before) + start])
            right = metrics.horizontalAdvance(words[: len(before) + end])
            mark = QRect(box.left() + left, box.center().y() - metrics.height() // 2, right - left, metrics.height())
            painter.fillRect(mark, self._theme.color("markField"))
        painter.setPen(self._theme.color(tone))
        painter.drawText(box, _MIDDLE | Qt.AlignmentFlag.AlignLeft, plain(words))
