"""The help panel: one text, and a list of all others."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from sozialclient.gui.help.topics import TOPICS, title_of, words_of
from sozialclient.gui.plain import plain, plain_block, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.wording import say


class HelpPanel(QDialog):
    """Stands beside a window without keeping anybody from working in it; Escape closes it."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("help.title"))
        self.setModal(False)
        self.topics = QComboBox()
        self.topics.setAccessibleName(say("help.topic"))
        for topic in TOPICS:
            self.topics.addItem(plain(title_of(topic)), topic)
        self.topics.currentIndexChanged.connect(self._on_chosen)
        self._heading = plain_label(wrap=True)
        self._heading.setFont(theme.font("title"))
        self.words = LiteralText(say("help.title"))
        self.words.setFont(theme.font("body"))
        close = close_button(theme, self)
        close.setDefault(True)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(10))
        for widget in (self.topics, self._heading):
            body.addWidget(widget)
        body.addWidget(self.words, 1)
        frame_dialog(self, surface(body), dialog_footer(theme, [close]))
        fit_screen(self, QSize(0, 0), QSize(theme.px(380), theme.px(520)))
        again = QShortcut(QKeySequence("F1"), self)
        again.activated.connect(self.close)
        self.show_topic(TOPICS[0])

    def show_topic(self, topic: str) -> None:
        """Show one text."""
        self.topics.setCurrentIndex(TOPICS.index(topic))
        self._on_chosen(self.topics.currentIndex())

    def _on_chosen(self, at: int) -> None:
        topic = TOPICS[at]
        self._heading.setText(plain(title_of(topic)))
        self.words.setAccessibleName(plain(title_of(topic)))
        self.words.show_text(plain_block(words_of(topic)))
