"""Shows the letter as it will be, beside the lines that may be changed, and asks what becomes of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.line_area import line_area, lines_of
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.reports.receipt import Receipt

_PARTS = ("recipient", "sender", "contact")


class ReceiptDialog(QDialog):
    """`receipt` is the letter with the lines as they are now; neither wish is possible without sender and recipient."""

    print_requested = Signal()
    save_requested = Signal()

    def __init__(self, theme: Theme, receipt: Receipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._receipt, self._busy = theme, receipt, False
        self.setWindowTitle(say("receipt.title"))
        self.setModal(True)
        self.lines = {name: line_area(getattr(receipt, name)) for name in _PARTS}
        self.preview = LiteralText(say("receipt.preview"))
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        self.print = push_button(theme, say("receipt.print"), look="primary")
        self.print.setDefault(True)
        self.save = push_button(theme, say("receipt.save"))
        self.cancel = push_button(theme, say("action.cancel"))
        self.print.clicked.connect(self.print_requested)
        self.save.clicked.connect(self.save_requested)
        self.cancel.clicked.connect(self.reject)
        directions = QBoxLayout.Direction
        halves = QBoxLayout(directions.TopToBottom if theme.large else directions.LeftToRight)
        halves.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(12))
        halves.setSpacing(theme.px(16))
        halves.addLayout(self._make_lines(), 2)
        halves.addLayout(self._make_preview(), 3)
        frame_dialog(self, scrolled(surface(halves)), dialog_footer(theme, [self.print, self.save, self.cancel]))
        fit_screen(self, QSize(0, 0), QSize(theme.px(900), theme.px(640)))
        for area in self.lines.values():
            area.textChanged.connect(self._judge)
        self._judge()
        (self.print if self.print.isEnabled() else self.lines["sender"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_lines(self) -> QVBoxLayout:
        theme, column = self._theme, QVBoxLayout()
        column.setSpacing(theme.px(6))
        for name, area in self.lines.items():
            caption = plain_label(say(f"receipt.{name}"))
            caption.setFont(theme.font("bodyStrong"))
            caption.setBuddy(area)
            area.setAccessibleName(say(f"receipt.{name}"))
            area.setFixedHeight(theme.px(96))
            column.addWidget(caption)
            column.addWidget(area)
        note = plain_label(say("receipt.note"), wrap=True)
        note.setProperty("tone", "second")
        column.addWidget(note)
        column.addWidget(self.banner)
        column.addStretch(1)
        return column

    def _make_preview(self) -> QVBoxLayout:
        theme, column = self._theme, QVBoxLayout()
        column.setSpacing(theme.px(6))
        caption = plain_label(say("receipt.preview"))
        caption.setFont(theme.font("bodyStrong"))
        caption.setBuddy(self.preview)
        self.preview.setMinimumHeight(theme.px(240))
        column.addWidget(caption)
        column.addWidget(self.preview, 1)
        return column

    @property
    def receipt(self) -> Receipt:
        """The letter as it is now."""
        lines = {name: lines_of(area) for name, area in self.lines.items()}
        return dataclasses.replace(self._receipt, sender=lines["sender"], contact=lines["contact"],
                                   recipient=lines["recipient"])

    def _judge(self) -> None:
        from sozialclient.reports.receipt import receipt_text

        receipt = self.receipt
        self.preview.show_text(receipt_text(receipt))
        whole = bool(receipt.sender) and bool(receipt.recipient) and not self._busy
        for button in (self.print, self.save):
            button.setEnabled(whole)
        if not whole and not self._busy:
            missing = "sender" if not receipt.sender else "recipient"
            self._say("info", say("receipt.incomplete"), say(f"receipt.missing_{missing}"))
        else:
            self.banner.hide()

    def show_running(self, words: str) -> None:
        """It is being made or printed."""
        self._busy = True
        for each in (self.print, self.save, *self.lines.values()):
            each.setEnabled(False)
        self._say("info", words, "")

    def show_result(self, tint: str, title: str, sentence: str) -> None:
        """How it ended; it may be saved or printed as well, or closed."""
        self._busy = False
        for each in (self.print, self.save, *self.lines.values()):
            each.setEnabled(True)
        self._say(tint, title, sentence)
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, tint: str, title: str, sentence: str) -> None:
        self.banner.show()
        self.banner.show_text(tint, title, sentence)

    def reject(self) -> None:
        """A page that is on its way to the printer is waited for."""
        if not self._busy:
            super().reject()
