"""Notices that nobody has been at the PC for a while."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
})
_LOOK_MS = 5000


class IdleWatch(QObject):
    """Sends `idle` once nothing was typed or moved for `minutes` (0: never).

    Windows is asked about the whole desktop, because whoever carries values over types in another
    program; elsewhere only our own windows count. Watching windows, not the whole application,
    keeps Python out of every paint event.
    """

    idle = Signal()

    def __init__(self, app: QGuiApplication, minutes: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(app)
        self._clock = clock
        self._last = clock()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        app.focusWindowChanged.connect(self._on_window)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        """Another time without anybody from now on."""
        self._seconds = minutes * 60
        if minutes:
            self._timer.start(_LOOK_MS)
        else:
            self._timer.stop()

    def look(self) -> None:
        """Send `idle` if it is time."""
        quiet = self._clock() - self._last
        desktop = desktop_idle_seconds()
        if desktop is not None:
            quiet = min(quiet, desktop)
        if self._seconds and quiet >= self._seconds:
            self.idle.emit()

    def stir(self) -> None:
        """Somebody is there."""
        self._last = self._clock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note input, keep nothing from anybody."""
        if event.type() in _INPUT:
            self.stir()
        return super().eventFilter(watched, event)

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
            self.stir()


def desktop_idle_seconds() -> float | None:
    """Seconds since the last input anywhere on a Windows desktop, None elsewhere."""
    if sys.platform != "win32":
        return None

    class LastInput(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint), ("time", ctypes.c_uint32))

    found = LastInput(ctypes.sizeof(LastInput))
    if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(found)):
        return None
    # Both count milliseconds since the start in 32 bits, so the difference survives their turning over.
    return float((ctypes.windll.kernel32.GetTickCount() - found.time) & 0xFFFFFFFF) / 1000
