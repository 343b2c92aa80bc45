"""Draws label and value of a field in a row that grows with its text, a box before it and a copy button after it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from sozialclient.gui.plain import plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.painted_row import draw_focus, draw_ground, draw_heading, is_selected
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow, Tick

Index = QModelIndex | QPersistentModelIndex
_TALLEST = 12
_NARROW = 300
"""Design pixels below which a label and its value do not stand side by side."""


class FieldDelegate(QStyledItemDelegate):
    """Paints `FieldRow`s; the signals carry the key of the row whose copy button or box was pressed."""

    copy_requested = Signal(str)
    tick_requested = Signal(str)

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._measure()
        theme.changed.connect(self._measure)

    def _measure(self) -> None:
        self._metrics = QFontMetrics(self._theme.font("body"))
        self._strong = QFontMetrics(self._theme.font("body", strong=True))

    def _columns(self, box: QRect, row: FieldRow) -> tuple[QRect, QRect, QRect]:
        px = self._theme.px
        inner = box.adjusted(px(46 if row.tick else 20), px(4), -px(12), -px(4))
        copy = QRect(inner.right() - px(24), inner.top(), px(28), inner.height())
        if self._is_stacked(row, inner.width()):
            height = self._text_height(self._metrics, row.label, inner.width())
            return inner.adjusted(0, 0, 0, height - inner.height()), inner.adjusted(0, height, 0, 0), QRect()
        width = inner.width() - px(36)
        label = QRect(inner.left(), inner.top(), int(width * 0.45) - px(10), inner.height())
        value = QRect(inner.left() + int(width * 0.45), inner.top(), int(width * 0.55), inner.height())
        return label, value, copy

    def _is_stacked(self, row: FieldRow, width: int) -> bool:
        """Whether the value of a row to be ticked stands below its label, because words would be cut beside it."""
        return row.muted and bool(row.tick) and width < self._theme.px(_NARROW)

    def _box(self, box: QRect) -> QRect:
        """Where the box for the tick stands."""
        side = self._theme.px(18)
        return QRect(box.left() + self._theme.px(18), box.center().y() - side // 2, side, side)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """At least one line; as many as the longer text needs, up to a dozen."""
        row: FieldRow = index.data(ROW_ROLE)
        if row.heading:
            return QSize(0, self._theme.px(32))
        width = self._view.viewport().width()
        label, value, copy = self._columns(QRect(0, 0, width, self._theme.row("fieldRow")), row)
        heights = (self._text_height(self._metrics, row.label, label.width()),
                   self._text_height(self._metrics, row.value, value.width()))
        height = sum(heights) if copy.isEmpty() else max(heights)
        return QSize(0, max(self._theme.row("fieldRow"), height + self._theme.px(10)))

    def _text_height(self, metrics: QFontMetrics, text: str, width: int) -> int:
        if len(text) * metrics.averageCharWidth() < width // 2:
            return metrics.height()
        box = metrics.boundingRect(QRect(0, 0, width, 100_000), _wrap(metrics, text, width), text[:2000])
        return min(box.height(), _TALLEST * metrics.lineSpacing())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme, row = self._theme, index.data(ROW_ROLE)
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            draw_heading(painter, theme, box.adjusted(theme.px(20), theme.px(8), -theme.px(8), 0), row.heading)
        else:
            card = box.adjusted(theme.px(8), 1, -theme.px(8), -1)
            draw_ground(painter, theme, card, option)
            self._content(painter, box, row, is_selected(option))
            draw_focus(painter, theme, card, option)
        painter.restore()

    def _content(self, painter: QPainter, box: QRect, row: FieldRow, selected: bool) -> None:
        theme = self._theme
        label, value, copy = self._columns(box, row)
        inverse = selected and theme.high_contrast
        ratio, side = painter.device().devicePixelRatio(), theme.px(16)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("onAccent" if inverse else "text2"))
        painter.drawText(label, middle | _wrap(self._metrics, row.label, label.width()), plain_words(row.label))
        # A row keeps its height when it is chosen; where bold letters need another line, they stay as they are.
        strong = selected and self._text_height(self._strong, row.value, value.width()) <= value.height()
        painter.setFont(theme.font("body", strong=strong))
        painter.setPen(theme.color("onAccent" if inverse else ("text3" if row.muted else "text")))
        metrics = self._strong if strong else self._metrics
        painter.drawText(value, middle | _wrap(metrics, row.value, value.width()), plain_words(row.value))
        if row.tick and row.tick is not Tick.NONE:
            self._draw_tick(painter, self._box(box), row.tick)
        if row.muted:
            return
        tone = "onAccent" if inverse else ("accentText" if selected else "text3")
        painter.drawPixmap(copy.center().x() - side // 2, copy.center().y() - side // 2, side, side,
                           theme.pixmap("copy", tone, 16, ratio))

    def _draw_tick(self, painter: QPainter, box: QRect, tick: Tick) -> None:
        """A square; ticked once somebody did it, filled once it is done, with a second frame when two people looked."""
        theme, ratio = self._theme, painter.device().devicePixelRatio()
        ticked, done = tick is not Tick.OPEN, tick in (Tick.DONE, Tick.TWICE)
        painter.setPen(QPen(theme.color("accent" if ticked else "borderStrong"), 1))
        painter.setBrush(theme.color("accent" if done else "surface"))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        if ticked:
            tone = "onAccent" if done else "accentText"
            painter.drawPixmap(box.adjusted(1, 1, -1, -1), theme.pixmap("check", tone, 16, ratio))
        if tick is Tick.TWICE:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), theme.px(5), theme.px(5))

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem,
                    index: Index) -> bool:
        """Pressing the copy button of a row."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            row: FieldRow = index.data(ROW_ROLE)
            box: QRect = option.rect
            place = event.position().toPoint()
            if row.tick and row.tick is not Tick.NONE and self._box(box).adjusted(-4, -4, 4, 4).contains(place):
                self.tick_requested.emit(row.key)
                return True
            if not row.heading and not row.muted and self._columns(box, row)[2].contains(place):
                self.copy_requested.emit(row.key)
                return True
        return super().editorEvent(event, model, option, index)


def _wrap(metrics: QFontMetrics, text: str, width: int) -> Qt.TextFlag:
    """Break between words; only a word that does not fit is broken inside."""
    longest = max(text[:2000].split(), key=len, default="")
    if metrics.horizontalAdvance(longest) > width:
        return Qt.TextFlag.TextWrapAnywhere
    return Qt.TextFlag.TextWordWrap
