"""Puts values on the clipboard so that Windows keeps no history of them, and takes them off again."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_NEVER = bytes(4)


class Clipboard(QObject):
    """Copies text; after `seconds` (0: never) it is cleared, unless something else was copied since."""

    def __init__(self, seconds: int = 30) -> None:
        super().__init__()
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._milliseconds = seconds * 1000

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard, marked as not for history and cloud."""
        data = QMimeData()
        data.setText(text)
        data.setData(_WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"), _NEVER)
        data.setData(_WINDOWS.format("CanIncludeInClipboardHistory"), _NEVER)
        data.setData(_WINDOWS.format("CanUploadToCloudClipboard"), _NEVER)
        QGuiApplication.clipboard().setMimeData(data)
        self._text = text
        if self._milliseconds:
            self._timer.start(self._milliseconds)

    def clear(self) -> None:
        """Take our text off the clipboard; what others put there stays."""
        self._timer.stop()
        if self._text and QGuiApplication.clipboard().text() == self._text:
            QGuiApplication.clipboard().clear()
        self._text = ""
