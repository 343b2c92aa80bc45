"""Texts of several lines to read, mark and copy; what is copied stays out of the clipboard's history."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QPlainTextEdit

from sozialclient.gui.clipboard import kept_out
from sozialclient.gui.plain import plain, plain_block

_LINE_ENDS = {0x2028: "\n", 0x2029: "\n"}
"""What Qt has in a selection for the ends of lines and paragraphs."""


class LiteralText(QPlainTextEdit):
    """Read-only; Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(plain(name))

    def show_text(self, untrusted_text: str) -> None:
        """Replace everything, by the start of the text where it is long."""
        self.setPlainText(plain_block(untrusted_text))

    def createMimeDataFromSelection(self) -> QMimeData:
        """What keys and the context menu copy."""
        return kept_out(self.textCursor().selectedText().translate(_LINE_ENDS))
