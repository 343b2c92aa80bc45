"""A ring around the control that has the keyboard focus; style sheets cannot paint outside a control."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QTableView, QWidget

from sozialclient.gui.theme import Theme

_REACH = 4
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class FocusRing(QWidget):
    """Follows the focus to buttons, tabs and empty tables when it came by keyboard; all else draws its own."""

    def __init__(self, theme: Theme, app: QApplication) -> None:
        super().__init__()
        self._theme = theme
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if _needs_ring(now) and now is not None and not by_mouse and now.parentWidget() is not None:
            self._target = now
            now.installEventFilter(self)
            if isinstance(now, QTabBar):
                now.currentChanged.connect(self._follow)
            self.setParent(now.parentWidget())
            self._follow()

    def _leave(self) -> None:
        target, self._target = self._target, None
        if target is not None:
            target.removeEventFilter(self)
            if isinstance(target, QTabBar):
                target.currentChanged.disconnect(self._follow)
        self.hide()
        self.setParent(None)

    def _follow(self) -> None:
        if self._target is not None:
            self.setGeometry(_place_of(self._target).adjusted(-_REACH, -_REACH, _REACH, _REACH))
            self.raise_()
            self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the control; only the one control that has the focus is watched."""
        if event.type() in _FOLLOWED:
            self._follow()
        elif event.type() in (QEvent.Type.Hide, QEvent.Type.Destroy):
            self._leave()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("focus"), 3 if self._theme.high_contrast else 2))
        radius = self._theme.px(6) + _REACH - 1
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()


def _place_of(widget: QWidget) -> QRect:
    """Where it stands in its parent; of a row of tabs only the chosen one, which Space and arrows act on."""
    if isinstance(widget, QTabBar):
        return widget.tabRect(widget.currentIndex()).translated(widget.pos())
    return widget.geometry()


def _needs_ring(widget: QWidget | None) -> bool:
    """Buttons, tabs, and a table that has no row to show where the focus is."""
    if isinstance(widget, QTableView):
        model = widget.model()
        return model is None or model.rowCount() == 0
    return isinstance(widget, QAbstractButton | QTabBar)
