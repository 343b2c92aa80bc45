"""An area of a dialog or page that scrolls to whatever has the keyboard focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

_ROOM = 12
"""Logical pixels above and below, for the ring around what has the focus."""


class FormArea(QScrollArea):
    """Scrolls up and down only; Tab passes the area by. Qt itself scrolls for Tab within an area and for nothing else.

    A click leaves everything where it is, because what was clicked is in sight, and so does whoever has scrolled.
    """

    def __init__(self, contents: QWidget) -> None:
        super().__init__()
        self._follows, self._contents = False, contents
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(contents)
        self.verticalScrollBar().actionTriggered.connect(self._leave)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever turns the wheel looks for something else than the focus."""
        self._leave()
        super().wheelEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What came in above may have moved the focus out of sight."""
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize:
            self._show_focus_later()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A notice over the area may have taken its place."""
        super().resizeEvent(event)
        self._show_focus_later()

    def _leave(self, _action: int = 0) -> None:
        self._follows = False

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        self._follows = now is not None and self.isAncestorOf(now) and not by_mouse
        self._show_focus_later()

    def _show_focus_later(self) -> None:
        if self._follows:
            # A page that has just come, or grown, has its sizes only afterwards.
            QTimer.singleShot(0, self, self._show_focus)

    def _show_focus(self) -> None:
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return
        if focus.height() + 2 * _ROOM > self.viewport().height():
            # Of what is higher than the area Qt shows where the cursor is.
            self.ensureWidgetVisible(focus)
            return
        place = focus.rect().translated(focus.mapTo(self._contents, QPoint()))
        self.ensureVisible(place.center().x(), place.center().y(), 0, place.height() // 2 + _ROOM)
