"""Puts values on the clipboard so that Windows keeps no history of them, and takes them off again."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_NEVER = bytes(4)
KEPT_OUT = tuple(_WINDOWS.format(name) for name in (
    "ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory", "CanUploadToCloudClipboard",
))
"""Formats by which Windows leaves a text out of its history and of other PCs; each holds a DWORD of 0.

https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats#cloud-clipboard-and-clipboard-history-formats
"""


def kept_out(text: str) -> QMimeData:
    """`text` for the clipboard, marked as not for history and cloud."""
    data = QMimeData()
    data.setText(text)
    for name in KEPT_OUT:
        data.setData(name, _NEVER)
    return data


def _marked_now() -> str:
    field = QApplication.focusWidget()
    return field.selectedText() if isinstance(field, QLineEdit | QLabel) else ""


class Clipboard(QObject):
    """Copies text; after `seconds` (0: never) it is cleared, unless something else was copied since.

    `cleared` is sent when nothing of ours is there any more. One that watches needs a `parent`, with which it ends.
    """

    cleared = Signal()

    def __init__(self, seconds: int = 30, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.seconds = seconds

    def watch(self) -> None:
        """Take over what people copy from any widget of ours: mark it if it is not, and clear it as all else."""
        QGuiApplication.clipboard().dataChanged.connect(self._on_changed)

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard."""
        self._text = text
        QGuiApplication.clipboard().setMimeData(kept_out(text))
        if self.seconds:
            self._timer.start(self.seconds * 1000)

    def _on_changed(self) -> None:
        clipboard = QGuiApplication.clipboard()
        text = clipboard.text()
        # Not every platform tells who put it there; what is marked in our field of the focus was copied from it.
        ours = clipboard.ownsClipboard() or text == _marked_now()
        if text and ours and (text != self._text or not clipboard.mimeData().hasFormat(KEPT_OUT[0])):
            self.copy(text)

    def clear(self) -> None:
        """Take our text off the clipboard; what others put there stays."""
        self._timer.stop()
        if self._text and QGuiApplication.clipboard().text() == self._text:
            QGuiApplication.clipboard().clear()
        self._text = ""
        self.cleared.emit()
