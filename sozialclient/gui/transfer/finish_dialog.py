"""Says what is still open before an application counts as carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.transfer.open_points import open_points
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.usecases.transfer_application import TransferSheet


class FinishDialog(QDialog):
    """Fields, second looks and fields without a place in the order, each with its number; `accepted`: it is done."""

    def __init__(self, theme: Theme, sheet: TransferSheet, file_number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("transfer.finish_title"))
        self.setModal(True)
        missing = sheet.total - sheet.done
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(10))
        tint = "warning" if missing else "ok"
        words = count("transfer.fields_open", missing) if missing else say("transfer.fields_done", n=sheet.total)
        body.addWidget(Banner(theme, tint, words))
        for point in open_points(sheet):
            body.addWidget(plain_label(point, wrap=True))
        body.addWidget(plain_label(say("transfer.will_be", number=file_number or say("transfer.no_number")), wrap=True))
        body.addStretch(1)
        self.go = push_button(theme, say("transfer.finish_anyway" if missing else "transfer.finish"), look="primary")
        self.go.clicked.connect(self.accept)
        back = push_button(theme, say("transfer.back"))
        back.clicked.connect(self.reject)
        footer = dialog_footer(theme, [self.go, back])
        if theme.large:
            # Two long captions beside each other on a screen of 800 px.
            footer.setContentsMargins(theme.px(12), theme.px(13), theme.px(12), theme.px(13))
        frame_dialog(self, scrolled(surface(body)), footer)
        fit_screen(self, QSize(theme.px(360), theme.px(240)), QSize(theme.px(480), theme.px(320)))
        first = back if missing else self.go
        first.setDefault(True)
        first.setFocus()
