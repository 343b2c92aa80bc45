"""What a list shows when there is nothing: a drawing, a sentence, at most one button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption


class _TrayDrawing(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(QSize(theme.px(120), theme.px(96)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 120, self.height() / 96)
        pen = QPen(self._theme.color("borderStrong"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                   Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        tray = QPainterPath()
        tray.moveTo(18, 52)
        tray.lineTo(32, 14)
        tray.lineTo(88, 14)
        tray.lineTo(102, 52)
        tray.lineTo(74, 52)
        tray.lineTo(68, 65)
        tray.lineTo(52, 65)
        tray.lineTo(46, 52)
        tray.closeSubpath()
        painter.drawPath(tray)
        front = QPainterPath()
        front.moveTo(18, 52)
        front.addRoundedRect(QRectF(18, 50, 84, 32), 4, 4)
        painter.setClipRect(QRectF(0, 53, 120, 43))
        painter.drawPath(front)
        painter.setClipping(False)
        pen.setColor(self._theme.color("accent"))
        pen.setWidthF(3)
        painter.setPen(pen)
        painter.drawPolyline([QRectF(x, y, 0, 0).topLeft() for x, y in ((50, 33), (57, 40), (71, 25))])
        painter.end()


class EmptyState(QWidget):
    """Drawing, display sentence, small print and one outline button."""

    action_requested = Signal()

    def __init__(self, theme: Theme, *, drawing: bool = True) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.setSpacing(theme.px(8))
        self._title = plain_label(wrap=True)
        self._title.setFont(theme.font("display" if drawing else "heading"))
        self._sentence = plain_label(wrap=True)
        self._sentence.setFont(theme.font("body"))
        self._sentence.setProperty("tone", "second")
        self._sentence.setMinimumWidth(theme.px(380 if drawing else 240))
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = push_button(theme, "")
        self.button.clicked.connect(self.action_requested)
        layout.addStretch(1)
        if drawing:
            layout.addWidget(_TrayDrawing(theme), 0, Qt.AlignmentFlag.AlignCenter)
            layout.addSpacing(theme.px(12))
        layout.addWidget(self._title)
        layout.addWidget(self._sentence)
        layout.addSpacing(theme.px(12))
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)

    def show_text(self, title: str, sentence: str, button: str = "") -> None:
        """Fill in; an empty `button` hides it."""
        self._title.setText(plain_words(title))
        self._sentence.setText(plain_words(sentence))
        set_caption(self.button, button)
        self.button.setVisible(bool(button))
        self.setAccessibleName(plain_words(title, ". ", sentence))
