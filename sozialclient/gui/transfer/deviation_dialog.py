"""Asks what was entered in the other program instead of the citizen's answer, and why."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from sozialclient.gui.plain import fill_in, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.wording import say

_MOST = 1000


class DeviationDialog(QDialog):
    """One line of text; `accepted` when it should be kept."""

    def __init__(self, theme: Theme, field: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("transfer.deviation_keep"))
        self.setModal(True)
        self.edit = QLineEdit()
        self.edit.setMaxLength(_MOST)
        fill_in(self.edit, note)
        self.edit.setAccessibleName(say("transfer.deviation_of", field=field))
        label = plain_label(say("transfer.deviation_of", field=field), wrap=True)
        label.setBuddy(self.edit)
        keep = push_button(theme, say("transfer.deviation_keep"), look="primary")
        keep.setDefault(True)
        keep.clicked.connect(self.accept)
        cancel = push_button(theme, say("action.cancel"))
        cancel.clicked.connect(self.reject)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(8))
        body.addWidget(label)
        body.addWidget(self.edit)
        body.addStretch(1)
        frame_dialog(self, surface(body), dialog_footer(theme, [keep, cancel]))
        fit_screen(self, QSize(theme.px(360), theme.px(160)), QSize(theme.px(460), theme.px(190)))
        self.edit.setFocus()

    def text(self) -> str:
        """What was typed."""
        return self.edit.text().strip()
