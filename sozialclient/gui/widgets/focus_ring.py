"""A ring around the control that has the keyboard focus; style sheets cannot paint outside a control."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTableView,
    QWidget,
)

from sozialclient.gui.theme import Theme

_REACH = 4
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class FocusRing(QWidget):
    """Follows the focus to buttons, tabs and empty tables when it came by keyboard; all else draws its own."""

    def __init__(self, theme: Theme, app: QApplication) -> None:
        super().__init__()
        self._theme = theme
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if _needs_ring(now) and now is not None and not by_mouse and now.parentWidget() is not None:
            self._target = now
            if isinstance(now, QTabBar):
                now.currentChanged.connect(self._follow)
            self._follow()

    def _settle(self, target: QWidget) -> QWidget:
        """Lie in the nearest ancestor with room for the whole ring, never outside what a scroll area moves."""
        between = [target]
        host = target.parentWidget() or target
        while (above := host.parentWidget()) is not None and not host.isWindow():
            moved = isinstance(above.parentWidget(), QAbstractScrollArea)
            if moved or isinstance(above, QSplitter | QStackedWidget) or host.rect().contains(_ring_in(host, target)):
                break
            between.append(host)
            host = above
        if between != self._watched or host is not self.parentWidget():
            self._unwatch()
            for each in between:
                each.installEventFilter(self)
            self._watched = between
            self.setParent(host)
        return host

    def _unwatch(self) -> None:
        for each in self._watched:
            each.removeEventFilter(self)
        self._watched = []

    def _leave(self) -> None:
        target, self._target = self._target, None
        if target is not None:
            self._unwatch()
            if isinstance(target, QTabBar):
                target.currentChanged.disconnect(self._follow)
        self.hide()
        self.setParent(None)

    def _follow(self) -> None:
        if self._target is not None:
            host = self._settle(self._target)
            self.setGeometry(_ring_in(host, self._target))
            self.raise_()
            self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the control; only it and what lies between it and the ring are watched."""
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


def _ring_in(host: QWidget, widget: QWidget) -> QRect:
    """The ring in `host`; of a row of tabs around the chosen one only, which Space and arrows act on."""
    place = widget.tabRect(widget.currentIndex()) if isinstance(widget, QTabBar) else widget.rect()
    return place.translated(widget.mapTo(host, QPoint())).adjusted(-_REACH, -_REACH, _REACH, _REACH)


def _needs_ring(widget: QWidget | None) -> bool:
    """Buttons, tabs, and a table that has no row to show where the focus is."""
    if isinstance(widget, QTableView):
        model = widget.model()
        return model is None or model.rowCount() == 0
    return isinstance(widget, QAbstractButton | QTabBar)
