"""A sign that something is under way: a turning arc, or a still ring where motion is unwelcome."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sozialclient.gui.theme import Theme


def motion_unwelcome() -> bool:
    """True when the system asks for reduced motion; Qt before 6.12 cannot tell and says False."""
    from PySide6.QtGui import QGuiApplication

    hints = QGuiApplication.styleHints().accessibility()
    preference = getattr(hints, "motionPreference", None)
    return preference is not None and "Reduced" in str(preference())


class Spinner(QWidget):
    """One turn a second, 20 px."""

    def __init__(self, theme: Theme, size: int = 20) -> None:
        super().__init__()
        self._theme, self._angle = theme, 90
        self.setFixedSize(theme.px(size), theme.px(size))
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        """Show and turn; without a parent yet, it shows with its parent, never as a window of its own."""
        if self.parentWidget() is not None:
            self.show()
        if not motion_unwelcome():
            self._timer.start()

    def stop(self) -> None:
        """Hide and stand still."""
        self._timer.stop()
        self.hide()

    def _turn(self) -> None:
        self._angle = (self._angle - 36) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ring and arc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = max(2, self._theme.px(2))
        box = QRectF(self.rect()).adjusted(thick, thick, -thick, -thick)
        painter.setPen(QPen(self._theme.color("border"), thick))
        painter.drawEllipse(box)
        painter.setPen(QPen(self._theme.color("accent"), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(box, self._angle * 16, 110 * 16)
        painter.end()
