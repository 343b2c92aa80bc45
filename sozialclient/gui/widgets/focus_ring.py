"""A ring around the control that has the keyboard focus; style sheets cannot paint outside a control."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFocusFrame, QTabBar, QWidget

from sozialclient.gui.theme import Theme


class FocusRing(QFocusFrame):
    """Follows the focus to buttons and tabs when it came by keyboard; lists and inputs draw their own."""

    def __init__(self, theme: Theme, app: QApplication) -> None:
        super().__init__()
        self._theme = theme
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        wanted = isinstance(now, QAbstractButton | QTabBar) and not by_mouse
        self.setWidget(now if wanted else None)  # type: ignore[arg-type]  # Qt takes None to let go

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("focus"), 3 if self._theme.high_contrast else 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()


