"""A dialog that asks for one thing: heading, why, fields, what was wrong, and two buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorSections
from sozialclient.gui.plain import plain, plain_block, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fitting_width
from sozialclient.gui.wording import say


class AskingDialog(QDialog):
    """Heading, sentences, fields, an error in words; the primary button and cancelling.

    With `scrolls` its contents may be higher than the screen.
    """

    def __init__(self, theme: Theme, title: str, why: str, go: str, parent: QWidget | None, *,
                 scrolls: bool = False) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(plain(title))
        self.setModal(True)
        heading = plain_label(title, wrap=True)
        heading.setFont(theme.font("title"))
        sentence = plain_label(why, wrap=True)
        sentence.setProperty("tone", "second")
        if not scrolls:
            sentence.setMinimumWidth(fitting_width(theme.px(460), theme.px(64)))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        self.body.setSpacing(theme.px(10))
        self.body.addWidget(heading)
        self.body.addWidget(sentence)
        self._sections = ErrorSections(theme, Clipboard())
        self._sections.hide()
        self.go = push_button(theme, go, look="primary")
        self.go.setDefault(True)
        self.go.setEnabled(False)
        cancel = push_button(theme, say("action.cancel"))
        cancel.clicked.connect(self.reject)
        body = surface(self.body)
        frame_dialog(self, scrolled(body) if scrolls else body, dialog_footer(theme, [self.go, cancel]))

    def captioned(self, text: str, field: QWidget, focus: QWidget) -> None:
        """Add a field under its caption."""
        caption = plain_label(text, wrap=True)
        caption.setFont(self.theme.font("bodyStrong"))
        caption.setBuddy(focus)
        self.body.addWidget(caption)
        self.body.addWidget(field)

    def finish(self) -> None:
        """Room for errors at the end."""
        self.body.addWidget(self._sections)
        self.body.addStretch(1)

    def show_error(self, error: SozialclientError) -> None:
        """It was refused: say why, let it be tried again."""
        self.setAccessibleDescription(plain_block(self._sections.show_error(error)))
        self._sections.show()
        self.go.setEnabled(True)
        self.adjustSize()
