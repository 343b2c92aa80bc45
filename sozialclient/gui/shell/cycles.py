"""Keeps Python's search for reference cycles from stopping the window.

A full search looks at every object while all threads wait: a tenth of a second beside an application of twenty
thousand fields, and it begins in the middle of whatever makes objects. Short searches among new objects go on.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, SignalInstance

_PAUSE_MS = 60_000
_NEVER = 1_000_000


class FullSearches(QObject):
    """Makes full searches itself, a minute after the last of what it follows, when hands have long come to rest."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._before = gc.get_threshold()
        new, young, _old = self._before
        gc.set_threshold(new, young, _NEVER)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(gc.collect)

    def follow(self, *signals: SignalInstance) -> None:
        """Search a while after any of these."""
        for signal in signals:
            signal.connect(lambda *_: self._pause.start())

    def stop(self) -> None:
        """Leave it to Python again."""
        self._pause.stop()
        gc.set_threshold(*self._before)
