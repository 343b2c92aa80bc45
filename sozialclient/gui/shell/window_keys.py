"""Notices keys that work in every window of ours, also while a dialog keeps the main window's own keys away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow


class WindowKeys(QObject):
    """Sends `pressed` with one of `keys`, pressed alone in a window whose own actions did not take it.

    Only windows that have the focus are watched: a filter on the whole application would call
    Python for every paint event.
    """

    pressed = Signal(object)

    def __init__(self, app: QGuiApplication, keys: frozenset[Qt.Key], parent: QObject) -> None:
        super().__init__(parent)
        self._keys = keys
        app.focusWindowChanged.connect(self._on_window)
        self._on_window(app.focusWindow())

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep these keys from the widgets, nothing else."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._ours(event):
            self.pressed.emit(event.key())
            return True
        return super().eventFilter(watched, event)

    def _ours(self, event: QKeyEvent) -> bool:
        return (event.key() in self._keys and event.modifiers() == Qt.KeyboardModifier.NoModifier
                and not event.isAutoRepeat())
