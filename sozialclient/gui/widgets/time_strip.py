"""The strip with the one time that counts: stamp, label, time; other times and a copy button at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.frames import IconLabel


class TimeStrip(QFrame):
    """Always the first thing under a title."""

    copy_requested = Signal()

    def __init__(self, theme: Theme, label: str, copy: str) -> None:
        super().__init__()
        self._label, self._copy = label, copy
        self.setProperty("card", "eingang")
        self._theme = theme
        layout = self._layout = QHBoxLayout(self)
        layout.setSpacing(theme.px(12))
        words = self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        caption = plain_label(label)
        caption.setFont(theme.font("caption"))
        caption.setProperty("tone", "eingang")
        self.time = plain_label(wrap=True, keys=True)
        self.time.setFont(theme.font("heading"))
        self.time.setProperty("tone", "eingang")
        self.side = plain_label()
        self.side.setFont(theme.font("caption"))
        self.side.setProperty("tone", "second")
        self.side.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.copy = push_button(theme, copy, icon="copy", look="eingang")
        self.copy.clicked.connect(self.copy_requested)
        words.addWidget(caption)
        words.addWidget(self.time, 1)
        layout.addWidget(IconLabel(theme, "stamp", "eingangLine", 24))
        layout.addLayout(words, 1)
        layout.addWidget(self.side)
        layout.addWidget(self.copy)
        self.set_low(False)

    def set_low(self, low: bool) -> None:
        """Where there is little height only the one time is told, in one line, and the button shows its picture."""
        theme, directions = self._theme, QBoxLayout.Direction
        edge = theme.px(2 if low else 8)
        self._layout.setContentsMargins(theme.px(14), edge, theme.px(8), edge)
        self._words.setDirection(directions.LeftToRight if low else directions.TopToBottom)
        self._words.setSpacing(theme.px(12) if low else 0)
        self.side.setVisible(not low)
        set_caption(self.copy, self._copy)
        if low:
            self.copy.setText(plain(""))

    def show_times(self, time: str, side: str, spoken: str) -> None:
        """`time` as read, `side` the lesser times, `spoken` for screen readers."""
        self.time.setText(plain(time))
        self.time.setAccessibleName(plain(self._label, ": ", spoken))
        self.side.setText(plain(side))
