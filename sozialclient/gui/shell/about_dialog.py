"""Names the program, its version and its licence."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from sozialclient import __version__
from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fitting_width
from sozialclient.gui.wording import say


class AboutDialog(QDialog):
    """Three lines and a button."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("action.about"))
        self.setModal(True)
        words = QVBoxLayout()
        words.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        words.setSpacing(theme.px(8))
        title = plain_label(say("program"))
        title.setFont(theme.font("title"))
        words.addWidget(title)
        for sentence in (say("about.version", version=__version__), say("about.what"), say("about.licence")):
            label = plain_label(sentence, wrap=True, keys=True)
            label.setMinimumWidth(fitting_width(theme.px(400), theme.px(64)))
            words.addWidget(label)
        close = close_button(theme, self)
        close.setDefault(True)
        frame_dialog(self, surface(words), dialog_footer(theme, [close]))
