"""Keeps what is typed into a field soon after it was, so that no key, lock or new window takes it away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit

_PAUSE_MS = 400


class KeptEntry(QObject):
    """Calls `keep(text)` when the typing pauses, and at once when the field is left or `flush` is called."""

    def __init__(self, edit: QLineEdit, keep: Callable[[str], None]) -> None:
        super().__init__(edit)
        self._edit, self._keep = edit, keep
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: keep(edit.text().strip()))
        edit.textEdited.connect(lambda _text: self._pause.start())
        edit.editingFinished.connect(self.flush)

    def flush(self) -> None:
        """Keep now what was typed since the last time."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep(self._edit.text().strip())
