"""The band that leads: which step, what to do, which key; it stands where the work is and covers nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sozialclient.gui.plain import SENTENCES_LIMIT, plain, plain_joined, plain_label, plain_words, set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import icon_button, push_button
from sozialclient.gui.widgets.frames import IconLabel, line
from sozialclient.gui.wording import say

_LOW = 680


class TourBand(QWidget):
    """`begin_requested` from the offer; `leave_requested` by its button and by Escape while it has the focus."""

    begin_requested = Signal()
    leave_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title = plain_label(wrap=True)
        self.title.setFont(theme.font("bodyStrong"))
        self.key = plain_label()
        self.key.setFont(theme.font("bodyStrong"))
        self.key.setProperty("look", "key")
        self.sentence = plain_label(wrap=True)
        self.begin = push_button(theme, say("tour.begin"), look="primary")
        self.begin.clicked.connect(self.begin_requested)
        self.leave = icon_button(theme, "close", say("tour.leave"))
        self.leave.clicked.connect(self.leave_requested)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave_requested)
        frame = self._make_frame(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(frame)
        layout.addWidget(line())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def _make_frame(self, theme: Theme) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "tour")
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        top = QHBoxLayout()
        top.setSpacing(theme.px(10))
        top.addWidget(self.title, 1)
        words.addLayout(top)
        words.addWidget(self.sentence)
        words.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.key, 0, Qt.AlignmentFlag.AlignVCenter)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, frame)
        row.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(10))
        if not theme.large:
            row.addWidget(IconLabel(theme, "help", "accentText", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        return frame

    def show_words(self, title: str, sentence: str, keys: str = "", *, offer: bool = False) -> str:
        """Show a step, the end or (`offer`) the question whether to begin; what a screen reader is told of it."""
        self.title.setText(plain_words(title))
        self.sentence.setText(plain_words(sentence))
        self.key.setText(plain(keys))
        self.key.setVisible(bool(keys))
        self.begin.setVisible(offer)
        # Large letters in a low window leave room for what is to be pressed; screen readers get the whole.
        room = not self._theme.large or self.window().height() >= self._theme.px(_LOW)
        self.sentence.setVisible(room or not keys)
        told = [title, sentence, say("tour.key", keys=keys) if keys else ""]
        spoken = plain_joined(" ", filter(None, told), SENTENCES_LIMIT)
        self.setAccessibleName(plain(spoken))
        set_tooltip(self, spoken)
        set_tooltip(self.leave, say("tour.leave"))
        self.leave.setAccessibleDescription(plain(spoken))
        self.show()
        return spoken
