"""Asks which message is to be fetched once more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sozialclient.gui.plain import fill_in, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fitting_width
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.wording import say

_LONGEST = 4000


class AgainDialog(QDialog):
    """`wanted` carries the message id; it is suggested where an application is chosen and can be typed anew."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, suggested: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("again.title"))
        self.setModal(True)
        title = plain_label(say("again.title"), wrap=True)
        title.setFont(theme.font("title"))
        why = plain_label(say("again.why"), wrap=True)
        why.setProperty("tone", "second")
        why.setMinimumWidth(fitting_width(theme.px(440), theme.px(104)))
        name = plain_label(say("again.field"))
        name.setFont(theme.font("bodyStrong"))
        self.field = QLineEdit()
        fill_in(self.field, suggested)
        self.field.setMaxLength(_LONGEST)
        self.field.setAccessibleName(say("again.field"))
        name.setBuddy(self.field)
        self.go = push_button(theme, say("again.go"), look="primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go)
        self.field.textChanged.connect(self._enable)
        cancel = push_button(theme, say("action.cancel"))
        cancel.clicked.connect(self.reject)
        words = QVBoxLayout()
        words.setSpacing(theme.px(10))
        for widget in (title, why, name, self.field):
            words.addWidget(widget)
        words.addStretch(1)
        body = QHBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(16))
        body.addWidget(IconLabel(theme, "fetch", "accentText", 24), 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(words, 1)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.go, cancel]))
        self._enable()
        self.field.setFocus()
        self.field.selectAll()

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.field.text().strip()))

    def _on_go(self) -> None:
        self.accept()
        self.wanted.emit(self.field.text().strip())
