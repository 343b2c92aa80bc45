"""The steps of an assistant: done with a tick, the current one filled, the rest rings."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme


class _Mark(QWidget):
    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme, self._number, self.place = theme, number, 1
        self.setFixedSize(theme.px(24), theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.place < 0:
            painter.setPen(QPen(theme.color("okBg"), 1))
            painter.setBrush(theme.color("okBg"))
            painter.drawEllipse(box)
            side = theme.px(16)
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, side, side,
                               theme.pixmap("check", "okLine", 16, self.devicePixelRatioF()))
        else:
            current = self.place == 0
            painter.setPen(QPen(theme.color("accent" if current else "borderStrong"), 1))
            painter.setBrush(theme.color("accent") if current else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
            painter.setFont(theme.font("caption", strong=current))
            painter.setPen(theme.color("onAccent" if current else "text2"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, plain(str(self._number)))
        painter.end()


class StepList(QWidget):
    """Names of the steps and which one is current."""

    def __init__(self, theme: Theme, names: list[str]) -> None:
        super().__init__()
        self._theme, self._names = theme, names
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(14))
        self._rows: list[tuple[_Mark, QLabel]] = []
        for number, name in enumerate(names, start=1):
            line = QHBoxLayout()
            line.setSpacing(theme.px(12))
            mark, label = _Mark(theme, number), plain_label(name)
            line.addWidget(mark)
            line.addWidget(label, 1)
            layout.addLayout(line)
            self._rows.append((mark, label))
        self.show_step(0)

    def show_step(self, current: int) -> None:
        """Make step `current` (from 0) the current one; a number past the end ticks them all."""
        for at, (mark, label) in enumerate(self._rows):
            mark.place = at - current
            label.setFont(self._theme.font("body", strong=at == current))
            mark.update()
        self.setAccessibleName(plain(self._names[min(current, len(self._names) - 1)]))
