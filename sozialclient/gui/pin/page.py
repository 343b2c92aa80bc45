"""Asks for the PIN of a key file; a wrong PIN keeps the field, selected, and says what is safe."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorSections
from sozialclient.gui.plain import plain_block, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fitting_width
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.widgets.secret_edit import SecretEdit
from sozialclient.gui.wording import say


class PinDialog(QDialog):
    """`pin_given` carries the PIN; the dialog stays until `accept` because the PIN may not fit."""

    pin_given = Signal(str)

    def __init__(self, theme: Theme, clipboard: Clipboard, mailbox: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(say("program"))
        self.setModal(True)
        self._title = plain_label(say("pin.title"), wrap=True)
        self._title.setFont(theme.font("title"))
        self._why = plain_label(say("pin.why", mailbox=mailbox), wrap=True)
        self._why.setProperty("tone", "second")
        self._why.setMinimumWidth(fitting_width(theme.px(440), theme.px(96)))
        self.secret = SecretEdit(theme, say("pin.field"), say("pin.show"), say("pin.caps"))
        self._sections = ErrorSections(theme, clipboard)
        self._sections.hide()
        self.go = push_button(theme, say("pin.go"), look="primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go)
        self.cancel = push_button(theme, say("action.cancel"))
        self.cancel.clicked.connect(self.reject)
        body = QHBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(16))
        body.addWidget(IconLabel(theme, "key", "warningLine", 24), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(12))
        for widget in (self._title, self.secret, self._why, self._sections):
            words.addWidget(widget)
        body.addLayout(words, 1)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.go, self.cancel]))
        self.secret.line.setFocus()

    def show_wrong(self, error: SozialclientError) -> None:
        """The PIN did not fit: say so, keep the field, mark its content."""
        self._title.setText(say("pin.wrong"))
        self.setAccessibleDescription(plain_block(self._sections.show_error(error)))
        self._why.hide()
        self._sections.show()
        set_caption(self.go, say("pin.again"))
        self.go.setEnabled(True)
        self.secret.line.selectAll()
        self.secret.line.setFocus()
        self.adjustSize()

    def done(self, result: int) -> None:
        """Leave nothing of the PIN in the field."""
        self.secret.line.clear()
        super().done(result)

    def _on_go(self) -> None:
        if self.secret.line.text():
            self.go.setEnabled(False)
            self.pin_given.emit(self.secret.line.text())
