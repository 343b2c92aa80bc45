"""The hatched band that stands over every training mailbox."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme


class TestBand(QWidget):
    """Stripes at 45 degrees with words in the middle; nobody can close it."""

    __test__ = False

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme, self._text = theme, plain(text)
        self.setAccessibleName(plain(text))
        self.setFixedHeight(theme.px(30))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw stripes, words and the lines above and below."""
        theme, width, height = self._theme, self.width(), self.height()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("testBg"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("testHatch"))
        step = theme.px(14)
        for x in range(-height, width + height, 2 * step):
            corners = ((x + height, 0), (x + height + step, 0), (x + step, height), (x, height))
            painter.drawPolygon([QPointF(*corner) for corner in corners])
        painter.setFont(theme.font("bodyStrong"))
        text_width = painter.fontMetrics().horizontalAdvance(self._text) + theme.px(28)
        box = QRectF((width - text_width) / 2, theme.px(3), text_width, height - theme.px(7))
        painter.setBrush(theme.color("testBg"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(theme.color("test"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, plain(self._text))
        painter.fillRect(0, height - 2, width, 2, theme.color("testLine"))
        if theme.high_contrast:
            painter.fillRect(0, 0, width, 2, theme.color("testLine"))
        painter.end()
