"""The business message exactly as sent, as literal text, the start first."""

from __future__ import annotations

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from sozialclient.gui.desk import OpenedApplication
from sozialclient.gui.plain import BLOCK_LIMIT, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.wording import say, size


class RawXmlPage(QWidget):
    """Read-only text; only the first part of a long message is shown, and it says so."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._note = plain_label(wrap=True)
        self._note.setProperty("tone", "second")
        self._note.setContentsMargins(theme.px(20), theme.px(10), theme.px(20), theme.px(6))
        self.text = LiteralText(say("application.tab.raw_xml"))
        self.text.setFont(theme.font("mono"))
        self.text.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._note)
        layout.addWidget(self.text, 1)

    def show_application(self, opened: OpenedApplication) -> None:
        """Fill in."""
        self.text.show_text(opened.untrusted_xml)
        if not opened.untrusted_xml:
            why = "withheld" if opened.withheld else ("closed" if opened.closed else "none")
            self._note.setText(say(f"raw_xml.{why}"))
        elif opened.xml_size > BLOCK_LIMIT:
            self._note.setText(say("raw_xml.part", part=size(BLOCK_LIMIT), whole=size(opened.xml_size)))
        else:
            self._note.setText(say("raw_xml.whole", whole=size(opened.xml_size)))
