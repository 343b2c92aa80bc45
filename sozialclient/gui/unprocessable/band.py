"""Says above an application that it could not be read and why, and offers what can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from sozialclient.gui.actions import Actions
from sozialclient.gui.plain import plain_joined, plain_label, plain_words, set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.unprocessable.words import Unread, unread_words
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.wording import say

_ROOM = 400
"""Height of the pane with room for a sentence besides the title, in logical px."""


class UnprocessableBand(QFrame):
    """A band in the application view; hidden where everything was read."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("banner", "warning")
        self.title = plain_label(wrap=True)
        self.title.setFont(theme.font("bodyStrong"))
        self.title.setProperty("tone", "warning")
        self.sentences = plain_label(wrap=True)
        self.retry = push_button(theme, say("action.retry"), icon="rotate")
        self.save = push_button(theme, say("action.save_original"), icon="file", look="flat")
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(self.title)
        words.addWidget(self.sentences)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for button, name in ((self.retry, "retry"), (self.save, "save_original")):
            button.clicked.connect(actions[name].trigger)
            actions[name].enabledChanged.connect(button.setEnabled)
            button.setEnabled(actions[name].isEnabled())
            row.addWidget(button)
        row.addStretch(1)
        words.addLayout(row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        layout.setSpacing(theme.px(10))
        layout.addWidget(IconLabel(theme, "warning", "warningLine", 20), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.hide()

    def show_unread(self, unread: Unread | None) -> None:
        """Say it, or go away."""
        self.setVisible(unread is not None)
        if unread is not None:
            title, sentences = unread_words(unread)
            said = plain_joined(" ", sentences)
            self.title.setText(plain_words(title))
            # The rest stands where the fields would be.
            self.sentences.setText(plain_words(sentences[0]))
            self._make_room()
            self.setAccessibleName(plain_words(title, ". ", said))
            set_tooltip(self, said)

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the height of the pane counts."""
        super().showEvent(event)
        pane = self.parentWidget()
        if pane is not None:
            pane.installEventFilter(self)
        self._make_room()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Another height of the pane has room for another part."""
        if event.type() is QEvent.Type.Resize:
            self._make_room()
        return False

    def _make_room(self) -> None:
        pane = self.parentWidget()
        self.sentences.setVisible(pane is not None and pane.height() >= self._theme.px(_ROOM))
