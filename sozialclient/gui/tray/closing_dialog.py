"""Asks once what closing the window shall mean while mailboxes are fetched automatically."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.wording import say
from sozialclient.settings import Closing


class ClosingDialog(QDialog):
    """`chosen` carries the answer; whoever cancels goes on with the open window."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("closing.title"))
        self.setModal(True)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(10))
        heading = plain_label(say("closing.title"), wrap=True)
        heading.setFont(theme.font("title"))
        body.addWidget(heading)
        body.addWidget(plain_label(say("closing.why"), wrap=True))
        note = plain_label(say("closing.note"), wrap=True)
        note.setProperty("tone", "second")
        body.addWidget(note)
        body.addStretch(1)
        self.stay = push_button(theme, say("closing.stay"), look="primary")
        self.stay.setDefault(True)
        self.leave = push_button(theme, say("action.quit"))
        cancel = push_button(theme, say("action.cancel"))
        self.stay.clicked.connect(lambda: self._answer(Closing.TRAY))
        self.leave.clicked.connect(lambda: self._answer(Closing.END))
        cancel.clicked.connect(self.reject)
        frame_dialog(self, scrolled(surface(body)), dialog_footer(theme, [self.stay, self.leave, cancel]))
        fit_screen(self, QSize(0, 0), QSize(theme.px(520), theme.px(280)))
        self.stay.setFocus()

    def _answer(self, what: Closing) -> None:
        self.accept()
        self.chosen.emit(what)
